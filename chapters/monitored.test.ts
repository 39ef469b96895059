// The monitor with ordinary processes: what it does has nothing to do with namespaces.
import { once } from 'node:events'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { type AddressInfo, connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { mechanism as process_ } from '#mechanisms/01-process'
import { log } from '#mechanisms/14-logs'
import { holdPorts } from './09-network/hold.ts'
import { afterwardsFrame, endFrame, inputFrames, signalFrame, sizeFrame, told } from './14-logs/frames.ts'
import { readRecord } from './14-logs/record.ts'
import type { Container, Mechanism } from './container.ts'
import { startWatched } from './monitored.ts'
import { grown, PATH, Reader, started, theClient } from './monitored-kit.ts'

test('output is kept by stream, with the time it came; the end is recorded', async () => {
  using it = await started('echo one; echo two >&2; printf three; exit 7')
  assert.equal(await it.monitor.wait(), { code: 0 })
  assert.equal(it.lines().sort(), ['stderr two\n', 'stdout one\n', 'stdout three'])
  const { at, ...record } = readRecord(it.bundle) ?? { at: '' }
  assert.equal(record, { code: 7, oom: false })
  const late = Date.now() - Date.parse(at)
  assert.ok(late >= 0 && late < 60_000, at)
  assert.equal(readdirSync(it.bundle).sort(), ['exit', 'log'])
  const [first] = readFileSync(join(it.bundle, 'log'), 'latin1').split('\n')
  assert.match(first ?? '', /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z std(out|err) F (one|two)$/)
})

test('bytes of any kind come back as they were', async () => {
  using it = await started(String.raw`printf 'a\0b\r\n\377\n\n'; head -c 300000 /dev/zero; printf '\nend'`)
  await it.monitor.wait()
  const all = Buffer.concat(log(it.bundle).map(({ bytes }) => bytes))
  const expected = Buffer.concat([
    Buffer.from('a\0b\r\n\xff\n\n', 'latin1'),
    Buffer.alloc(300000),
    Buffer.from('\nend'),
  ])
  assert.ok(all.equals(expected), `${all.length} bytes, not ${expected.length}`)
})

test('a signal ends the container, and is in the record; those for the monitor are passed on', async () => {
  using it = await started('echo here; exec sleep 100')
  it.monitor.kill('SIGTERM')
  assert.equal(await it.monitor.wait(), { code: 0 })
  assert.equal({ ...readRecord(it.bundle), at: '' }, { signal: 15, oom: false, at: '' })
})

test('who is attached from the beginning gets every byte, however slow he reads, and sends input', async () => {
  using it = await started('cat; head -c 3000000 /dev/zero', { attach: true, stdin: true })
  const client = theClient(it)
  for (const frame of inputFrames(Buffer.alloc(200_000, 'x'))) client.write(frame)
  client.write(endFrame())
  let [length, end] = [0, '']
  for await (const { kind, bytes } of told(client)) {
    if (kind === 'o') length += bytes.length
    if (kind === 'x') end = bytes.toString()
    await new Promise(resolve => setImmediate(resolve))
  }
  assert.is(length, 3_200_000)
  assert.is(end, '{"code":0}')
})

test('clients come and go by the socket in the folder; one that speaks nonsense is dropped', async () => {
  using it = await started('trap "echo usr1" USR1; echo up; while :; do sleep 0.02; done', { attach: true })
  const first = new Reader(theClient(it))
  await first.until('up') // the trap is set
  const path = join(it.bundle, 'attach')
  const stranger = connect(path)
  stranger.end(Buffer.from('i\xff\xff\xff\xffhello', 'latin1'))
  await new Promise(resolve => stranger.resume().once('close', resolve))
  const client = connect(path)
  await new Promise(resolve => client.once('connect', resolve))
  client.write(signalFrame(10))
  const seen: string[] = []
  for await (const { bytes } of told(client)) {
    seen.push(bytes.toString())
    if (seen.at(-1) === 'usr1\n') break
  }
  client.destroy()
  const last = connect(path)
  last.write(signalFrame(9))
  const kinds: string[] = []
  for await (const { kind, bytes } of told(last)) kinds.push(`${kind} ${bytes}`)
  assert.is(kinds.at(-1), 'x {"signal":9}')
  await first.end()
  await it.monitor.wait()
  assert.not.ok(existsSync(path))
})

test('a client that has gone away in the middle of output does not stop the container', async () => {
  using it = await started('head -c 3000000 /dev/zero; echo; echo done >&2', { attach: true })
  it.client?.destroy()
  await it.monitor.wait()
  assert.is(it.lines().at(-1), 'stderr done\n')
})

test('a terminal: its master is with the monitor, which gives it sizes and what is typed', async () => {
  const command = 'stty size; read word; echo got $word; stty size'
  using it = await started(command, { attach: true }, { terminal: true, consoleSize: { width: 90, height: 30 } })
  const client = theClient(it)
  let shown = ''
  for await (const { kind, bytes } of told(client)) {
    if (kind !== 'x') shown += bytes
    if (shown === '30 90\r\n') {
      client.write(sizeFrame({ columns: 100, rows: 40 }))
      for (const frame of inputFrames(Buffer.from('word\r'))) client.write(frame)
      shown += '|'
    }
  }
  assert.is(shown, '30 90\r\n|word\r\ngot word\r\n40 100\r\n')
  await it.monitor.wait()
  assert.is(it.lines().join(''), 'stdout 30 90\r\nstdout word\r\nstdout got word\r\nstdout 40 100\r\n')
})

test('the log is turned by its size, and no line is cut or lost between the files that are kept', async () => {
  using it = await started('i=0; while [ $i -lt 2000 ]; do echo line $i; i=$((i+1)); done', { size: 20_000, files: 50 })
  await it.monitor.wait()
  assert.equal(
    it.lines(),
    Array.from({ length: 2000 }, (_, i) => `stdout line ${i}\n`),
  )
  const files = readdirSync(it.bundle).filter(name => name.startsWith('log'))
  assert.ok(files.length > 4, `${files}`)
})

test('what falls out is the oldest', async () => {
  using it = await started('i=0; while [ $i -lt 2000 ]; do echo line $i; i=$((i+1)); done', { size: 20_000, files: 2 })
  await it.monitor.wait()
  assert.equal(readdirSync(it.bundle).sort(), ['exit', 'log', 'log.1'])
  const lines = it.lines()
  assert.is(lines.at(-1), 'stdout line 1999\n')
  assert.ok(lines.length < 1500, `${lines.length}`)
  for (const name of ['log', 'log.1']) assert.ok(statSync(join(it.bundle, name)).size <= 20_000)
})

test('a step of the container that fails is thrown, and nothing of it is left', async () => {
  let error: unknown
  await started('', {}, { args: ['no-such-command'] }).catch(thrown => {
    error = thrown
  })
  assert.match(`${error}`, /execve\("no-such-command".*: ENOENT \(step [1-9]\d*, from 01-process\)$/)
})

test('a monitor that cannot begin says why, and the container never begins', async () => {
  const bundle = mkdtempSync(join(tmpdir(), 'congo-monitor-'))
  writeFileSync(join(bundle, 'file'), '')
  const process = { args: ['touch', join(bundle, 'ran')], env: [PATH], cwd: '/' }
  const c: Container = { id: 'test', bundle: join(bundle, 'file'), config: { ociVersion: '1.2.0', process } }
  let error: unknown
  await startWatched(c, [process_]).catch(thrown => {
    error = thrown
  })
  assert.match(`${error}`, /ENOTDIR/)
  assert.equal(readdirSync(bundle), ['file'])
  rmSync(bundle, { recursive: true })
})

test('nothing of ours stays open in the monitor', async () => {
  using it = await started('sleep 100')
  const open = readdirSync(`/proc/${it.monitor.pid}/fd`).length
  assert.is(open, 10) // pidfd, two of /dev/null, folder, log, record, clients' socket, signals, and its ends of the pipes
  it.monitor.kill('SIGTERM')
  await it.monitor.wait()
})

test('the ports that are published are bound by the monitor alone, until it ends', async () => {
  const port = await bindable(0)
  const ports: Mechanism = {
    name: '09-network',
    prepare: c => holdPorts(c, [{ hostPort: port, containerPort: 80, protocol: 'tcp' }]),
    steps: () => [],
  }
  using it = await started('ls -l /proc/$$/fd; exec sleep 100', {}, {}, undefined, [ports])
  await grown(it.bundle, 'log', /2 -> /)
  assert.not.match(it.lines().join(''), /socket:/)
  assert.is(await bindable(port).catch(({ code }) => code), 'EADDRINUSE')
  it.monitor.kill('SIGTERM')
  await it.monitor.wait()
  assert.is(await bindable(port), port)
})

/** Gives the port, any if it is 0, if it can be bound. */
async function bindable(port: number): Promise<number> {
  const server = createServer().listen(port)
  await once(server, 'listening')
  const { port: bound } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return bound
}

test('in the end it starts a program that has nothing of anybody: variables, descriptors, signals, a folder', async () => {
  const looks = [
    'pwd',
    'ls /proc/$$/fd',
    'readlink /proc/$$/fd/0',
    'wc -c </proc/$$/environ',
    'cut -d" " -f7 /proc/$$/stat',
  ]
  const script = [...looks, "grep -E 'Sig(Blk|Ign)' /proc/self/status", 'echo $0 $@', 'no-such-command'].join('; ')
  using it = await started('exit 4', { then: ['/bin/sh', '-c', script, 'some', 'words'] })
  assert.not.ok(existsSync(join(it.bundle, 'then.log')))
  await it.monitor.wait()
  assert.equal({ ...readRecord(it.bundle), at: '' }, { code: 4, oom: false, at: '' })
  const text = await grown(it.bundle, 'then.log', /not found\n/)
  const none = '0'.repeat(16)
  const expected = ['/', '0', '1', '2', '/dev/null', '0', '0', `SigBlk:\t${none}`, `SigIgn:\t${none}`, 'some words']
  assert.equal(text.split('\n').slice(0, -2), expected)
})

test('it starts none where a client says, after the end, that he does the work; whatever he has said before', async () => {
  const then = ['/bin/true']
  const isStarted = async (script: string, say: { before?: Buffer; after?: Buffer }): Promise<boolean> => {
    using it = await started(script, { attach: true, stdin: true, then })
    const client = theClient(it)
    if (say.before) client.write(say.before)
    client.write(endFrame())
    let left = 0
    for await (const { kind, bytes } of told(client)) {
      if (kind === 'o') left = Number(bytes)
      if (kind === 'x') await new Promise<void>(resolve => client.end(say.after ?? '', resolve)) // or it is destroyed before
    }
    await it.monitor.wait()
    if (left > 0) process.kill(left, 'SIGKILL')
    return existsSync(join(it.bundle, 'then.log'))
  }
  assert.is(await isStarted('exec cat', {}), true)
  assert.is(await isStarted('exec cat', { after: afterwardsFrame() }), false)
  assert.is(await isStarted('exec cat', { before: afterwardsFrame() }), true)
  const more = Buffer.concat([...inputFrames(Buffer.alloc(300_000))])
  const lives = 'exec 3<&0; sleep 1000 <&3 >/dev/null 2>&1 & echo $!' // it has the other end of the input, and reads nothing
  assert.is(await isStarted(lives, { before: more, after: afterwardsFrame() }), false)
})

test('a program that cannot be started is named', async () => {
  using it = await started('true', { then: ['/no/such/program'] })
  await it.monitor.wait()
  await grown(it.bundle, 'then.log', /^monitor: \/no\/such\/program: No such file or directory$/)
})

test.run()
