// One constructor for each system call: it checks its arguments and gives the step. Nothing runs yet; see
// process.ts for run() and spawn(). The names, the order of arguments and the errors are those of section 2 of the
// manual; where the kernel's own call differs from libc's wrapper, these are the kernel's.
import * as k from './constants.ts'
import {
  type Argument,
  type Block,
  bits,
  block,
  buffer,
  descriptor,
  isSlot,
  memory,
  NULL,
  number,
  oneOf,
  type Slot,
  type Step,
  signal,
  step,
  string,
  strings,
  words,
} from './step.ts'

export * from './files.ts'
export * from './ids.ts'
export * from './mounts.ts'
export * from './rights.ts'
export * from './sockets.ts'

// --- processes ---

/** What clone3(2) is told. Flags: CLONE_* of 32 bits; cgroup: descriptor of the group to be born into. */
export interface CloneOptions {
  flags?: number
  exitSignal?: string | number
  cgroup?: number | undefined
}

const cloneFlags = ({ flags = 0, cgroup }: CloneOptions): bigint =>
  BigInt(number(flags, 'clone3: flags', 0, 2 ** 32 - 1).value as number) |
  BigInt(k.CLONE_CLEAR_SIGHAND) |
  (cgroup === undefined ? 0n : BigInt(k.CLONE_INTO_CGROUP))

/** The call as strace prints it. */
export const cloneText = (options: CloneOptions): string =>
  `{flags=${bits(cloneFlags(options), k.CLONE, 'clone3: flags').text}, exit_signal=${signal(options.exitSignal ?? 'SIGCHLD').text}}`

/** `struct clone_args` of clone3(2): 88 bytes. No signal handler of the parent survives (CLONE_CLEAR_SIGHAND). */
export function cloneArgs({ flags = 0, exitSignal = 'SIGCHLD', cgroup }: CloneOptions): Block {
  const ending = signal(exitSignal, 'clone3: exitSignal').value as number
  const group = number(cgroup ?? 0, 'clone3: cgroup').value as number
  return words(cloneFlags({ flags, cgroup }), 0, 0, 0, ending, 0, 0, 0, 0, 0, group)
}

/**
 * Makes a process inside a program; `child` is what it runs, and it must end in execve or exit_group.
 * It has its own copy of the memory: CLONE_VM belongs to spawn(), which gives a stack. clone3(2)
 */
export function clone3(options: CloneOptions, child: readonly Step[]): Step {
  if (cloneFlags(options) & BigInt(k.CLONE_VM))
    throw new TypeError("clone3: CLONE_VM needs a stack of its own: that is spawn() with mode: 'memory'")
  return {
    ...step(
      'clone3',
      memory(cloneArgs(options), 'args', 88, () => cloneText(options)),
      number(88, 'size'),
    ),
    child,
  }
}

/** Becomes the program at `path`. Looks in no PATH: see execvpe(). execve(2) */
export const execve = (path: string, argv: readonly string[], env: readonly string[]): Step =>
  step('execve', string(path, 'execve: path'), strings(argv, 'execve: argv'), strings(env, 'execve: envp'))

/**
 * Becomes the first `argv[0]` that a folder of env's PATH has; a name with a slash is taken as it is. The look-up of
 * execvpe(3), but in the child's root file system and with the child's own PATH: a step for each folder, tried where
 * the one before finds nothing (ENOENT, ENOTDIR) or nothing that may be executed (EACCES). When all have failed, a
 * second round ends at the first EACCES: that says more than a later ENOENT.
 */
export function execvpe(argv: readonly string[], env: readonly string[]): Step {
  const [name] = argv
  if (!name) throw new TypeError('execvpe: argv[0]: the name of a command')
  const { args } = execve(name, argv, env)
  const path = env.find(entry => entry.startsWith('PATH='))?.slice(5) ?? DEFAULT_PATH
  const files = name.includes('/') ? [name] : path.split(':').map(folder => `${folder || '.'}/${name}`)
  const attempts = files.map(file => step('execve', string(file, 'execve: path'), ...args.slice(1)))
  const last = attempts.reduceRight((next, first) => ({ ...first, onError: { ENOENT: next, ENOTDIR: next } }))
  if (files.length === 1) return last
  return attempts.reduceRight(
    (next, first) => ({ ...first, onError: { ENOENT: next, ENOTDIR: next, EACCES: next } }),
    last,
  )
}

const DEFAULT_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'

/** Becomes the program at `path` below `fd`, or `fd` itself with AT_EMPTY_PATH. execveat(2) */
export const execveat = (
  fd: number | Slot,
  path: string,
  argv: readonly string[],
  env: readonly string[],
  flags = 0,
): Step =>
  step(
    'execveat',
    descriptor(fd, 'execveat: dirfd'),
    string(path, 'execveat: path'),
    strings(argv, 'execveat: argv'),
    strings(env, 'execveat: envp'),
    bits(flags, k.AT, 'execveat: flags'),
  )

/** Ends the process. exit_group(2) */
export const exit_group = (status: number): Step => step('exit_group', number(status, 'exit_group: status', 0, 255))

/** Waits for a child to end; `info` takes a siginfo_t (128 bytes). waitid(2) */
export const waitid = (idtype: number, id: number, info: Block, options: number): Step =>
  step(
    'waitid',
    oneOf(idtype, k.WAIT_ID, 'waitid: idtype'),
    number(id, 'waitid: id'),
    memory(info, 'waitid: info', 128, () => '{siginfo}'),
    bits(options, k.WAIT, 'waitid: options'),
    number(0, 'rusage'),
  )

/** A descriptor of a process. pidfd_open(2) */
export const pidfd_open = (pid: number | Slot): Step =>
  step('pidfd_open', isSlot(pid) ? descriptor(pid) : number(pid, 'pidfd_open: pid', 1, 2 ** 31 - 1), number(0, 'flags'))

/** Sends a signal to exactly that process, never to a later one with its number. pidfd_send_signal(2) */
export const pidfd_send_signal = (pidfd: number | Slot, sig: string | number): Step =>
  step(
    'pidfd_send_signal',
    descriptor(pidfd, 'pidfd_send_signal: pidfd'),
    signal(sig, 'pidfd_send_signal: sig'),
    NULL,
    number(0, 'flags'),
  )

/** This process's number in its own PID namespace. getpid(2) */
export const getpid = (): Step => step('getpid')

/** Leads a new session, without a terminal. setsid(2) */
export const setsid = (): Step => step('setsid')

/** prctl(2): PR_SET_PDEATHSIG, PR_SET_NO_NEW_PRIVS, ... Most options want 0 for what is left out here. */
export const prctl = (option: number, value = 0, third = 0): Step =>
  step(
    'prctl',
    oneOf(option, k.PR, 'prctl: option'),
    prctlValue(option, value),
    option === k.PR_CAP_AMBIENT && value === k.PR_CAP_AMBIENT_RAISE
      ? oneOf(third, k.CAP, 'prctl: capability')
      : number(third, 'prctl: arg3'),
    number(0, 'arg4'),
    number(0, 'arg5'),
  )

function prctlValue(option: number, value: number): Argument {
  if (option === k.PR_SET_PDEATHSIG) return signal(value, 'prctl: signal')
  if (option === k.PR_CAPBSET_DROP) return oneOf(value, k.CAP, 'prctl: capability')
  if (option === k.PR_CAP_AMBIENT) return oneOf(value, k.PR_CAP_AMBIENT_WHAT, 'prctl: value')
  return number(value, 'prctl: value')
}

// --- signals ---

/** A set of signals as the kernel keeps it: bit n-1 for signal n. sigsetops(3) */
function signalSet(signals: readonly (string | number)[], what: string): Argument {
  const members = signals.map(each => signal(each, what))
  const set = members.reduce((all, { value }) => all | ((1n << BigInt(value as number)) >> 1n), 0n)
  return memory(words(set), what, 8, () => `[${members.map(({ text }) => text).join(' ')}]`)
}

/** Which signals wait instead of arriving. rt_sigprocmask(2) */
export const rt_sigprocmask = (how: number, signals: readonly (string | number)[]): Step =>
  step(
    'rt_sigprocmask',
    oneOf(how, k.SIG_HOW, 'rt_sigprocmask: how'),
    signalSet(signals, 'rt_sigprocmask: set'),
    NULL,
    number(8, 'size'),
  )

/** Gives a signal back its default action: what execve keeps of an ignored one otherwise. rt_sigaction(2) */
export const sigdefault = (sig: string | number): Step =>
  step(
    'rt_sigaction',
    signal(sig, 'sigdefault'),
    memory(block(32), 'act', 32, () => '{SIG_DFL}'),
    NULL,
    number(8, 'size'),
  )

// --- descriptors ---

/** Fills the block, or less of it. read(2) */
export const read = (fd: number | Slot, into: Block): Step =>
  step('read', descriptor(fd, 'read: fd'), memory(into, 'read: buf'), number(into.bytes.length, 'count'))

/** Writes a string or bytes; less than all of it is a failure of the step. write(2) */
export function write(fd: number | Slot, content: string | Uint8Array): Step {
  const data = buffer(content, 'write: buf')
  const { length } = (data.value as Block).bytes
  return { ...step('write', descriptor(fd, 'write: fd'), data, number(length, 'count')), least: length }
}

/** A failed close has closed all the same: EINTR is no reason to try again. close(2) */
export const close = (fd: number | Slot): Step => ({ ...step('close', descriptor(fd, 'close: fd')), allow: ['EINTR'] })

/** Closes the descriptors first..last, or with CLOSE_RANGE_CLOEXEC lets execve close them. close_range(2) */
export const close_range = (first: number, last: number, flags = 0): Step =>
  step(
    'close_range',
    number(first, 'close_range: first', 0, k.UINT_MAX),
    number(last, 'close_range: last', 0, k.UINT_MAX),
    bits(flags, k.CLOSE_RANGE, 'close_range: flags'),
  )

/** Makes `to` the same as `from`, open across execve. dup3(2) */
export const dup3 = (from: number | Slot, to: number, flags = 0): Step =>
  step('dup3', descriptor(from, 'dup3: oldfd'), descriptor(to, 'dup3: newfd'), bits(flags, k.OPEN, 'dup3: flags'))

/** fcntl(2) with a number: F_SETFD, F_SETFL, F_ADD_SEALS, ... */
export const fcntl = (fd: number | Slot, command: number, value: number): Step =>
  step('fcntl', descriptor(fd, 'fcntl: fd'), oneOf(command, k.FCNTL, 'fcntl: cmd'), number(value, 'fcntl: arg'))

/** ioctl(2) with a number or with memory. */
export const ioctl = (fd: number | Slot, request: number, argument: number | Block): Step =>
  step(
    'ioctl',
    descriptor(fd, 'ioctl: fd'),
    oneOf(request, k.IOCTL, 'ioctl: request'),
    typeof argument === 'number' ? number(argument, 'ioctl: argp') : memory(argument, 'ioctl: argp'),
  )

/** A pipe; `ends` takes two descriptors of 4 bytes: read end, write end. pipe2(2) */
export const pipe2 = (ends: Block, flags: number): Step =>
  step('pipe2', memory(ends, 'pipe2: pipefd', 8), bits(flags, k.OPEN, 'pipe2: flags'))

/** A file in memory with no name in any folder. memfd_create(2) */
export const memfd_create = (name: string, flags: number): Step =>
  step('memfd_create', string(name, 'memfd_create: name'), bits(flags, k.MFD, 'memfd_create: flags'))

// --- memory ---

/**
 * Fails with EAGAIN where the block does not begin with these 32 bits; where it does, waits no time at all, and fails with
 * ETIMEDOUT. So a program can compare what an earlier step has read. futex(2)
 */
export const futex_wait = (word: Block, value: number): Step =>
  step(
    'futex',
    memory(word, 'futex_wait: uaddr', 4),
    oneOf(k.FUTEX_WAIT, k.FUTEX, 'futex_wait: op'),
    bits(value, {}, 'futex_wait: val'),
    memory(words(0, 0), 'futex_wait: timeout', 16, () => '{0, 0}'),
    NULL,
    number(0, 'val3'),
  )

// --- namespaces and names ---

/** Leaves namespaces for new ones. With CLONE_NEWPID only for children to come. unshare(2) */
export const unshare = (flags: number): Step => step('unshare', bits(flags, k.CLONE, 'unshare: flags'))

/** Enters a namespace by its file (/proc/PID/ns/...), or several of a process by its pidfd. setns(2) */
export const setns = (fd: number | Slot, type: number): Step =>
  step('setns', descriptor(fd, 'setns: fd'), bits(type, k.CLONE, 'setns: nstype'))

const name = (call: 'sethostname' | 'setdomainname', value: string): Step =>
  step(call, string(value, `${call}: name`), number(Buffer.byteLength(value), 'len'))

/** At most 64 bytes (EINVAL). sethostname(2) */
export const sethostname = (value: string): Step => name('sethostname', value)

/** At most 64 bytes (EINVAL). setdomainname(2) */
export const setdomainname = (value: string): Step => name('setdomainname', value)
