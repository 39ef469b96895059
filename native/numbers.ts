// The calls that are steps, and the number that a call has: see syscalls(2).
import { tableOf } from './syscall-table.ts'

const STEPS = [
  'add_key',
  'bind',
  'bpf',
  'capset',
  'chdir',
  'chroot',
  'clock_settime',
  'clone3',
  'close',
  'close_range',
  'dup3',
  'execve',
  'execveat',
  'exit_group',
  'fchdir',
  'fchownat',
  'fcntl',
  'flock',
  'fsconfig',
  'fsmount',
  'fsopen',
  'fstatfs',
  'futex',
  'getpid',
  'ioctl',
  'keyctl',
  'lgetxattr',
  'llistxattr',
  'lsetxattr',
  'memfd_create',
  'mkdirat',
  'mknodat',
  'mount',
  'mount_setattr',
  'move_mount',
  'open_tree',
  'openat',
  'openat2',
  'pidfd_open',
  'pidfd_send_signal',
  'pipe2',
  'pivot_root',
  'prctl',
  'prlimit64',
  'read',
  'reboot',
  'recvmsg',
  'rt_sigaction',
  'rt_sigprocmask',
  'seccomp',
  'sendmsg',
  'setdomainname',
  'setgroups',
  'sethostname',
  'setns',
  'setresgid',
  'setresuid',
  'setsid',
  'setsockopt',
  'shutdown',
  'socket',
  'socketpair',
  'symlinkat',
  'umask',
  'umount2',
  'unshare',
  'waitid',
  'write',
] as const

export type SyscallName = (typeof STEPS)[number]

export const SYSCALLS: SyscallName[] = [...STEPS]

/**
 * The number of any call on this machine, or on the architecture given; undefined where that has no call of this name, as
 * arm64 has no open(2). Throws on an architecture without a table.
 */
export const numberOf = (name: string, architecture: NodeJS.Architecture = process.arch): number | undefined =>
  tableOf(architecture).get(name)

/** The number of a call that is a step. Every architecture has these. */
export const syscallNumber = (name: SyscallName, architecture?: NodeJS.Architecture): number =>
  numberOf(name, architecture) as number
