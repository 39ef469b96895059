// The kernel's constants under the kernel's names, grouped as the calls use them: a group also prints the flags.
// From <linux/sched.h>, <linux/mount.h>, <linux/fcntl.h> and their neighbours.
import { constants } from 'node:fs'

export * from './ioctl-constants.ts'
export * from './socket-constants.ts'

export const AT_FDCWD = -100
/** The highest descriptor, as close_range(2) counts. */
export const UINT_MAX = 0xffffffff

/** clone3(2), unshare(2), setns(2) */
export const CLONE = {
  CLONE_NEWTIME: 0x80,
  CLONE_VM: 0x100,
  CLONE_FS: 0x200,
  CLONE_FILES: 0x400,
  CLONE_PIDFD: 0x1000,
  CLONE_VFORK: 0x4000,
  CLONE_PARENT: 0x8000,
  CLONE_NEWNS: 0x20000,
  CLONE_CHILD_CLEARTID: 0x200000,
  CLONE_NEWCGROUP: 0x2000000,
  CLONE_NEWUTS: 0x4000000,
  CLONE_NEWIPC: 0x8000000,
  CLONE_NEWUSER: 0x10000000,
  CLONE_NEWPID: 0x20000000,
  CLONE_NEWNET: 0x40000000,
  CLONE_CLEAR_SIGHAND: 0x100000000,
  CLONE_INTO_CGROUP: 0x200000000,
} as const
export const {
  CLONE_NEWTIME,
  CLONE_VM,
  CLONE_FILES,
  CLONE_VFORK,
  CLONE_PARENT,
  CLONE_NEWNS,
  CLONE_NEWCGROUP,
  CLONE_NEWUTS,
  CLONE_NEWIPC,
  CLONE_NEWUSER,
  CLONE_NEWPID,
  CLONE_NEWNET,
  CLONE_CLEAR_SIGHAND,
  CLONE_INTO_CGROUP,
} = CLONE

/** open(2); some differ between architectures, and Node knows those */
export const OPEN = {
  O_WRONLY: constants.O_WRONLY,
  O_RDWR: constants.O_RDWR,
  O_CREAT: constants.O_CREAT,
  O_EXCL: constants.O_EXCL,
  O_NOCTTY: constants.O_NOCTTY,
  O_TRUNC: constants.O_TRUNC,
  O_APPEND: constants.O_APPEND,
  O_NONBLOCK: constants.O_NONBLOCK,
  O_DIRECTORY: constants.O_DIRECTORY,
  O_NOFOLLOW: constants.O_NOFOLLOW,
  O_CLOEXEC: 0o2000000,
  O_PATH: 0o10000000,
} as const
export const O_RDONLY = 0
/** The bits that say how: an open with neither O_WRONLY nor O_RDWR is O_RDONLY. */
export const O_ACCMODE = 3
export const {
  O_WRONLY,
  O_RDWR,
  O_CREAT,
  O_EXCL,
  O_NOCTTY,
  O_TRUNC,
  O_APPEND,
  O_NONBLOCK,
  O_DIRECTORY,
  O_NOFOLLOW,
  O_CLOEXEC,
  O_PATH,
} = OPEN

/** openat2(2) */
export const RESOLVE = {
  RESOLVE_NO_XDEV: 1,
  RESOLVE_NO_MAGICLINKS: 2,
  RESOLVE_NO_SYMLINKS: 4,
  RESOLVE_BENEATH: 8,
  RESOLVE_IN_ROOT: 0x10,
} as const
export const { RESOLVE_NO_MAGICLINKS, RESOLVE_NO_SYMLINKS, RESOLVE_BENEATH, RESOLVE_IN_ROOT } = RESOLVE

/** openat(2), execveat(2), open_tree(2) and others with AT_ flags */
export const AT = { AT_SYMLINK_NOFOLLOW: 0x100, AT_EMPTY_PATH: 0x1000, AT_RECURSIVE: 0x8000 } as const
export const { AT_SYMLINK_NOFOLLOW, AT_EMPTY_PATH, AT_RECURSIVE } = AT

/** mknodat(2): kinds of files, inode(7) */
export const S_IF = { S_IFREG: 0o100000, S_IFCHR: 0o020000, S_IFIFO: 0o010000, S_IFBLK: 0o060000 } as const
export const { S_IFREG, S_IFCHR, S_IFIFO, S_IFBLK } = S_IF

/** close_range(2) */
export const CLOSE_RANGE = { CLOSE_RANGE_UNSHARE: 2, CLOSE_RANGE_CLOEXEC: 4 } as const
export const { CLOSE_RANGE_UNSHARE, CLOSE_RANGE_CLOEXEC } = CLOSE_RANGE

/** fcntl(2) */
export const FCNTL = {
  F_SETFD: 2,
  F_GETFL: 3,
  F_SETFL: 4,
  F_DUPFD_CLOEXEC: 1030,
  F_GETPIPE_SZ: 1032,
  F_ADD_SEALS: 1033,
} as const
export const { F_SETFD, F_GETFL, F_SETFL, F_DUPFD_CLOEXEC, F_GETPIPE_SZ, F_ADD_SEALS } = FCNTL
export const FD_CLOEXEC = 1
/** F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE: nothing about the file can change any more */
export const F_SEAL_ALL = 0xf

/** memfd_create(2) */
export const MFD = { MFD_CLOEXEC: 1, MFD_ALLOW_SEALING: 2, MFD_EXEC: 16 } as const
export const { MFD_CLOEXEC, MFD_ALLOW_SEALING, MFD_EXEC } = MFD

/** rt_sigprocmask(2) */
export const SIG_HOW = { SIG_BLOCK: 0, SIG_UNBLOCK: 1, SIG_SETMASK: 2 } as const
export const { SIG_BLOCK, SIG_UNBLOCK, SIG_SETMASK } = SIG_HOW

/** prctl(2) */
export const PR = {
  PR_SET_PDEATHSIG: 1,
  PR_GET_DUMPABLE: 3,
  PR_SET_DUMPABLE: 4,
  PR_SET_KEEPCAPS: 8,
  PR_CAPBSET_DROP: 24,
  PR_SET_CHILD_SUBREAPER: 36,
  PR_SET_NO_NEW_PRIVS: 38,
  PR_CAP_AMBIENT: 47,
} as const
export const {
  PR_SET_PDEATHSIG,
  PR_GET_DUMPABLE,
  PR_SET_DUMPABLE,
  PR_SET_KEEPCAPS,
  PR_CAPBSET_DROP,
  PR_SET_CHILD_SUBREAPER,
  PR_SET_NO_NEW_PRIVS,
  PR_CAP_AMBIENT,
} = PR
export const PR_CAP_AMBIENT_WHAT = { PR_CAP_AMBIENT_RAISE: 2, PR_CAP_AMBIENT_CLEAR_ALL: 4 } as const
export const { PR_CAP_AMBIENT_RAISE, PR_CAP_AMBIENT_CLEAR_ALL } = PR_CAP_AMBIENT_WHAT

/** capabilities(7), by number: in a set, capability n is bit n */
export const CAP = {
  CAP_CHOWN: 0,
  CAP_DAC_OVERRIDE: 1,
  CAP_DAC_READ_SEARCH: 2,
  CAP_FOWNER: 3,
  CAP_FSETID: 4,
  CAP_KILL: 5,
  CAP_SETGID: 6,
  CAP_SETUID: 7,
  CAP_SETPCAP: 8,
  CAP_LINUX_IMMUTABLE: 9,
  CAP_NET_BIND_SERVICE: 10,
  CAP_NET_BROADCAST: 11,
  CAP_NET_ADMIN: 12,
  CAP_NET_RAW: 13,
  CAP_IPC_LOCK: 14,
  CAP_IPC_OWNER: 15,
  CAP_SYS_MODULE: 16,
  CAP_SYS_RAWIO: 17,
  CAP_SYS_CHROOT: 18,
  CAP_SYS_PTRACE: 19,
  CAP_SYS_PACCT: 20,
  CAP_SYS_ADMIN: 21,
  CAP_SYS_BOOT: 22,
  CAP_SYS_NICE: 23,
  CAP_SYS_RESOURCE: 24,
  CAP_SYS_TIME: 25,
  CAP_SYS_TTY_CONFIG: 26,
  CAP_MKNOD: 27,
  CAP_LEASE: 28,
  CAP_AUDIT_WRITE: 29,
  CAP_AUDIT_CONTROL: 30,
  CAP_SETFCAP: 31,
  CAP_MAC_OVERRIDE: 32,
  CAP_MAC_ADMIN: 33,
  CAP_SYSLOG: 34,
  CAP_WAKE_ALARM: 35,
  CAP_BLOCK_SUSPEND: 36,
  CAP_AUDIT_READ: 37,
  CAP_PERFMON: 38,
  CAP_BPF: 39,
  CAP_CHECKPOINT_RESTORE: 40,
} as const
export const { CAP_SYS_ADMIN } = CAP

/** prlimit(2) */
export const RLIMIT = {
  RLIMIT_CPU: 0,
  RLIMIT_FSIZE: 1,
  RLIMIT_DATA: 2,
  RLIMIT_STACK: 3,
  RLIMIT_CORE: 4,
  RLIMIT_RSS: 5,
  RLIMIT_NPROC: 6,
  RLIMIT_NOFILE: 7,
  RLIMIT_MEMLOCK: 8,
  RLIMIT_AS: 9,
  RLIMIT_LOCKS: 10,
  RLIMIT_SIGPENDING: 11,
  RLIMIT_MSGQUEUE: 12,
  RLIMIT_NICE: 13,
  RLIMIT_RTPRIO: 14,
  RLIMIT_RTTIME: 15,
} as const
/** No limit. */
export const RLIM_INFINITY = 2n ** 64n - 1n

/** bpf(2): commands, kinds of programs, and what they are asked about */
export const BPF = { BPF_PROG_LOAD: 5, BPF_PROG_ATTACH: 8 } as const
export const { BPF_PROG_LOAD, BPF_PROG_ATTACH } = BPF
export const BPF_PROG_TYPE = { BPF_PROG_TYPE_CGROUP_DEVICE: 15 } as const
export const { BPF_PROG_TYPE_CGROUP_DEVICE } = BPF_PROG_TYPE
export const BPF_ATTACH_TYPE = { BPF_CGROUP_DEVICE: 6 } as const
export const { BPF_CGROUP_DEVICE } = BPF_ATTACH_TYPE
export const BPF_F_ALLOW_MULTI = 2
/** The words of `struct bpf_cgroup_dev_ctx`: what is wanted of a device, and of which kind it is */
export const BPF_DEVCG_ACC = { BPF_DEVCG_ACC_MKNOD: 1, BPF_DEVCG_ACC_READ: 2, BPF_DEVCG_ACC_WRITE: 4 } as const
export const { BPF_DEVCG_ACC_MKNOD, BPF_DEVCG_ACC_READ, BPF_DEVCG_ACC_WRITE } = BPF_DEVCG_ACC
export const BPF_DEVCG_DEV = { BPF_DEVCG_DEV_BLOCK: 1, BPF_DEVCG_DEV_CHAR: 2 } as const
export const { BPF_DEVCG_DEV_BLOCK, BPF_DEVCG_DEV_CHAR } = BPF_DEVCG_DEV

/** seccomp(2); a filter answers with one of SECCOMP_RET, and with 16 bits of data below it */
export const SECCOMP = { SECCOMP_SET_MODE_STRICT: 0, SECCOMP_SET_MODE_FILTER: 1 } as const
export const { SECCOMP_SET_MODE_FILTER } = SECCOMP
export const SECCOMP_FLAG = { SECCOMP_FILTER_FLAG_TSYNC: 1, SECCOMP_FILTER_FLAG_LOG: 2 } as const
export const SECCOMP_RET = {
  SECCOMP_RET_KILL_PROCESS: 0x80000000,
  SECCOMP_RET_KILL_THREAD: 0,
  SECCOMP_RET_TRAP: 0x30000,
  SECCOMP_RET_ERRNO: 0x50000,
  SECCOMP_RET_LOG: 0x7ffc0000,
  SECCOMP_RET_ALLOW: 0x7fff0000,
} as const
export const {
  SECCOMP_RET_KILL_PROCESS,
  SECCOMP_RET_KILL_THREAD,
  SECCOMP_RET_TRAP,
  SECCOMP_RET_ERRNO,
  SECCOMP_RET_LOG,
  SECCOMP_RET_ALLOW,
} = SECCOMP_RET

/** waitid(2) */
export const WAIT_ID = { P_ALL: 0, P_PID: 1, P_PGID: 2, P_PIDFD: 3 } as const
export const { P_PIDFD } = WAIT_ID
export const WAIT = { WNOHANG: 1, WEXITED: 4, WNOWAIT: 0x1000000, __WALL: 0x40000000 } as const
export const { WNOHANG, WEXITED, WNOWAIT, __WALL } = WAIT
export const CLD_EXITED = 1

/** flock(2) */
export const LOCK = { LOCK_SH: 1, LOCK_EX: 2, LOCK_NB: 4, LOCK_UN: 8 } as const
export const { LOCK_SH, LOCK_EX, LOCK_NB, LOCK_UN } = LOCK

/** clock_settime(2) */
export const CLOCK_REALTIME = 0

/** mount(2) */
export const MS = {
  MS_RDONLY: 1,
  MS_NOSUID: 2,
  MS_NODEV: 4,
  MS_NOEXEC: 8,
  MS_SYNCHRONOUS: 0x10,
  MS_REMOUNT: 0x20,
  MS_MANDLOCK: 0x40,
  MS_DIRSYNC: 0x80,
  MS_NOSYMFOLLOW: 0x100,
  MS_NOATIME: 0x400,
  MS_NODIRATIME: 0x800,
  MS_BIND: 0x1000,
  MS_MOVE: 0x2000,
  MS_REC: 0x4000,
  MS_SILENT: 0x8000,
  MS_UNBINDABLE: 0x20000,
  MS_PRIVATE: 0x40000,
  MS_SLAVE: 0x80000,
  MS_SHARED: 0x100000,
  MS_RELATIME: 0x200000,
  MS_I_VERSION: 0x800000,
  MS_STRICTATIME: 0x1000000,
  MS_LAZYTIME: 0x2000000,
} as const
export const {
  MS_RDONLY,
  MS_NOSUID,
  MS_NODEV,
  MS_NOEXEC,
  MS_SYNCHRONOUS,
  MS_REMOUNT,
  MS_MANDLOCK,
  MS_DIRSYNC,
  MS_NOSYMFOLLOW,
  MS_NOATIME,
  MS_NODIRATIME,
  MS_BIND,
  MS_MOVE,
  MS_REC,
  MS_SILENT,
  MS_UNBINDABLE,
  MS_PRIVATE,
  MS_SLAVE,
  MS_SHARED,
  MS_RELATIME,
  MS_I_VERSION,
  MS_STRICTATIME,
  MS_LAZYTIME,
} = MS

/** umount2(2) */
export const MNT = { MNT_FORCE: 1, MNT_DETACH: 2, UMOUNT_NOFOLLOW: 8 } as const
export const { MNT_DETACH, UMOUNT_NOFOLLOW } = MNT

/** open_tree(2), move_mount(2), fsopen(2), fsmount(2), fsconfig(2), mount_setattr(2) */
export const OPEN_TREE = {
  OPEN_TREE_CLONE: 1,
  AT_EMPTY_PATH: 0x1000,
  AT_RECURSIVE: 0x8000,
  OPEN_TREE_CLOEXEC: 0o2000000,
} as const
export const { OPEN_TREE_CLONE, OPEN_TREE_CLOEXEC } = OPEN_TREE
export const MOVE_MOUNT = { MOVE_MOUNT_F_EMPTY_PATH: 4, MOVE_MOUNT_T_EMPTY_PATH: 0x40 } as const
export const { MOVE_MOUNT_F_EMPTY_PATH, MOVE_MOUNT_T_EMPTY_PATH } = MOVE_MOUNT
export const FSOPEN = { FSOPEN_CLOEXEC: 1 } as const
export const { FSOPEN_CLOEXEC } = FSOPEN
export const FSCONFIG = { FSCONFIG_SET_FLAG: 0, FSCONFIG_SET_STRING: 1, FSCONFIG_CMD_CREATE: 6 } as const
export const { FSCONFIG_SET_FLAG, FSCONFIG_SET_STRING, FSCONFIG_CMD_CREATE } = FSCONFIG
export const FSMOUNT = { FSMOUNT_CLOEXEC: 1 } as const
export const { FSMOUNT_CLOEXEC } = FSMOUNT
export const MOUNT_ATTR = {
  MOUNT_ATTR_RDONLY: 1,
  MOUNT_ATTR_NOSUID: 2,
  MOUNT_ATTR_NODEV: 4,
  MOUNT_ATTR_NOEXEC: 8,
  /** Not a flag but the field of them that one of the next three fills: to be cleared before it is set. */
  MOUNT_ATTR__ATIME: 0x70,
  MOUNT_ATTR_RELATIME: 0,
  MOUNT_ATTR_NOATIME: 0x10,
  MOUNT_ATTR_STRICTATIME: 0x20,
  MOUNT_ATTR_NODIRATIME: 0x80,
  MOUNT_ATTR_IDMAP: 0x100000,
  MOUNT_ATTR_NOSYMFOLLOW: 0x200000,
} as const
export const {
  MOUNT_ATTR_RDONLY,
  MOUNT_ATTR_NOSUID,
  MOUNT_ATTR_NODEV,
  MOUNT_ATTR_NOEXEC,
  MOUNT_ATTR__ATIME,
  MOUNT_ATTR_RELATIME,
  MOUNT_ATTR_NOATIME,
  MOUNT_ATTR_STRICTATIME,
  MOUNT_ATTR_NODIRATIME,
  MOUNT_ATTR_IDMAP,
  MOUNT_ATTR_NOSYMFOLLOW,
} = MOUNT_ATTR

/** statfs(2): kinds of file systems */
export const PROC_SUPER_MAGIC = 0x9fa0

/** futex(2) */
export const FUTEX = { FUTEX_WAIT: 0 } as const
export const { FUTEX_WAIT } = FUTEX

/** keyctl(2) */
export const KEYCTL = { KEYCTL_JOIN_SESSION_KEYRING: 1 } as const
export const { KEYCTL_JOIN_SESSION_KEYRING } = KEYCTL
/** What a filter sees as the kind of machine code that calls: seccomp(2) */
export const AUDIT_ARCH = { AUDIT_ARCH_X86_64: 0xc000003e, AUDIT_ARCH_AARCH64: 0xc00000b7 } as const
export const { AUDIT_ARCH_X86_64, AUDIT_ARCH_AARCH64 } = AUDIT_ARCH
/** Set in the numbers of x32: 64-bit code with 32-bit pointers, which has the same AUDIT_ARCH as x86-64 */
export const __X32_SYSCALL_BIT = 0x40000000

/** Keyrings that go by a number: keyrings(7) */
export const KEY_SPEC = { KEY_SPEC_SESSION_KEYRING: -3 } as const
export const { KEY_SPEC_SESSION_KEYRING } = KEY_SPEC
