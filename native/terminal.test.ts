import { once } from 'node:events'
import { closeSync, writeSync } from 'node:fs'
import { text } from 'node:stream/consumers'
import { ReadStream } from 'node:tty'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { AT_FDCWD, O_CLOEXEC, O_NOCTTY, O_RDWR, TIOCGPTPEER, TIOCSCTTY, TIOCSPTLCK } from './constants.ts'
import { spawn } from './process.ts'
import { run } from './run.ts'
import { block, type Step } from './step.ts'
import { exit_group, ioctl, openat, setsid, write } from './syscalls.ts'
import { openpty, Terminal } from './terminal.ts'
import { becomeProbe, calm, tidyTest } from './test-kit.ts'

const SIZE = { columns: 80, rows: 24 }

/** Of its own session, with the slave for its terminal. */
const onTerminal = (slave: number, ...steps: Step[]) =>
  spawn([...calm, setsid(), ioctl(0, TIOCSCTTY, 0), ...steps], { stdio: [slave, slave, slave] })

/** Lines that can be told apart, `length` bytes of them as they come out of a terminal. */
const lines = (length: number) =>
  Array.from({ length: length / 10 }, (_, i) => `${String(i).padStart(8, '0')}\r\n`).join('')
const typed = (output: string) => output.replaceAll('\r', '')

/** Everything that has come, once there is `end` in it. */
async function until(terminal: Terminal, end: string): Promise<string> {
  let seen = ''
  while (!seen.includes(end)) {
    const chunk = terminal.read() as Buffer | null
    if (chunk === null) await once(terminal, 'readable')
    else seen += chunk
  }
  return seen
}

tidyTest(
  'a program finds its terminal, of the size that was asked for; what is typed is echoed, and read',
  async () => {
    const { terminal, slave } = openpty({ columns: 91, rows: 31 })
    const child = onTerminal(slave, becomeProbe('terminal', 'say', 'ready', 'read'))
    closeSync(slave)
    assert.match(await until(terminal, 'ready'), /^terminal 91x31, stdin \/dev\/pts\/\d+\r\n/)
    terminal.write('words\r')
    assert.is((await text(terminal)).trimStart(), 'words\r\nread: words\r\n')
    assert.equal(await child.wait(), { code: 0 })
    terminal.destroy()
  },
)

tidyTest('Ctrl-C is a signal, and so is a new size', async () => {
  const { terminal, slave } = openpty(SIZE)
  const child = onTerminal(slave, becomeProbe('trap', 'WINCH', 'await', 'terminal', 'forever'))
  closeSync(slave)
  await until(terminal, 'ready')
  terminal.resize({ columns: 101, rows: 37 })
  assert.match(await until(terminal, 'ready'), /^\s*got 28\r\nterminal 101x37, /)
  terminal.write('\x03')
  assert.equal(await child.wait(), { signal: 'SIGINT' })
  terminal.destroy()
  await once(terminal, 'close')
  terminal.resize(SIZE) // too late, and no error
})

for (const length of [2000, 500_000]) {
  tidyTest(`of ${length} bytes none is lost when the program ends`, async () => {
    const { terminal, slave } = openpty(SIZE)
    const child = onTerminal(slave, write(1, typed(lines(length))), exit_group(0))
    closeSync(slave)
    if (length < 4096) await child.wait() // else it waits for somebody who reads
    assert.ok((await text(terminal)) === lines(length))
    assert.equal(await child.wait(), { code: 0 })
    terminal.destroy()
  })

  tidyTest(`drain() ends the stream behind ${length} bytes, although somebody else has the slave open`, async () => {
    const { terminal, slave } = openpty(SIZE)
    const child = onTerminal(slave, write(1, typed(lines(length))), exit_group(0))
    const output = length < 4096 ? child.wait().then(() => text(terminal)) : text(terminal)
    void child.wait().then(() => terminal.drain())
    assert.ok((await output) === lines(length))
    writeSync(slave, 'late') // from whoever else it was
    terminal.destroy()
    closeSync(slave)
  })
}

tidyTest('drain() hears what was written right before, when nobody had been reading', async () => {
  for (let i = 0; i < 200; i++) {
    const { terminal, slave } = openpty(SIZE)
    writeSync(slave, `${i}`)
    terminal.drain()
    assert.is(await text(terminal), `${i}`)
    terminal.destroy()
    closeSync(slave)
  }
})

tidyTest('drain() ends the stream, although somebody goes on writing', async () => {
  const { terminal, slave } = openpty(SIZE)
  writeSync(slave, 'first')
  terminal.drain()
  for await (const _ of terminal) writeSync(slave, 'x'.repeat(1000))
  terminal.destroy()
  closeSync(slave)
})

tidyTest('drain() keeps what waits for a slow reader', async () => {
  const { terminal, slave } = openpty(SIZE)
  const child = onTerminal(slave, write(1, typed(lines(100_000))), exit_group(0))
  void child.wait().then(() => terminal.drain())
  let seen = ''
  for await (const chunk of terminal) {
    seen += chunk
    await new Promise(resolve => setImmediate(resolve))
  }
  assert.ok(seen === lines(100_000))
  terminal.destroy()
  closeSync(slave)
})

tidyTest('what is written to a full terminal waits, and all of it arrives', async () => {
  const { terminal, slave } = openpty(SIZE)
  const input = new ReadStream(slave) // opens it again
  input.setRawMode(true) // else no line may be longer than 4095 bytes
  const sent = lines(500_000)
  let written = false
  terminal.write(sent, () => {
    written = true
  })
  await new Promise(resolve => setImmediate(resolve))
  assert.not.ok(written)
  let got = ''
  await new Promise<void>(resolve => {
    input.on('data', chunk => {
      got += chunk
      if (got.length >= sent.length) resolve()
    })
  })
  assert.ok(got === sent)
  assert.ok(written)
  terminal.destroy()
  await once(input.destroy(), 'close')
  closeSync(slave)
})

/** A terminal that closes itself, as where its master has come from somebody else. */
function received(): { terminal: Terminal; slave: number } {
  const master = run(openat(AT_FDCWD, '/dev/ptmx', O_RDWR | O_NOCTTY | O_CLOEXEC))
  run(ioctl(master, TIOCSPTLCK, block(4)))
  return { terminal: new Terminal(master), slave: run(ioctl(master, TIOCGPTPEER, O_RDWR | O_NOCTTY | O_CLOEXEC)) }
}

tidyTest('a terminal that was received closes itself at its end, when all has been read', async () => {
  const { terminal, slave } = received()
  writeSync(slave, 'last words')
  closeSync(slave)
  assert.is(await text(terminal), 'last words')
  if (!terminal.closed) await once(terminal, 'close')
})

for (const how of ['drain', 'destroy'] as const) {
  tidyTest(`a write that waits does not outlive the terminal: ${how}()`, async () => {
    const { terminal, slave } = received()
    terminal.write(lines(500_000)) // nobody reads it
    terminal.write('more')
    terminal.resume()
    terminal[how]()
    await once(terminal, 'close')
    closeSync(slave)
  })
}

test.run()
