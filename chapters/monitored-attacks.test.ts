// What may happen to a monitor: clients without manners, files that go, a container that leaves others behind.
import { readdirSync, readFileSync, rmSync, statSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import type { Socket } from 'node:net'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { prlimit64, RLIMIT, run } from '#native'
import { endFrame, inputFrames, signalFrame, told } from './14-logs/frames.ts'
import { readRecord } from './14-logs/record.ts'
import type { Wanted } from './monitored.ts'
import { attached, Reader, started, theClient } from './monitored-kit.ts'

const typed = (client: Socket, text: string | Buffer) => {
  for (const frame of inputFrames(Buffer.from(text))) client.write(frame)
}

const gone = (client: Socket) => new Promise(resolve => client.resume().once('close', resolve))

const end = ({ bundle }: { bundle: string }) => ({ ...readRecord(bundle), at: '' })

test('a slow client misses nothing, when both streams are full at once', async () => {
  using it = await started('head -c 3000000 /dev/zero & head -c 3000000 /dev/zero >&2; wait', { attach: true })
  const length = { o: 0, e: 0, x: 0 }
  for await (const { kind, bytes } of told(theClient(it))) {
    length[kind] += bytes.length
    await new Promise(resolve => setImmediate(resolve))
  }
  assert.equal([length.o, length.e], [3_000_000, 3_000_000])
  await it.monitor.wait()
})

test('a client that goes in the middle of output takes no other one with him', async () => {
  using it = await started('cat', { attach: true, stdin: true })
  const client = theClient(it)
  const lines = Array.from({ length: 300 }, (_, i) => `line ${i}\n`)
  const reader = new Reader(client)
  const all = reader.until(lines.at(-1) ?? '')
  for (const line of lines) {
    const others = [await attached(it), await attached(it)]
    typed(client, line)
    for (const other of others) other.destroy()
  }
  assert.is(await all, lines.join(''))
  client.write(endFrame())
  await reader.end()
  await it.monitor.wait()
  assert.equal(end(it), { code: 0, oom: false, at: '' })
})

test('there is room for sixteen clients; who is turned away may come again', async () => {
  using it = await started('trap "echo here" USR1; echo up; while :; do sleep 0.02; done', { attach: true })
  await new Reader(theClient(it)).until('up')
  const hears = async (client: Socket) => {
    client.write(signalFrame(10))
    await new Reader(client).until('here')
  }
  const clients = await Promise.all(Array.from({ length: 15 }, () => attached(it)))
  for (const client of clients) await hears(client)
  await gone(await attached(it))
  for (const client of clients) await new Promise(resolve => client.once('close', resolve).destroy())
  const last = await attached(it)
  await hears(last)
  it.monitor.kill('SIGKILL')
  await it.monitor.wait()
})

const frame = (kind: string, length: number, bytes: Uint8Array) => {
  const head = Buffer.from([kind.charCodeAt(0), 0, 0, 0, 0])
  head.writeUInt32LE(length, 1)
  return Buffer.concat([head, bytes])
}

test('frames of a wrong length do nothing, or end who sends them', async () => {
  using it = await started('cat', { attach: true, stdin: true })
  for (const length of [4097, 2 ** 31, 2 ** 32 - 1]) {
    const client = await attached(it)
    client.write(frame('i', length, Buffer.alloc(5000)))
    await gone(client)
  }
  for (const half of [Buffer.from('i'), frame('i', 4096, Buffer.alloc(4095)), frame('s', 1, Buffer.alloc(0))]) {
    const client = await attached(it)
    client.end(half)
    await gone(client)
  }
  const client = theClient(it)
  client.write(frame('s', 0, Buffer.alloc(0)))
  client.write(frame('s', 2, Buffer.from([9, 9])))
  client.write(frame('s', 1, Buffer.from([255])))
  client.write(frame('w', 3, Buffer.from([1, 2, 3])))
  client.write(frame('w', 4, Buffer.from([1, 2, 3, 4]))) // it has no terminal
  client.write(frame('?', 4096, Buffer.alloc(4096)))
  client.write(frame('i', 4096, Buffer.alloc(4096, 'y')))
  client.write(frame('i', 0, Buffer.alloc(0)))
  client.write(endFrame())
  client.write(frame('i', 1, Buffer.from('n')))
  assert.is(await new Reader(client).end(), 'y'.repeat(4096))
  await it.monitor.wait()
  assert.equal(end(it), { code: 0, oom: false, at: '' })
})

test('a client that never reads delays the end for a while, once', async () => {
  using it = await started('yes >&2 & exec yes', { attach: true })
  const other = await attached(it)
  await new Reader(other).until('y\n') // and no more: so neither of them reads
  const size = () => statSync(join(it.bundle, 'log')).size
  for (let before = -1; before !== size(); await new Promise(resolve => setTimeout(resolve, 50))) before = size()
  const began = performance.now()
  it.monitor.kill('SIGTERM')
  await it.monitor.wait()
  assert.ok(performance.now() - began < 9000, 'less than two times the patience')
  assert.equal(end(it), { signal: 15, oom: false, at: '' })
  other.destroy()
  theClient(it).destroy()
})

test('who types while the container ends gets the last of its output, and the end', async () => {
  for (let i = 0; i < 20; i++) {
    using it = await started('read x; echo last', { attach: true, stdin: true })
    const client = theClient(it)
    for (let n = 0; n < 50; n++) typed(client, 'word\n')
    const frames: string[] = []
    for await (const { kind, bytes } of told(client)) frames.push(`${kind} ${bytes}`)
    assert.equal(frames, ['o last\n', 'x {"code":0}'])
    await it.monitor.wait()
  }
})

/** The ticks that a process has used: proc_pid_stat(5), utime and stime. */
const ticks = (pid: number) =>
  readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/.*\) /, '')
    .split(' ')
    .slice(11, 13)
    .reduce((sum, field) => sum + Number(field), 0)

test('what a client has typed reaches the container when it reads, though the client has gone; until then all sleep', async () => {
  using it = await started("trap 'kill $!' USR1; sleep 100 & wait; wc -c", { attach: true, stdin: true })
  const client = theClient(it)
  const all = [...inputFrames(Buffer.alloc(150_000, 'x')), endFrame()]
  await new Promise(resolve => client.write(Buffer.concat(all), resolve))
  client.destroy()
  const before = ticks(it.monitor.pid)
  await new Promise(resolve => setTimeout(resolve, 300)) // that nothing happens is no event
  assert.ok(ticks(it.monitor.pid) - before < 3, 'the monitor runs in circles')
  it.monitor.kill('SIGUSR1')
  await it.monitor.wait()
  assert.equal(
    it.lines().map(line => line.trim()),
    ['stdout 150000'],
  )
})

test('whoever writes to its pipes when the container has ended keeps nobody waiting', async () => {
  using it = await started('yes & yes >&2 & exit 3')
  await it.monitor.wait()
  assert.equal(end(it), { code: 3, oom: false, at: '' })
})

test('neither does one that only keeps them open', async () => {
  using it = await started('sleep 100 & echo $!; exit 4')
  await it.monitor.wait()
  process.kill(Number(it.lines()[0]?.split(' ')[1]))
  assert.equal(end(it), { code: 4, oom: false, at: '' })
})

test('a container may close its output', async () => {
  using it = await started('echo before; exec >&- 2>&-; sleep 0.1; exit 5', { attach: true })
  const frames: string[] = []
  for await (const { kind, bytes } of told(theClient(it))) frames.push(`${kind} ${bytes}`)
  assert.equal(frames, ['o before\n', 'x {"code":5}'])
  await it.monitor.wait()
})

test('a container may close its terminal, and open it again', async () => {
  // It must stay closed until a monitor that does not know this has seen it.
  const script = 'exec 3>&1 <&- >&- 2>&- 3>&-; sleep 0.1; echo again >/dev/tty; exit 6'
  using it = await started(script, {}, { terminal: true })
  await it.monitor.wait()
  assert.equal(it.lines(), ['stdout again\r\n'])
  assert.equal(end(it), { code: 6, oom: false, at: '' })
})

test('a step that fails before or after the terminal was made is thrown', async () => {
  for (const wish of [{ args: ['no-such-command'] }, { cwd: '/no-such-folder' }]) {
    const error = await started('', { attach: true }, { terminal: true, ...wish }).catch(thrown => thrown)
    assert.match(`${error}`, /no-such-.*ENOENT/)
  }
})

test('where the disk is full from the beginning the container runs, and who is attached sees all', async () => {
  const furnish = (bundle: string) => symlinkSync('/dev/full', join(bundle, 'log'))
  using it = await started('head -c 1000000 /dev/zero; exit 7', { attach: true }, {}, furnish)
  let length = 0
  for await (const { kind, bytes } of told(theClient(it))) if (kind === 'o') length += bytes.length
  await it.monitor.wait()
  assert.is(length, 1_000_000)
  assert.equal(end(it), { code: 7, oom: false, at: '' })
})

test('what could not be written is told, and no half line is left: here by a limit of file sizes', async () => {
  const script = 'echo first; read x; head -c 100000 /dev/zero; echo; echo lost; read x; echo last'
  using it = await started(script, { attach: true, stdin: true })
  const client = theClient(it)
  const reader = new Reader(client)
  await reader.until('first')
  const limit = (most: number) => run(prlimit64(it.monitor.pid, RLIMIT.RLIMIT_FSIZE, most, 2 ** 40))
  limit(statSync(join(it.bundle, 'log')).size + 20)
  typed(client, '\n')
  await reader.until('lost')
  assert.is(readFileSync(join(it.bundle, 'log'), 'latin1').split('\n').length, 2) // the first line, and what is behind it
  limit(2 ** 40)
  typed(client, '\n')
  await reader.end()
  await it.monitor.wait()
  assert.equal(it.lines(), ['stdout first\n', 'monitor 100006 bytes of output lost: File too large\n', 'stdout last\n'])
})

test('a log that is removed or emptied while it is written begins anew', async () => {
  using it = await started('echo one; read x; echo two; read x; echo three', { attach: true, stdin: true })
  const client = theClient(it)
  const reader = new Reader(client)
  const file = join(it.bundle, 'log')
  await reader.until('one')
  rmSync(file)
  typed(client, '\n')
  await reader.until('two')
  assert.equal(it.lines(), ['stdout two\n'])
  truncateSync(file)
  typed(client, '\n')
  await reader.end()
  await it.monitor.wait()
  assert.equal(it.lines(), ['stdout three\n'])
})

test('the end is recorded though somebody has removed the file that was made for it', async () => {
  using it = await started('echo up; read x; exit 8', { attach: true, stdin: true })
  rmSync(join(it.bundle, 'exit.new'))
  typed(theClient(it), '\n')
  await gone(theClient(it))
  await it.monitor.wait()
  assert.equal(end(it), { code: 8, oom: false, at: '' })
})

test('the record of an earlier container is not taken for that of this one', async () => {
  const furnish = (bundle: string) => writeFileSync(join(bundle, 'exit'), '{"code":0,"oom":false,"at":""}')
  using it = await started('exec sleep 100', {}, {}, furnish)
  assert.is(readRecord(it.bundle), undefined)
  it.monitor.kill('SIGKILL')
  await it.monitor.wait()
  assert.is(readRecord(it.bundle), undefined)
})

test('nobody else may attach', async () => {
  const umask = process.umask(0)
  try {
    using it = await started('exec sleep 100')
    assert.is(statSync(join(it.bundle, 'attach')).mode & 0o777, 0o600)
    it.monitor.kill('SIGTERM')
    await it.monitor.wait()
  } finally {
    process.umask(umask)
  }
})

test('signals in bursts are passed on, as far as the kernel keeps them apart', async () => {
  using it = await started('trap "echo one" USR1; trap "echo two" USR2; echo up; while :; do sleep 0.01; done', {
    attach: true,
  })
  const client = theClient(it)
  const reader = new Reader(client)
  await reader.until('up')
  for (let i = 0; i < 1000; i++) it.monitor.kill(i % 2 ? 'SIGUSR1' : 'SIGUSR2')
  await reader.until('\n')
  it.monitor.kill('SIGTERM')
  await reader.end()
  await it.monitor.wait()
  assert.equal(end(it), { signal: 15, oom: false, at: '' })
  assert.ok(it.lines().includes('stdout one\n') || it.lines().includes('stdout two\n'))
})

test('a number of files or a size that is none is refused', async () => {
  for (const wanted of [{ files: 0 }, { files: -1 }, { files: 1e9 }, { size: -1 }]) {
    const error = await started('echo', wanted).catch(thrown => thrown)
    assert.match(`${error}`, /monitor: (files|size): Invalid argument/)
  }
})

test('nothing stays open in the runtime when a start has failed', async () => {
  const open = () => readdirSync('/proc/self/fd').length
  const fails = async (wanted: Wanted, wish: object) => {
    const error = await started('', { ...wanted, attach: true, stdin: true }, wish).catch(thrown => thrown)
    assert.instance(error, Error)
  }
  await fails({}, { args: ['no-such-command'] })
  const before = open()
  await fails({}, { args: ['no-such-command'] })
  await fails({}, { cwd: '/no-such-folder', terminal: true })
  await fails({ files: 0 }, {})
  for (let i = 0; i < 100 && open() > before; i++) await new Promise(resolve => setTimeout(resolve, 20)) // pipes of Node's
  assert.is(open(), before)
})

test.run()
