// The examples of the usage guide, in a machine.
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { machineWithCongo } from './in-machine.ts'

const BUSYBOX = '/mnt/images/busybox'

test('a container runs from the path of a root file system, with a name and a limit', async () => {
  await using it = await machineWithCongo()
  const { congo } = it
  const script = 'echo hello from $(hostname); cat /sys/fs/cgroup/memory.max; echo oops >&2; exit 3'
  assert.equal(await congo('run', '--hostname', 'my-container', '--memory', '200m', BUSYBOX, 'sh', '-c', script), {
    out: 'hello from my-container\n209715200\n',
    err: 'oops\n',
    code: 3,
  })
})

test('with the network of the host a container sees what the host has', async () => {
  await using it = await machineWithCongo()
  const { congo, command } = it
  const inside = await congo('run', '--network', 'host', BUSYBOX, '/bin/probe', 'interfaces')
  assert.is(inside.code, 0, inside.err)
  assert.is(inside.out, (await command(['/run/congo/probe', 'interfaces'])).out)
})

test('create, start, ps, exec, logs, pause, update, volumes, stop, restart, rm', async () => {
  await using it = await machineWithCongo()
  const { congo, command, good } = it
  const id = (await good('create', BUSYBOX, 'sh', '-c', 'echo up; exec sleep 1000')).trim()
  assert.match(id, /^congo-[\da-f]{8}$/)
  assert.match(await good('ps'), new RegExp(`^CONTAINER .*\n${id}  created  .* ago  sh -c`))
  await good('start', id)
  assert.match(await good('ps'), new RegExp(`\n${id}  running  `))
  assert.match(await good('exec', id, '/bin/ls', '-l', '/'), /bin\n/)
  assert.is((await congo('exec', id, 'sh', '-c', 'exit 9')).code, 9)
  assert.is((await congo('exec', id, 'no-such-command')).code, 127)
  assert.is(await good('logs', id), 'up\n')
  assert.is(await good('logs', '--tail', '0', id), '')
  assert.is(await good('logs', '--since', '1h', '--until', '2099-01-01', id), 'up\n')
  assert.match(await good('logs', '-t', id), /^\d{4}-\S+Z up\n$/)
  await good('pause', id)
  assert.match(await good('ps'), /paused/)
  assert.match((await congo('exec', id, 'true')).err, /paused/)
  await good('unpause', id)
  await good('update', id, '--memory', '64m', '--cpu=2048')
  const limit = await command(['cat', `/sys/fs/cgroup/congo/${id}/memory.max`])
  assert.is(limit.out, `${64 * 2 ** 20}\n`)
  await command(['sh', '-c', 'mkdir -p /mnt/data/shared; echo from the host >/mnt/data/shared/file'])
  await good('volume-add', id, '/mnt/data/shared', '/mnt/shared', 'ro')
  assert.is(await good('exec', id, 'cat', '/mnt/shared/file'), 'from the host\n')
  assert.is.not((await congo('exec', id, 'touch', '/mnt/shared/x')).code, 0)
  await good('volume-remove', id, '/mnt/shared')
  assert.is.not((await congo('exec', id, 'cat', '/mnt/shared/file')).code, 0)
  assert.match((await congo('rm', id)).err, /runs: stop it first/)
  await good('stop', id, '--force')
  assert.match(await good('ps'), /stopped \(137\)/)
  await good('restart', id)
  assert.match(await good('ps'), /running/)
  await good('stop', id, '--force')
  await good('rm', id)
  assert.is(await good('ps', '-q'), '')
  const left = 'ls /var/lib/congo/containers; find /sys/fs/cgroup/congo -mindepth 1 -type d; ip -o link'
  const { out } = await command(['sh', '-c', left])
  assert.not.match(out, /congo-|veth/)
})

test('a detached container is followed to its end', async () => {
  await using it = await machineWithCongo()
  const { congo } = it
  const script = 'for i in 1 2 3; do echo $i; sleep 1; done; echo last >&2'
  const { out: id } = await congo('run', '-d', '--name', 'talker', BUSYBOX, 'sh', '-c', script)
  assert.is(id, 'talker\n')
  assert.equal(await congo('logs', '-f', 'talker'), { out: '1\n2\n3\n', err: 'last\n', code: 0 })
  assert.match((await congo('ps')).out, /talker +stopped \(0\)/)
  await congo('run', '-d', '--name', 'deaf', BUSYBOX, 'sleep', '1000')
  await congo('kill', '-s', 'term', 'deaf') // process 1 without a handler does not hear it
  await congo('kill', 'deaf')
  assert.is((await congo('wait', 'deaf')).out, '137\n')
})

test('a paused container that is stopped goes on, so that it hears the signal', async () => {
  await using it = await machineWithCongo()
  const { good } = it
  const script = 'trap "exit 3" TERM; touch /ready; while :; do sleep 0.1; done'
  await good('run', '-d', '--name', 'polite', BUSYBOX, 'sh', '-c', script)
  await good('exec', 'polite', 'sh', '-c', 'until test -e /ready; do sleep 0.1; done')
  await good('pause', 'polite')
  await good('stop', '-t', '100', 'polite')
  assert.match(await good('ps', '-a'), /polite +stopped \(3\)/)
})

test('several containers are stopped at once: one hears of it, however long another one takes', async () => {
  await using it = await machineWithCongo()
  const waits = 'trap "until test -e /shared/heard; do sleep 0.1; done; exit 3" TERM; touch /ready; sleep 1000 & wait'
  const tells = 'trap "touch /shared/heard; exit 4" TERM; touch /ready; sleep 1000 & wait'
  for (const [name, script] of Object.entries({ waits, tells })) {
    await it.good('run', '-d', '--name', name, '-v', 'shared:/shared', BUSYBOX, 'sh', '-c', script)
    await it.good('exec', name, 'sh', '-c', 'until test -e /ready; do sleep 0.1; done')
  }
  assert.equal(await it.congo('stop', '-t', '1000', 'waits', 'nobody', 'tells'), {
    out: 'waits\ntells\n',
    err: 'congo: there is no container "nobody"; do you mean tells?\n',
    code: 1,
  })
  const listed = JSON.parse(await it.good('ps', '--format', 'json')) as { exitCode: number }[]
  assert.equal(
    listed.map(({ exitCode }) => exitCode),
    [4, 3],
  )
})

test('without nft there is no bridge, a line that says so, and nothing left that only nft could take away', async () => {
  await using it = await machineWithCongo()
  const { congo, command } = it
  await command(['mount', '--bind', '/dev/null', '/usr/sbin/nft'])
  const { code, err } = await congo('run', BUSYBOX, 'true')
  assert.is(code, 125)
  assert.match(err, /^congo: there is no nft/)
  assert.is((await congo('ps', '-q')).out, '')
  const { out: id } = await congo('create', BUSYBOX, 'true')
  assert.equal(await congo('rm', id.trim()), { out: id, err: '', code: 0 })
  assert.not.match((await command(['ip', '-o', 'link'])).out, /congo0|veth/)
})

test('mistakes are one line each, and leave nothing', async () => {
  await using it = await machineWithCongo()
  const { congo } = it
  for (const [argv, code, message] of [
    [['run', '/no/such/image', 'true'], 125, /^congo: \/no\/such\/image: there is no such folder/],
    [
      ['run', 'alpine', 'true'],
      125,
      /^congo: alpine:latest: registry-1.docker.io cannot be reached .*congo import FILE/m, // a pull that takes long says so before
    ],
    [['run', BUSYBOX, 'no-such-command'], 127, /^congo: execve/],
    [['run', BUSYBOX, '/etc'], 126, /^congo: execve/],
    [['run', '--memory', '10x', BUSYBOX, 'true'], 125, /^congo: --memory "10x": a size is/],
    [['run', '--network', 'moon', BUSYBOX, 'true'], 125, /^congo: --network moon: there are bridge, host/],
    [['run', '--pids', 'many', BUSYBOX, 'true'], 125, /^congo: --pids many: a whole number/],
    [['run', '--restart', 'sometimes', BUSYBOX, 'true'], 125, /^congo: --restart sometimes: there are no, on-failure/],
    [['run', '--restart', 'on-failure:x', BUSYBOX, 'true'], 125, /^congo: --restart on-failure:x: there are no/],
    [['run', '--rm', '--restart', 'always', BUSYBOX, 'true'], 125, /^congo: --rm and --restart exclude each other/],
    [['run', '--no-such-flag', BUSYBOX, 'true'], 125, /unknown option/],
    [['start', 'nobody'], 1, /^congo: there is no container "nobody"$/m],
    [['run', '--name', '../x', BUSYBOX, 'true'], 125, /is no name for a container/],
  ] as const) {
    const done = await congo(...argv)
    assert.is(done.code, code, `${argv.join(' ')}: ${done.err}`)
    assert.match(done.err, message)
  }
  assert.is((await congo('ps', '-q')).out, '')
})

test.run()
