// One constructor for each system call: it checks its arguments and gives the step. Nothing runs yet; see
// process.ts for run() and spawn(). The names, the order of arguments and the errors are those of section 2 of the
// manual; where the kernel's own call differs from libc's wrapper, these are the kernel's.
import * as k from './constants.ts'
import {
  type Block,
  bits,
  block,
  descriptor,
  number,
  oneOf,
  pointer,
  type Slot,
  type Step,
  signal,
  step,
  string,
  strings,
} from './step.ts'

// --- processes ---

/** What clone3(2) is told. Flags: CLONE_* of 32 bits; cgroup: descriptor of the group to be born into. */
export interface CloneOptions {
  flags?: number
  exitSignal?: string | number
  cgroup?: number | undefined
}

const cloneFlags = ({ flags = 0, cgroup }: CloneOptions): bigint =>
  BigInt(flags) | BigInt(k.CLONE_CLEAR_SIGHAND) | (cgroup === undefined ? 0n : BigInt(k.CLONE_INTO_CGROUP))

/** The call as strace prints it. */
export const cloneText = (options: CloneOptions): string =>
  `{flags=${bits(cloneFlags(options), k.CLONE, 'clone3: flags').text}, exit_signal=${signal(options.exitSignal ?? 'SIGCHLD').text}}`

/** `struct clone_args` of clone3(2): 88 bytes. No signal handler of the parent survives (CLONE_CLEAR_SIGHAND). */
export function cloneArgs({ flags = 0, exitSignal = 'SIGCHLD', cgroup }: CloneOptions): Block {
  const bytes = new Uint8Array(88)
  const view = new DataView(bytes.buffer)
  view.setBigUint64(0, cloneFlags({ flags, cgroup }), true)
  view.setBigUint64(32, BigInt(signal(exitSignal, 'clone3: exitSignal').value as number), true)
  view.setBigUint64(80, BigInt(cgroup ?? 0), true)
  return block(bytes)
}

/**
 * Makes a process inside a program; `child` is what it runs, and it must end in execve or exit_group.
 * It has its own copy of the memory: CLONE_VM belongs to spawn(), which gives a stack. clone3(2)
 */
export function clone3(options: CloneOptions, child: readonly Step[]): Step {
  if (cloneFlags(options) & BigInt(k.CLONE_VM))
    throw new TypeError('clone3: CLONE_VM needs a stack of its own; use spawn()')
  return { ...step('clone3', pointer(cloneArgs(options), cloneText(options)), number(88, 'size')), child }
}

/** Becomes the program at `path`. Looks in no PATH: see execvpe(). execve(2) */
export const execve = (path: string, argv: readonly string[], env: readonly string[]): Step =>
  step('execve', string(path, 'execve: path'), strings(argv, 'execve: argv'), strings(env, 'execve: envp'))

/**
 * Becomes the first `argv[0]` that a folder of env's PATH has; a name with a slash is taken as it is. A step for each
 * folder, tried when the one before finds nothing (ENOENT, ENOTDIR). The look-up of execvpe(3), but in the child's
 * root file system and with the child's own PATH.
 */
export function execvpe(argv: readonly string[], env: readonly string[]): Step {
  const [name] = argv
  if (!name) throw new TypeError('execvpe: argv[0]: the name of a command')
  const path = env.find(entry => entry.startsWith('PATH='))?.slice(5) ?? DEFAULT_PATH
  const files = name.includes('/') ? [name] : path.split(':').map(folder => `${folder || '.'}/${name}`)
  return files
    .map(file => execve(file, argv, env))
    .reduceRight((next, first) => ({ ...first, onError: { ENOENT: next, ENOTDIR: next } }))
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
export const exit_group = (status: number): Step => step('exit_group', number(status, 'exit_group: status'))

/** Waits for a child to end; `info` takes a siginfo_t (128 bytes). waitid(2) */
export const waitid = (idtype: number, id: number, info: Block, options: number): Step =>
  step(
    'waitid',
    oneOf(idtype, k.WAIT_ID, 'waitid: idtype'),
    number(id, 'waitid: id'),
    pointer(info, '{siginfo}'),
    bits(options, k.WAIT, 'waitid: options'),
    number(0, 'rusage'),
  )

/** A descriptor of a process. pidfd_open(2) */
export const pidfd_open = (pid: number): Step => step('pidfd_open', number(pid, 'pidfd_open: pid'), number(0, 'flags'))

/** Sends a signal to exactly that process, never to a later one with its number. pidfd_send_signal(2) */
export const pidfd_send_signal = (pidfd: number | Slot, sig: string | number): Step =>
  step(
    'pidfd_send_signal',
    descriptor(pidfd, 'pidfd_send_signal: pidfd'),
    signal(sig),
    pointer(null),
    number(0, 'flags'),
  )

/** This process's number in its own PID namespace. getpid(2) */
export const getpid = (): Step => step('getpid')

/** Leads a new session, without a terminal. setsid(2) */
export const setsid = (): Step => step('setsid')

/** prctl(2): PR_SET_PDEATHSIG, PR_SET_DUMPABLE, ... */
export const prctl = (option: number, value: number): Step =>
  step(
    'prctl',
    oneOf(option, k.PR, 'prctl: option'),
    option === k.PR_SET_PDEATHSIG ? signal(value, 'prctl: signal') : number(value, 'prctl: value'),
    number(0, 'arg3'),
    number(0, 'arg4'),
    number(0, 'arg5'),
  )

// --- signals ---

/** A set of signals as the kernel keeps it: bit n-1 for signal n. sigsetops(3) */
function signalSet(signals: readonly (string | number)[], what: string): Block {
  let set = 0n
  for (const each of signals) set |= 1n << (BigInt(signal(each, what).value as number) - 1n)
  const bytes = new Uint8Array(8)
  new DataView(bytes.buffer).setBigUint64(0, set, true)
  return block(bytes)
}

/** Which signals wait instead of arriving. rt_sigprocmask(2) */
export const rt_sigprocmask = (how: number, signals: readonly (string | number)[]): Step =>
  step(
    'rt_sigprocmask',
    oneOf(how, k.SIG_HOW, 'rt_sigprocmask: how'),
    pointer(signalSet(signals, 'rt_sigprocmask: set'), `[${signals.map(s => signal(s).text).join(' ')}]`),
    pointer(null),
    number(8, 'size'),
  )

/** Gives a signal back its default action: what execve keeps of an ignored one otherwise. rt_sigaction(2) */
export const sigdefault = (sig: string | number): Step =>
  step('rt_sigaction', signal(sig), pointer(block(32), '{SIG_DFL}'), pointer(null), number(8, 'size'))

// --- descriptors and files ---

/** Opens a file below `fd`. openat(2) */
export const openat = (fd: number | Slot, path: string, flags: number, mode = 0): Step =>
  step(
    'openat',
    descriptor(fd, 'openat: dirfd'),
    string(path, 'openat: path'),
    bits(flags, k.OPEN, 'openat: flags'),
    number(mode, 'openat: mode'),
  )

/** Fills the block, or less of it. read(2) */
export const read = (fd: number | Slot, into: Block): Step =>
  step('read', descriptor(fd), pointer(into), number(into.bytes.length, 'count'))

/** Writes a string or bytes; less than all of it is a failure of the step. write(2) */
export function write(fd: number | Slot, content: string | Uint8Array): Step {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content
  const text = typeof content === 'string' ? JSON.stringify(content) : undefined
  const made = step('write', descriptor(fd), pointer(block(bytes), text), number(bytes.length, 'count'))
  return { ...made, least: bytes.length }
}

/** A failed close has closed all the same: EINTR is no reason to try again. close(2) */
export const close = (fd: number | Slot): Step => ({ ...step('close', descriptor(fd)), allow: ['EINTR'] })

/** Closes the descriptors first..last, or with CLOSE_RANGE_CLOEXEC lets execve close them. close_range(2) */
export const close_range = (first: number, last: number, flags = 0): Step =>
  step(
    'close_range',
    number(first, 'close_range: first'),
    number(last, 'close_range: last'),
    bits(flags, k.CLOSE_RANGE, 'close_range: flags'),
  )

/** Makes `to` the same as `from`, open across execve. dup3(2) */
export const dup3 = (from: number | Slot, to: number, flags = 0): Step =>
  step('dup3', descriptor(from, 'dup3: oldfd'), number(to, 'dup3: newfd'), bits(flags, k.OPEN, 'dup3: flags'))

/** fcntl(2) with a number: F_SETFD, F_SETFL, F_ADD_SEALS, ... */
export const fcntl = (fd: number | Slot, command: number, value: number): Step =>
  step('fcntl', descriptor(fd), oneOf(command, k.FCNTL, 'fcntl: cmd'), number(value, 'fcntl: arg'))

/** ioctl(2) with a number or with memory. */
export const ioctl = (fd: number | Slot, request: number, argument: number | Block): Step =>
  step(
    'ioctl',
    descriptor(fd),
    oneOf(request, k.IOCTL, 'ioctl: request'),
    typeof argument === 'number' ? number(argument, 'ioctl: argp') : pointer(argument),
  )

/** Two connected ends; `ends` takes two descriptors of 4 bytes. socketpair(2) */
export const socketpair = (ends: Block, flags: number): Step =>
  step(
    'socketpair',
    number(k.AF_UNIX, 'domain'),
    bits(flags, k.SOCK, 'socketpair: type'),
    number(0, 'protocol'),
    pointer(ends),
  )

/** A pipe; `ends` takes two descriptors of 4 bytes: read end, write end. pipe2(2) */
export const pipe2 = (ends: Block, flags: number): Step =>
  step('pipe2', pointer(ends), bits(flags, k.OPEN, 'pipe2: flags'))

/** A file in memory with no name in any folder. memfd_create(2) */
export const memfd_create = (name: string, flags: number): Step =>
  step('memfd_create', string(name, 'memfd_create: name'), bits(flags, k.MFD, 'memfd_create: flags'))

/** The working directory, by path. chdir(2) */
export const chdir = (path: string): Step => step('chdir', string(path, 'chdir: path'))

/** mkdirat(2) */
export const mkdirat = (fd: number | Slot, path: string, mode: number): Step =>
  step('mkdirat', descriptor(fd, 'mkdirat: dirfd'), string(path, 'mkdirat: path'), number(mode, 'mkdirat: mode'))

/** symlinkat(2) */
export const symlinkat = (target: string, fd: number | Slot, path: string): Step =>
  step(
    'symlinkat',
    string(target, 'symlinkat: target'),
    descriptor(fd, 'symlinkat: dirfd'),
    string(path, 'symlinkat: path'),
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
