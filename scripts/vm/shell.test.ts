import { spawn, spawnSync } from 'node:child_process'
import { closeSync } from 'node:fs'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { openpty } from '#native'
import { root } from '../cli/paths.ts'

// A driver on a terminal of its own, as a person's is.
function driverOnTerminal() {
  const { terminal, slave } = openpty({ columns: 90, rows: 30 })
  const settings = () => spawnSync('stty', ['-a'], { stdio: [slave, 'pipe', 'inherit'] }).stdout.toString()
  const code = `const { restore } = await import('./scripts/vm/machines.ts')
    const machine = await restore()
    const exit = await machine.shell()
    await machine.close()
    process.exitCode = exit.code`
  const node = [process.execPath, '--import', 'tsx', '--input-type=module', '-e', code]
  const before = settings()
  const driver = spawn('setsid', ['--ctty', ...node], { cwd: root, stdio: [slave, slave, 'inherit'] })
  const ended = new Promise(resolve => driver.on('exit', (code, signal) => resolve(code ?? signal)))
  let shown = ''
  terminal.on('data', chunk => {
    shown += chunk
  })
  /** Resolves when the screen has shown it since the last call. */
  const sees = async (text: string) => {
    while (!shown.includes(text)) {
      const more = new Promise(resolve => terminal.once('data', resolve))
      const over = await Promise.race([more.then(() => false), ended.then(() => true)])
      if (over) assert.unreachable(`no "${text}" in ${JSON.stringify(shown)}`)
    }
    shown = shown.slice(shown.indexOf(text) + text.length)
  }
  const end = () => {
    driver.kill('SIGKILL')
    closeSync(slave)
    terminal.destroy()
  }
  return { terminal, driver, ended, sees, settings, before, [Symbol.dispose]: end }
}

test('a shell is on the terminal of the driver, of its size, and leaves it as it was', async () => {
  using person = driverOnTerminal()
  const { terminal, ended, sees, settings, before } = person
  await sees('machine:~# ')
  terminal.write('stty size; tty\r')
  await sees('30 90')
  await sees('/dev/pts/')
  terminal.write(`sh -c 'echo wait""ing; exec cat'\r`)
  await sees('waiting')
  terminal.write('\x03')
  await sees('machine:~# ') // what is typed before is dropped with the ^C
  terminal.resize({ columns: 100, rows: 40 })
  terminal.write('until [ "$(stty size)" = "40 100" ]; do :; done; echo resi""zed\r')
  await sees('resized')
  terminal.write('exit 4\r')
  assert.is(await ended, 4)
  assert.is(settings(), before.replace('rows 30; columns 90', 'rows 40; columns 100'))
})

test('a driver that is ended leaves the terminal as it was', async () => {
  using person = driverOnTerminal()
  const { driver, ended, sees, settings, before } = person
  await sees('machine:~# ')
  assert.is.not(settings(), before)
  driver.kill('SIGTERM')
  assert.is(await ended, 'SIGTERM')
  assert.is(settings(), before)
})

test.run()
