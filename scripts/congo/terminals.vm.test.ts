// congo at a terminal: what people type there, in a machine.
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { machineWithCongo } from './in-machine.ts'

const IMAGE = '/mnt/images/busybox'
const CONGO = ['node', '--jitless', '--', '/run/congo/congo.mjs']

test('run -it, attach, shell and exec -it: the size, Ctrl-C, the exit code, and the terminal as it was', async () => {
  await using it = await machineWithCongo()
  /** At a terminal: types, awaits what is said, and gives the exit code and what was said since. */
  async function at(
    argv: readonly string[],
    act: (type: (text: string) => void, until: (said: RegExp) => Promise<string>) => Promise<unknown>,
  ) {
    const job = it.machine.spawn([...argv], { tty: { columns: 90, rows: 30 } })
    let said = ''
    let heard = () => {}
    job.stdout.on('data', (piece: Buffer) => {
      said += piece
      heard()
    })
    const until = (expected: RegExp) =>
      new Promise<string>((resolve, reject) => {
        const look = () => {
          if (!expected.test(said)) return
          resolve(said)
          said = ''
        }
        heard = look
        void job.result.finally(() => (expected.test(said) ? look() : reject(new Error(`never ${expected}: ${said}`))))
        look()
      })
    await act(text => void job.stdin.write(text), until)
    const end = await job.result
    return { code: 'code' in end ? end.code : end.signal, said }
  }
  const first = await at([...CONGO, 'run', '-it', '--name', 'a', IMAGE, 'sh'], async (type, until) => {
    await until(/# /)
    type('stty size; tty; echo $TERM\r')
    const told = await until(/xterm\r.*# /s)
    assert.match(told, /30 90\r+\n\/dev\/pts\/0\r+\nxterm/, JSON.stringify(told))
    // The shell takes Ctrl-C for a letter as long as it reads the line; what the command says comes later.
    type("echo as''leep; sleep 1000\r")
    await until(/asleep/)
    type('\x03')
    await until(/# /)
    type('echo ended with $?; exit 7\r')
  })
  assert.match(first.said, /ended with 130/)
  assert.is(first.code, 7)
  assert.is((await it.congo('run', '-d', '-it', '--name', 'b', IMAGE, 'sh')).code, 0)
  // From its first moment: the command asks at once, and only once.
  for (const words of [
    ['run', '--rm', '-t', IMAGE, 'stty', 'size'],
    ['exec', '-t', 'b', 'stty', 'size'],
  ]) {
    assert.match((await at([...CONGO, ...words], async () => {})).said, /^30 90\r/m)
  }
  const usual = await at([...CONGO, 'run', '-i', '--rm', IMAGE], async (type, until) => {
    await until(/# /)
    type('exit 6\r')
  })
  assert.is(usual.code, 6)
  const shell = await at([...CONGO, 'shell', 'b'], async (type, until) => {
    await until(/# /)
    type('stty size; tty; exit 4\r')
  })
  assert.match(shell.said, /30 90\r+\n\/dev\/pts\/1/)
  assert.is(shell.code, 4)
  const around = `stty -g >/tmp/before; ${CONGO.join(' ')} exec -it b sh -c 'tty; exit 5'; echo code $?; stty -g | cmp - /tmp/before && echo same`
  assert.match((await at(['sh', '-c', around], async () => {})).said, /\/dev\/pts\/1\r+\n.*code 5\r+\nsame/s)
  const attached = await at([...CONGO, 'attach', 'b'], async (type, until) => {
    type('\r')
    await until(/# /)
    type('exit 3\r')
  })
  assert.is(attached.code, 3)
  const piped = await it.command([...CONGO, 'run', '--rm', '-i', IMAGE, 'cat'], 'through a pipe')
  assert.equal(piped, { out: 'through a pipe', err: '', code: 0 })
  const asked = await at([...CONGO, 'prune'], async (type, until) => {
    await until(/N\] $/)
    type('y\r')
  })
  assert.is(asked.code, 0)
  assert.is((await it.congo('ps', '-q')).out, '')
})

test.run()
