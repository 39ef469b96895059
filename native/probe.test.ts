import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import {
  AT_EMPTY_PATH,
  AT_FDCWD,
  CLONE_NEWIPC,
  CLONE_NEWNET,
  CLONE_NEWPID,
  CLONE_NEWUSER,
  CLONE_NEWUTS,
  O_CLOEXEC,
} from './constants.ts'
import { Gate } from './gate.ts'
import { numberOf } from './numbers.ts'
import { spawn } from './process.ts'
import { type Step, slot } from './step.ts'
import { chdir, chroot, execveat, openat } from './syscalls.ts'
import { becomeProbe, calm, firstOutput, outputOf, printed, probe, QUIET } from './test-kit.ts'

const folder = mkdtempSync(join(tmpdir(), 'congo-probe-'))
test.after(() => rmSync(folder, { recursive: true }))

/** What probe prints, run as root of new namespaces, so that it may do everything and harms nobody. */
const tells = (...verbs: string[]) => inNamespaces([chdir(folder), becomeProbe(...verbs)])

async function inNamespaces(steps: Step[]): Promise<string> {
  const gate = new Gate()
  const child = spawn([...gate.steps, ...calm, ...steps], {
    flags: CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWIPC | CLONE_NEWUTS | CLONE_NEWNET,
    stdio: ['null', 'pipe', 'inherit'],
  })
  await gate.reached()
  writeFileSync(`/proc/${child.pid}/uid_map`, `0 ${process.getuid?.()} 1`)
  gate.open()
  const [output, status] = await Promise.all([outputOf(child.stdout), child.wait()])
  assert.equal(status, { code: 0 })
  return output
}

test('what it sees', async () => {
  assert.is(await tells('pid'), 'pid 1 ppid 0\n')
  assert.match(await tells('ns'), /^ns uts uts:\[\d+\]$/m)
  assert.match(await printed([...calm, becomeProbe('fds')]), /^fd 0 \/dev\/null\nfd 1 pipe:\[\d+\]\nfd 2 /)
  assert.is(await tells('env'), 'env A=b\n')
  assert.is(await tells('cwd'), `cwd ${folder}\n`)
  assert.match(await tells('status'), /^status NSpid:\t\d+\t1$/m)
  assert.is(await tells('args', 'say', 'x'), 'arg 0 probe\narg 1 args\narg 2 say\narg 3 x\nx\n')
})

test('names, and a new one', async () => {
  const names = await tells('names', 'rename', 'other', 'names')
  assert.match(names, /^hostname .*\ndomainname .*\nsethostname other: done\nhostname other\ndomainname /)
  assert.match(
    await printed([...calm, becomeProbe('rename', 'x'.repeat(65))]),
    /^sethostname x+: (Invalid argument|Operation not permitted)\n$/,
  )
})

test('message queues and shared memory', async () => {
  assert.is(await tells('ipc', 'queue', '7', 'ipc'), 'queues 0\nsegments 0\nqueues 1\nsegments 0\n')
  assert.is(
    await tells('receive', '7', 'send', '7', 'hello', 'receive', '7', 'receive', '7'),
    'letter none\nletter hello\nletter none\n',
  )
  assert.is(
    await tells('shared', '8', 'share', '8', 'text', 'shared', '8', 'ipc'),
    'segment none\nsegment text\nqueues 0\nsegments 1\n',
  )
})

test('the network: interfaces, and what does not answer', async () => {
  assert.is(await tells('interfaces'), 'interface lo down\n')
  assert.is(await tells('connect', 'tcp', '127.0.0.1', '80'), 'tcp 127.0.0.1 80: Network is unreachable\n')
  assert.match(await tells('ping', '::1'), /^ping ::1: (Network is unreachable|Cannot assign requested address)\n$/)
})

test('the network: what listens and answers', async () => {
  const listen = ['listen', 'tcp', '127.0.0.1', '0', 'listen', 'udp', '127.0.0.1', '0', 'listen', 'tcp', '::1', '0']
  const serving = spawn([...calm, becomeProbe(...listen, 'answer', 'hello')], { stdio: ['null', 'pipe', 'inherit'] })
  assert.is(await firstOutput(serving), 'ready\n')
  for (const [protocol, table, address] of [
    ['tcp', 'tcp', '127.0.0.1'],
    ['udp', 'udp', '127.0.0.1'],
    ['tcp', 'tcp6', '::1'],
  ] as const) {
    const port = portOf(serving.pid, table)
    const asking = printed([...calm, becomeProbe('connect', protocol, address, port)])
    assert.is(await firstOutput(serving), `from ${address}\n`)
    assert.is(await asking, `${protocol} ${address} ${port}: hello\n`)
  }
  serving.kill('SIGKILL')
  await serving.wait()
})

/** The port that one of the process's sockets has in /proc/net/TABLE. */
function portOf(pid: number, table: string): string {
  const sockets = readdirSync(`/proc/${pid}/fd`).map(fd => readlinkSync(`/proc/${pid}/fd/${fd}`))
  for (const line of readFileSync(`/proc/${pid}/net/${table}`, 'utf8').trim().split('\n')) {
    const [, local = '', , , , , , , , inode] = line.trim().split(/ +/)
    if (sockets.includes(`socket:[${inode}]`)) return String(Number.parseInt(local.split(':')[1] ?? '', 16))
  }
  throw new Error(`process ${pid} has no socket in ${table}`)
}

test('files', async () => {
  const file = join(folder, 'file')
  assert.is(await tells('write', file, 'text', 'show', file), `write ${file}: done\nfile text`)
  assert.is(readFileSync(file, 'utf8'), 'text')
  assert.is(
    await tells('show', '/nowhere', 'write', '/nowhere/x', 'y'),
    'file /nowhere: No such file or directory\nwrite /nowhere/x: No such file or directory\n',
  )
  const link = join(folder, 'link')
  assert.is(
    await tells('symlink', '../to', link, 'readlink', link, 'readlink', folder),
    `symlink ${link}: done\nlink ${link}: ../to\nlink ${folder}: Invalid argument\n`,
  )
})

test('large files, whiteouts and attributes', async () => {
  const file = join(folder, 'large')
  assert.match(await tells('fill', file, '2', 'append', file, 'x'), /^append .*large: done in \d+ us\n$/)
  assert.is(readFileSync(file).length, 2 * 1024 * 1024 + 1)
  assert.match(await tells('append', '/nowhere', 'x'), /^append \/nowhere: No such file or directory in \d+ us\n$/)
  const gone = join(folder, 'gone')
  assert.match(
    await tells('whiteout', gone, 'stat', gone, 'whiteout', gone),
    /^whiteout .*: done\nstat .*: mode 20000 .* device 0:0\nwhiteout .*: File exists\n$/,
  )
  assert.is(await tells('xattrs', file), '')
  assert.match(
    await tells('xattr', file, 'user.overlay.opaque', 'y', 'xattrs', file),
    /^xattr .*large user\.overlay\.opaque: (done\nxattr user\.overlay\.opaque=y|Operation not supported)\n$/,
  )
})

test('the way out of a chroot', async () => {
  const file = join(folder, 'outside')
  const jail = join(folder, 'jail')
  writeFileSync(file, 'text')
  mkdirSync(jail)
  const program = slot('program')
  const argv = ['probe', 'show', file, 'escape', 'show', file]
  const found = await inNamespaces([
    { ...openat(AT_FDCWD, probe, O_CLOEXEC), save: program },
    chdir(jail),
    chroot('.'),
    execveat(program, '', argv, [], AT_EMPTY_PATH),
  ])
  assert.is(found, `file ${file}: No such file or directory\nescape: done\nfile text`)
  assert.equal(readdirSync(jail), [])
})

test('rights', async () => {
  const getpid = String(numberOf('getpid'))
  assert.is(
    await tells('call', getpid, '0', '0', '0', 'call', '9999', '0', '0', '0'),
    `call ${getpid}: done\ncall 9999: Function not implemented\n`,
  )
  assert.match(await tells('int80', '20'), /^int80 20: (done|Function not implemented|no such machine)\n$/)
  assert.is(await tells('ids'), 'uid 0 euid 0\n')
  assert.match(
    await tells('key', 'no-such-key'),
    /^key no-such-key: (Required key not available|Operation not permitted)\n$/,
  )
  assert.match(await tells('type', '0'), /^type: (x|Input\/output error|Operation not permitted)\n$/)
  assert.is(await tells('trace', '77'), 'trace 77: No such process\n')
  const copy = join(folder, 'copy')
  assert.is(await printed([...calm, becomeProbe('setuid', copy)]), '')
  assert.is(statSync(copy).mode & 0o7777, 0o4755)
})

test('input and output', async () => {
  const child = spawn([...calm, becomeProbe('cat', 'complain', 'done')], { stdio: ['pipe', 'pipe', 'pipe'] })
  child.stdin?.end('input')
  assert.is(await outputOf(child.stdout), 'input')
  assert.is(await outputOf(child.stderr), 'done\n')
  await child.wait()
})

test('signals', async () => {
  const waiting = spawn([...calm, becomeProbe('trap', 'TERM', 'await')], { stdio: ['null', 'pipe', 'inherit'] })
  assert.is(await firstOutput(waiting), 'ready\n')
  waiting.kill('SIGTERM')
  assert.is(await firstOutput(waiting), 'got 15\n')
  assert.equal(await waiting.wait(), { code: 0 })
  const staying = spawn([...calm, becomeProbe('forever')], { stdio: ['null', 'pipe', 'inherit'] })
  assert.is(await firstOutput(staying), 'ready\n')
  assert.is(await printed([...calm, becomeProbe('kill', 'USR1', String(staying.pid))]), `kill ${staying.pid} done\n`)
  assert.equal(await staying.wait(), { signal: 'SIGUSR1' })
  assert.equal(await spawn([...calm, becomeProbe('die', 'HUP')], QUIET).wait(), { signal: 'SIGHUP' })
  assert.is(await tells('die', 'TERM'), 'survived TERM\n', 'number 1 does not hear it')
  assert.is(await tells('kill', 'TERM', '77'), 'kill 77 No such process\n')
})

test('time, memory, children and the end', async () => {
  assert.is(await tells('sleep', '1', 'eat', '2', 'orphans', '3', '0', 'say', 'done'), 'done\n')
  assert.equal(await spawn([...calm, becomeProbe('exit', '42', 'say', 'never')], QUIET).wait(), { code: 42 })
  const began = performance.now()
  assert.is(await tells('swarm', '3', '1', 'burn', '50', 'say', 'done'), 'swarm 3\ndone\n')
  assert.ok(performance.now() - began > 50)
})

test('a verb that is none, and one without its argument', async () => {
  for (const [verbs, message] of [
    [['fly'], 'probe: fly: no such verb; see native/probe/\n'],
    [['send', '7'], 'probe: send: needs an argument\n'],
  ] as const) {
    const child = spawn([...calm, becomeProbe(...verbs)], { stdio: ['null', 'null', 'pipe'] })
    assert.is(await outputOf(child.stderr), message)
    assert.equal(await child.wait(), { code: 2 })
  }
})

test('owners and rights of files', async () => {
  assert.is(await tells('write', 'mine', 'x', 'copy', 'mine', 'other'), 'write mine: done\ncopy other: done\n')
  const done = await tells('chmod', '4711', 'other', 'chown', '0', '-1', 'other')
  assert.is(done, 'chmod other: done\nchown other: done\n')
  assert.match(await tells('stat', 'other', 'show', 'other'), /^stat other: mode 10(4|0)711 uid 0 .*\nfile x$/)
  assert.is(await tells('chown', '7', '-1', 'mine'), 'chown mine: Invalid argument\n')
  assert.is(await tells('copy', 'none', 'other'), 'copy other: No such file or directory\n')
})

test.run()
