// The verbs that look at containers, and at what they share, in a machine.
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { machineWithCongo } from './in-machine.ts'

const IMAGE = '/mnt/images/busybox'

test('ps, stats, top, diff, cp, rename, volumes, networks, system df and prune', async () => {
  await using it = await machineWithCongo()
  const { congo, command, good } = it
  const json = async (...argv: string[]) => JSON.parse(await good(...argv, '--format', 'json'))
  const script = 'echo new >/etc/new; rm /etc/group; exec sleep 1000'
  const flags = [
    '--label',
    'tier=web',
    '-v',
    'data:/data',
    '--tmpfs',
    '/scratch:size=64k',
    '--cpus',
    '0.5',
    '--cap-drop',
    'ALL',
  ]
  await good(
    'run',
    '-d',
    '--name',
    'web',
    ...flags,
    '--add-host',
    'db:10.0.0.7',
    '--ulimit',
    'nofile=99',
    IMAGE,
    'sh',
    '-c',
    script,
  )
  await good('create', '--name', 'other', '--entrypoint', 'sleep', IMAGE, '7')
  const facts =
    'cat /sys/fs/cgroup/cpu.max; grep CapEff /proc/1/status; grep db /etc/hosts; ulimit -n; df -k /scratch | tail -1; echo kept >/data/file'
  assert.match(
    await good('exec', 'web', 'sh', '-c', facts),
    /^50000 100000\nCapEff:\t0000000000000000\n10\.0\.0\.7[ \t]db\n99\ntmpfs +64 /,
  )
  const all = await json('ps')
  assert.equal(
    all.map(({ id, status }: { id: string; status: string }) => [id, status]),
    [
      ['other', 'created'],
      ['web', 'running'],
    ],
  )
  assert.is(await good('ps', '-q', '--filter', 'label=tier=web'), 'web\n')
  assert.is(await good('ps', '-q', '--filter', 'status=created'), 'other\n')
  assert.match(await good('top', 'web'), /sleep 1000/)
  assert.match(await good('stats', '--no-stream', 'web'), /^[^\n]*\nweb /)
  assert.match(await good('diff', 'web'), /D \/etc\/group\nA \/etc\/new\n/)
  await command(['sh', '-c', 'mkdir -p /mnt/from/sub; echo here >/mnt/from/sub/file'])
  await good('cp', '/mnt/from', 'web:/srv')
  assert.is(await good('exec', 'web', 'cat', '/srv/sub/file'), 'here\n')
  await good('cp', 'web:/etc/new', '/mnt/copied')
  assert.is((await command(['cat', '/mnt/copied'])).out, 'new\n')
  assert.match((await congo('rename', 'web', 'site')).err, /^congo: web runs: stop it first\n$/)
  assert.match(await good('volume', 'ls'), /^data/m)
  assert.match((await congo('volume', 'rm', 'data')).err, /^congo: .*web/)
  assert.match(await good('network', 'ls'), /bridge/)
  assert.match(await good('system', 'df'), /[Cc]ontainers/)
  await good('stop', '--force', 'web', 'other')
  await good('rename', 'web', 'site')
  assert.is(await good('ps', '-q'), 'other\nsite\n')
  await good('prune', '--force', '--volumes')
  assert.is(await good('ps', '-q'), '')
  assert.is(await good('volume', 'ls', '-q'), '')
  assert.match((await congo('strat', 'x')).err, /^congo: unknown command 'strat'.*start/)
})

test.run()
