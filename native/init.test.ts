import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { compiled } from './compiled.ts'
import { CLONE_NEWPID, CLONE_NEWUSER } from './constants.ts'
import { type Process, type SpawnOptions, spawn } from './process.ts'
import { chdir, execve } from './syscalls.ts'
import { calm, firstOutput, outputOf, probe } from './test-kit.ts'

const init = compiled('init')
const AS_PID_1 = { flags: CLONE_NEWUSER | CLONE_NEWPID } // a user namespace too: for those who are not root

/** init with a command, its output and its end. */
async function run(command: readonly string[], { env = [], cwd = '/' }: { env?: string[]; cwd?: string } = {}) {
  const program = [...calm, chdir(cwd), execve(init, ['init', ...command], env)]
  const child = spawn(program, { ...AS_PID_1, stdio: ['null', 'pipe', 'pipe'] })
  const [status, stdout, stderr] = await Promise.all([child.wait(), outputOf(child.stdout), outputOf(child.stderr)])
  return { code: 'code' in status ? status.code : status.signal, stdout, stderr }
}

const start = (program: string, argv: string[], options: SpawnOptions = AS_PID_1) =>
  spawn([...calm, execve(program, argv, [])], { ...options, stdio: ['pipe', 'pipe', 'inherit'] })

const children = ({ pid }: Process) =>
  readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number)

test('ends as the command does', async () => {
  assert.equal(await run([probe, 'say', 'hello', 'exit', '7']), { code: 7, stdout: 'hello\n', stderr: '' })
  assert.is((await run([probe, 'exit', '255'])).code, 255)
  assert.is((await run([probe, 'die', 'KILL'])).code, 128 + 9)
  assert.is((await run([probe, 'die', 'TERM'])).code, 128 + 15, 'no number 1: the command is ended by signals as usual')
})

test('the command gets its arguments and environment, and no signal is blocked', async () => {
  const { stdout } = await run([probe, 'args', 'env', 'status'], { env: ['A=b', 'C='] })
  assert.match(stdout, `arg 0 ${probe}\narg 1 args\n`)
  assert.match(stdout, /^env A=b\nenv C=\nstatus /m)
  assert.match(stdout, /^status SigBlk:\t0{16}$/m)
  assert.match(stdout, /^status NSpid:\t\d+\t2$/m)
})

test('without a command it tells its usage', async () => {
  assert.equal(await run([]), { code: 2, stdout: '', stderr: 'usage: init COMMAND [ARG...]\n' })
})

test('a command is looked up in PATH, where an empty folder is the one it stands in', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'congo-init-'))
  const [bin, denied, here] = [join(folder, 'bin'), join(folder, 'denied'), join(folder, 'here')] as const
  for (const path of [bin, denied, here]) mkdirSync(path)
  copyFileSync(probe, join(bin, 'tool'))
  copyFileSync(probe, join(here, 'near'))
  writeFileSync(join(denied, 'tool'), 'not executable')
  writeFileSync(join(denied, 'only'), 'not executable')
  writeFileSync(join(bin, 'garbage'), 'no program')
  chmodSync(join(bin, 'garbage'), 0o755)
  const code = async (name: string, path: string) =>
    (await run([name, 'exit', '4'], { env: [`PATH=${path}`], cwd: here })).code

  assert.is(await code('tool', `/nowhere:${bin}`), 4)
  assert.is(await code('tool', `${denied}:${bin}`), 4, 'goes on past what may not be executed')
  assert.is(await code('near', `${bin}:`), 4)
  assert.is(await code('near', `:${bin}`), 4)
  assert.is(await code('near', `/nowhere::${bin}`), 4)
  assert.is(await code('near', ''), 4)
  assert.is(await code('near', bin), 127)
  assert.is(await code('./near', bin), 4)
  assert.is(await code('only', `${denied}:/nowhere`), 126)
  assert.is(await code('garbage', bin), 126)
  assert.is(await code(join(denied, 'only'), ''), 126)
  assert.is(await code('/nowhere/tool', ''), 127)
  assert.is(await code('/etc/passwd/tool', ''), 127)
  assert.is(await code('', bin), 127)
  assert.is(await code('x'.repeat(5000), bin), 127)
  assert.is((await run(['tool'], { env: [`PATH=${denied}`] })).stderr, 'init: tool: cannot be executed\n')
  assert.is((await run(['sh', '-c', 'exit 6'])).code, 6, 'without PATH there is a usual one')
  assert.is((await run(['none'], { env: [] })).stderr, 'init: none: command not found\n')
  rmSync(folder, { recursive: true })
})

test('passes signals on to the command', async () => {
  for (const name of ['HUP', 'INT', 'QUIT', 'USR1', 'USR2', 'TERM', 'WINCH', '40']) {
    const child = start(init, ['init', probe, 'trap', name, 'await', 'exit', '5'])
    assert.is(await firstOutput(child), 'ready\n')
    child.kill(Number(name) ? name : `SIG${name}`)
    assert.equal(await child.wait(), { code: 5 }, name)
  }
  const child = start(init, ['init', probe, 'forever'])
  await firstOutput(child)
  child.kill('SIGTERM')
  assert.equal(await child.wait(), { code: 128 + 15 })
})

/** Waits until a process has so many children. There is no event to await: the burying is another process's. */
async function count(child: Process, wanted: number): Promise<number> {
  for (let patience = 200; patience > 0 && children(child).length !== wanted; patience--) await delay(10)
  return children(child).length
}

test('buries a thousand orphans, where a command that is number 1 itself leaves them', async () => {
  const verbs = ['orphans', '1000', '0', 'say', 'ready', 'forever']
  const child = start(init, ['init', probe, ...verbs])
  await firstOutput(child)
  assert.is(await count(child, 1), 1)
  child.kill('SIGKILL')
  await child.wait()
  const bare = start(probe, ['probe', 'orphans', '20', '0', 'say', 'ready', 'forever'])
  await firstOutput(bare)
  assert.is(await count(bare, 20), 20)
  bare.kill('SIGKILL')
  await bare.wait()
})

test('when the command ends, so does everything', async () => {
  const child = start(init, ['init', probe, 'orphans', '3', '600000', 'say', 'ready', 'cat', 'exit', '0'])
  await firstOutput(child)
  const all = children(child)
  assert.is(all.length, 4)
  child.stdin?.end()
  assert.equal(await child.wait(), { code: 0 })
  assert.equal(
    all.filter(pid => existsSync(`/proc/${pid}`)),
    [],
  )
})

test('hears of the end of its command also where its parent ignored such signals', async () => {
  const child = start('/usr/bin/env', ['env', '--ignore-signal=CHLD', init, probe, 'exit', '6'])
  assert.equal(await child.wait(), { code: 6 })
})

test('holds no stream open: the output of a command ends when the command closes it', async () => {
  const child = start(init, ['init', '/bin/sh', '-c', 'exec >&-; read line'])
  assert.is(await outputOf(child.stdout), '')
  child.stdin?.end('line\n')
  assert.equal(await child.wait(), { code: 0 })
})

test.run()
