import { spawn as start } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import {
  AT_FDCWD,
  O_CLOEXEC,
  O_CREAT,
  O_RDONLY,
  O_RDWR,
  P_PIDFD,
  PROC_SUPER_MAGIC,
  RESOLVE_IN_ROOT,
  WEXITED,
} from './constants.ts'
import { openPipe } from './pipe.ts'
import { run, StepError } from './run.ts'
import { block, type Step, slot } from './step.ts'
import {
  clone3,
  close,
  dup3,
  execve,
  exit_group,
  fstatfs,
  futex_wait,
  getpid,
  mkdirat,
  openat,
  openat2,
  pidfd_open,
  read,
  waitid,
  write,
} from './syscalls.ts'

const folder = mkdtempSync(join(tmpdir(), 'congo-run-'))
const file = join(folder, 'file')
test.before.each(() => writeFileSync(file, 'some text'))
test.after(() => rmSync(folder, { recursive: true }))

const open = (path: string) => openat(AT_FDCWD, path, O_RDONLY | O_CLOEXEC)

/** What a run throws. */
function failure(...steps: [Step, ...Step[]]): StepError {
  try {
    run(...steps)
  } catch (error) {
    if (error instanceof StepError) return error
    throw error
  }
  throw new Error('it ran')
}

test('gives the result of the last step', () => {
  assert.is(run(getpid()), process.pid)
  assert.is(run(getpid(), { ...open('/nowhere'), allow: ['ENOENT'] }), -2)
})

test('a result is saved and used as an argument, and what the kernel wrote is in the block', () => {
  const fd = slot('fd')
  const text = block(4)
  assert.is(run({ ...open(file), save: fd }, read(fd, text)), 4)
  assert.is(Buffer.from(text.bytes).toString(), 'some')
  assert.is(run({ ...open(file), save: fd }, read(fd, text), read(fd, text), close(fd)), 0)
  assert.is(Buffer.from(text.bytes).toString(), ' tex')
})

test('a result is written into memory where a link says so, each time anew', () => {
  const number = slot('number')
  const memory = block(9, [{ at: 1, to: number, width: 8 }])
  const [from, to] = openPipe()
  const plain = write(to, memory.bytes)
  const sending: Step = { ...plain, args: plain.args.map((arg, i) => (i === 1 ? { ...arg, value: memory } : arg)) }
  const both = block(18)
  run({ ...getpid(), save: number }, sending, { ...open(file), save: number }, sending, read(from, both), close(number))
  const view = new DataView(both.bytes.buffer)
  assert.is(view.getBigInt64(1, true), BigInt(process.pid))
  assert.is(view.getBigInt64(10, true), BigInt(to + 1), 'the next free descriptor')
  for (const end of [from, to]) closeSync(end)
})

test('a failing step is named, with its number, its chapter and its errno, and nothing after it runs', () => {
  const made = join(folder, 'made')
  const error = failure(getpid(), { ...open('/nowhere'), from: '05-mount' }, mkdirat(AT_FDCWD, made, 0o755))
  assert.is(error.message, 'openat(AT_FDCWD, "/nowhere", O_RDONLY|O_CLOEXEC, 0): ENOENT (step 2, from 05-mount)')
  assert.equal(
    [error.name, error.call, error.errno, error.step, error.chapter],
    ['StepError', 'openat', 'ENOENT', 2, '05-mount'],
  )
  assert.not(existsSync(made))
})

test('of a single call only the call is named', () => {
  const error = failure(open('/nowhere'))
  assert.is(error.message, 'openat(AT_FDCWD, "/nowhere", O_RDONLY|O_CLOEXEC, 0): ENOENT')
  assert.is(error.step, 0)
})

test('an error that is allowed is no failure, and another one is', () => {
  run({ ...mkdirat(AT_FDCWD, folder, 0o755), allow: ['ENOENT', 'EEXIST'] })
  assert.is(failure({ ...mkdirat(AT_FDCWD, folder, 0o755), allow: ['ENOENT'] }).errno, 'EEXIST')
})

test('an error is answered by another step, and that one by another; their result stands for the first', () => {
  const fd = slot('fd')
  const third = open(file)
  const second = { ...open('/nowhere/two'), onError: { EPERM: getpid(), ENOENT: third } }
  const first = { ...open('/nowhere/one'), onError: { ENOENT: second } }
  const text = block(9)
  assert.is(run({ ...first, save: fd }, read(fd, text), close(fd)), 0)
  assert.is(Buffer.from(text.bytes).toString(), 'some text')
  closeSync(run(first))
})

test('what fails in the place of another step is named, with the number and chapter of that one', () => {
  const second = { ...open('/nowhere/two'), onError: { EACCES: getpid() } }
  const error = failure(
    getpid(),
    { ...open('/nowhere/one'), onError: { ENOENT: second }, from: '01-process' },
    getpid(),
  )
  assert.is(error.message, 'openat(AT_FDCWD, "/nowhere/two", O_RDONLY|O_CLOEXEC, 0): ENOENT (step 2, from 01-process)')
})

test('a result below `least` is a failure without errno', () => {
  const fd = slot('fd')
  const error = failure({ ...open(file), save: fd }, { ...read(fd, block(16)), least: 16 })
  assert.is(error.message, 'read($fd, {16 bytes}, 16): less than asked for (step 2)')
  assert.is(error.errno, undefined)
  run({ ...open(file), save: fd }, { ...read(fd, block(9)), least: 9 }, close(fd))
})

test('what a cloned child runs, and how it ends', () => {
  const info = block(128)
  const out = run(openat(AT_FDCWD, file, O_RDWR | O_CREAT))
  const pid = run(clone3({}, [write(out, 'SOME'), exit_group(7)]))
  const pidfd = run(pidfd_open(pid))
  run(waitid(P_PIDFD, pidfd, info, WEXITED))
  assert.is(new DataView(info.bytes.buffer).getInt32(24, true), 7)
  assert.is(readFileSync(file, 'utf8'), 'SOME text')
  for (const fd of [out, pidfd]) closeSync(fd)
})

test('a program compares what an earlier step has read', () => {
  const kind = block(120)
  const proc = run(openat(AT_FDCWD, '/proc', O_RDONLY))
  const compared = (fd: number, value: number) => failure(fstatfs(fd, kind), futex_wait(kind, value)).errno
  assert.is(compared(proc, PROC_SUPER_MAGIC), 'ETIMEDOUT')
  assert.is(compared(proc, PROC_SUPER_MAGIC + 1), 'EAGAIN')
  closeSync(proc)
})

test('a descriptor that does not exist fails and is not guessed', () => {
  assert.is(failure(dup3(999_999, 1_000_000)).errno, 'EBADF')
  assert.is(failure(execve('/nowhere', ['a'], [])).errno, 'ENOENT')
})

test('openat2 goes the way again when somebody has renamed a folder meanwhile', async () => {
  const [a, b] = [join(folder, 'a'), join(folder, 'b')]
  for (const path of [a, b]) mkdirSync(path)
  const there = `const { renameSync, mkdirSync } = require('node:fs')
    const [a, b] = [${JSON.stringify(join(a, 'x'))}, ${JSON.stringify(join(b, 'x'))}]
    mkdirSync(a)
    console.log('ready')
    for (;;) renameSync(a, b), renameSync(b, a)`
  const renaming = start(process.execPath, ['-e', there], { stdio: ['ignore', 'pipe', 'inherit'] })
  await once(renaming.stdout, 'data')
  const top = run(open(folder))
  try {
    const fd = slot('fd')
    const looking = openat2(top, `${'a/../'.repeat(50)}file`, { flags: O_CLOEXEC, resolve: RESOLVE_IN_ROOT })
    const { again: _, ...only } = looking
    let refused = 0
    for (let tries = 0; tries < 20_000 && refused < 20; tries++) {
      const result = run({ ...only, allow: ['EAGAIN'], save: fd }, { ...close(fd), allow: ['EBADF'] })
      if (result !== 0) refused++
      run({ ...looking, save: fd }, close(fd))
    }
    if (availableParallelism() > 1) assert.ok(refused > 0, 'the race was never met')
  } finally {
    run(close(top))
    renaming.kill('SIGKILL')
    await once(renaming, 'exit')
  }
})

test.run()
