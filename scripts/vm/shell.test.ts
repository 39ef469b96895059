import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { atTerminal } from '../test/at-terminal.ts'

const CODE = `const { restore } = await import('./scripts/vm/machines.ts')
  const machine = await restore()
  const exit = await machine.shell()
  await machine.close()
  process.exitCode = exit.code`
const driver = () => atTerminal(process.execPath, '--import', 'tsx', '--input-type=module', '-e', CODE)

test('a shell is on the terminal of the driver, of its size, and leaves it as it was', async () => {
  using person = driver()
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
  using person = driver()
  const { child, ended, sees, settings, before } = person
  await sees('machine:~# ')
  assert.is.not(settings(), before)
  child.kill('SIGTERM')
  assert.is(await ended, 'SIGTERM')
  assert.is(settings(), before)
})

test.run()
