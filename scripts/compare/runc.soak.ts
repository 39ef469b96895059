// What our container is, beside one that runc makes of the same config.json.
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { MOUNTS } from '../../chapters/05-mount/defaults.ts'
import { CAPABILITIES, DEVICES, MASKED, READONLY } from '../../chapters/12-security/defaults.ts'
import { profile } from '../../chapters/12-security/profile.ts'
import type { Config } from '../../chapters/config.ts'
import { bundleJob } from '../answer/bundle.ts'
import { ready } from '../setup/part.ts'
import { TOLD } from '../test/job.ts'
import { boot } from '../vm/machines.ts'
import { runtimesDisk } from '../vm/runtimes-disk.ts'
import type { Facts } from './facts.ts'

const CONFIG: Config = {
  ociVersion: '1.0.2',
  process: {
    args: ['/bin/probe', 'forever'],
    env: ['PATH=/bin'],
    cwd: '/tmp',
    user: { uid: 0, gid: 0, umask: 0o27, additionalGids: [10, 20] },
    capabilities: { bounding: CAPABILITIES, permitted: CAPABILITIES, effective: CAPABILITIES },
    rlimits: [
      { type: 'RLIMIT_NOFILE', soft: 1024, hard: 4096 },
      { type: 'RLIMIT_CORE', soft: 0, hard: 0 },
    ],
    noNewPrivileges: true,
    oomScoreAdj: 100,
  },
  root: { path: '/mnt/images/busybox', readonly: true },
  hostname: 'compared',
  mounts: [
    ...MOUNTS,
    { destination: '/run', type: 'tmpfs', source: 'tmpfs', options: ['nosuid', 'nodev', 'size=1m', 'mode=0755'] },
    { destination: '/root', source: '/mnt/images', type: 'bind', options: ['rbind', 'ro', 'nosuid'] },
  ],
  linux: {
    namespaces: (['pid', 'ipc', 'uts', 'mount', 'network', 'cgroup'] as const).map(type => ({ type })),
    cgroupsPath: '/congo/compared',
    resources: {
      memory: { limit: 64 * 2 ** 20, swap: 64 * 2 ** 20, reservation: 32 * 2 ** 20 },
      cpu: { shares: 512, quota: 50000, period: 100000 },
      pids: { limit: 30 },
      devices: DEVICES,
    },
    maskedPaths: MASKED,
    readonlyPaths: READONLY,
    seccomp: profile(CAPABILITIES),
  },
}

/** What differs, by the reason. */
const EXPLAINED: Readonly<Record<string, RegExp>> = {
  'runc makes flags of the host anew when it remounts, and loses those that the config does not name; ours adds to them':
    /^mount (\/|\/root)$/,
  "runc binds this folder after it has mounted the root that lies in it; ours takes its copy while the host's mounts are as they were":
    /^mount \/root\/./,
  "runc makes nodes in the container's /dev; ours binds the host's, as one must who is in a user namespace":
    /^mount \/dev\/(null|zero|full|random|urandom|tty)$/,
  "a mask is made with the host's /dev/null here, with the container's own by this runc (CVE-2025-31133)":
    /^mount \/proc\/(interrupts|kcore|keys|timer_list)$/,
  'the empty folder over a folder has no room for another file': /^mount (\/proc\/acpi|\/sys\/firmware)$/,
  'cpu.weight follows from shares by the newer formula, by which 1024 becomes 100': /^cgroup cpu\.weight$/,
  'runc hands on all controllers, ours those that have a limit or a figure': /^cgroup cgroup\.controllers$/,
  'runc looks up HOME in passwd; ours leaves the environment as the config has it': /^environment$/,
  'Linux has taken /proc/kcore for /dev/core; who masks the one has no use for the other': /^\/dev\/core$/,
  'with a network namespace chapter 09 lays three files over those of the image; Docker does it before it calls runc':
    /^mount \/etc\//,
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
  const reasons = Object.entries(EXPLAINED).map(
    ([reason, what]) => [reason, different.filter(it => what.test(it))] as const,
  )
  console.log(`${TOLD}${names.length} facts compared, ${different.length} differ:`)
  for (const [reason, some] of reasons) {
    console.log(`${TOLD}- ${some.join(', ')}: ${reason}`)
    for (const name of some) console.log(`${name}\n  ours: ${ours[name] ?? 'none'}\n  runc: ${runc[name] ?? 'none'}`)
  }
  const explained = new Set(reasons.flatMap(([, some]) => some))
  assert.equal(
    different.filter(name => !explained.has(name)).map(name => `${name}: ours ${ours[name]}, runc ${runc[name]}`),
    [],
  )
  assert.equal(
    reasons.filter(([, some]) => some.length === 0).map(([reason]) => reason),
    [],
    'reasons for nothing',
  )
  assert.ok(names.length > 90)
})

test.run()
