// What our container is, beside one that runc makes of the same config.json.
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Config } from '../../chapters/config.ts'
import { bundleJob } from '../answer/bundle.ts'
import { ready } from '../setup/part.ts'
import { boot } from '../vm/machines.ts'
import { runtimesDisk } from '../vm/runtimes-disk.ts'
import type { Facts } from './facts.ts'

const GUARDED = ['nosuid', 'noexec', 'nodev']
const CONFIG: Config = {
  ociVersion: '1.0.2',
  process: { args: ['/bin/probe', 'forever'], env: ['PATH=/bin'], cwd: '/tmp', user: { uid: 0, gid: 0 } },
  root: { path: '/mnt/images/busybox', readonly: true },
  hostname: 'compared',
  mounts: [
    { destination: '/proc', type: 'proc', source: 'proc' },
    {
      destination: '/dev',
      type: 'tmpfs',
      source: 'tmpfs',
      options: ['nosuid', 'strictatime', 'mode=755', 'size=65536k'],
    },
    {
      destination: '/dev/pts',
      type: 'devpts',
      source: 'devpts',
      options: ['nosuid', 'noexec', 'newinstance', 'ptmxmode=0666', 'mode=0620', 'gid=5'],
    },
    { destination: '/dev/shm', type: 'tmpfs', source: 'shm', options: [...GUARDED, 'mode=1777', 'size=65536k'] },
    { destination: '/dev/mqueue', type: 'mqueue', source: 'mqueue', options: GUARDED },
    { destination: '/sys', type: 'sysfs', source: 'sysfs', options: [...GUARDED, 'ro'] },
    { destination: '/run', type: 'tmpfs', source: 'tmpfs', options: ['nosuid', 'nodev', 'size=1m', 'mode=0755'] },
    { destination: '/root', source: '/mnt/images', type: 'bind', options: ['rbind', 'ro', 'nosuid'] },
  ],
  linux: {
    namespaces: [{ type: 'pid' }, { type: 'ipc' }, { type: 'uts' }, { type: 'mount' }, { type: 'network' }],
  },
}

test('our container is what runc makes of the same config, but for what is explained', async () => {
  const [[disk], job] = await Promise.all([
    ready(runtimesDisk),
    bundleJob("export { default } from './scripts/compare/facts.ts'"),
  ])
  await using machine = await boot(join(disk, 'runtimes.img'))
  await machine.ready()
  const comparing = machine.load<{ ours: Facts; runc: Facts }>(job, CONFIG)
  comparing.stderr.pipe(process.stderr)
  const { ours, runc } = await comparing.result
  const names = [...new Set([...Object.keys(runc), ...Object.keys(ours)])]
  const different = names.filter(name => ours[name] !== runc[name])
  console.log(`${names.length} facts compared, ${different.length} differ`)
  for (const name of different) console.log(`${name}\n  ours: ${ours[name] ?? 'none'}\n  runc: ${runc[name] ?? 'none'}`)
  assert.ok(names.length > 50)
})

test.run()
