// The default filter: an allow list, as strict as the one that Docker documents, and a little stricter.
// https://docs.docker.com/engine/security/seccomp/
import type { Seccomp } from '../config.ts'

const words = (text: string) => text.trim().split(/\s+/)

const ALLOWED = words(`
  access chdir chmod chown close close_range copy_file_range creat dup dup2 dup3 faccessat faccessat2 fadvise64 fallocate
  fanotify_mark fchdir fchmod fchmodat fchmodat2 fchown fchownat fcntl fdatasync file_getattr file_setattr flock fstat fstatfs
  fsync ftruncate futimesat getcwd getdents getdents64 inotify_add_watch inotify_init inotify_init1 inotify_rm_watch lchown
  link linkat listmount lseek lstat mkdir mkdirat mknod mknodat name_to_handle_at newfstatat open openat openat2 readlink
  readlinkat rename renameat renameat2 rmdir stat statfs statmount statx symlink symlinkat sync sync_file_range syncfs
  truncate umask unlink unlinkat utime utimensat utimes

  fgetxattr flistxattr fremovexattr fsetxattr getxattr getxattrat lgetxattr listxattr listxattrat llistxattr lremovexattr
  lsetxattr removexattr removexattrat setxattr setxattrat

  epoll_create epoll_create1 epoll_ctl epoll_pwait epoll_pwait2 epoll_wait eventfd eventfd2 io_cancel io_destroy io_getevents
  io_pgetevents io_setup io_submit ioctl pipe pipe2 poll ppoll pread64 preadv preadv2 pselect6 pwrite64 pwritev pwritev2 read
  readahead readv select sendfile signalfd signalfd4 splice tee vmsplice write writev

  brk cachestat get_robust_list madvise map_shadow_stack membarrier memfd_create memfd_secret mincore mlock mlock2 mlockall
  mmap mprotect mremap mseal msync munlock munlockall munmap pkey_alloc pkey_free pkey_mprotect remap_file_pages rseq
  set_robust_list

  capget capset execve execveat exit exit_group fork getegid geteuid getgid getgroups getpgid getpgrp getpid getppid
  getpriority getresgid getresuid getrlimit getrusage getsid gettid getuid ioprio_get ioprio_set kill prctl prlimit64
  process_mrelease ptrace setfsgid setfsuid setgid setgroups setpgid setpriority setregid setresgid setresuid setreuid
  setrlimit setsid set_tid_address setuid tgkill tkill vfork wait4 waitid pidfd_open pidfd_send_signal arch_prctl
  get_thread_area set_thread_area modify_ldt landlock_add_rule landlock_create_ruleset landlock_restrict_self seccomp

  futex futex_requeue futex_wait futex_waitv futex_wake getcpu getrandom restart_syscall rt_sigaction rt_sigpending
  rt_sigprocmask rt_sigqueueinfo rt_sigreturn rt_sigsuspend rt_sigtimedwait rt_tgsigqueueinfo sched_get_priority_max
  sched_get_priority_min sched_getaffinity sched_getattr sched_getparam sched_getscheduler sched_rr_get_interval
  sched_setaffinity sched_setattr sched_setparam sched_setscheduler sched_yield sigaltstack sysinfo uname

  adjtimex alarm clock_getres clock_gettime clock_nanosleep getitimer gettimeofday nanosleep pause setitimer time timer_create
  timer_delete timer_getoverrun timer_gettime timer_settime timerfd_create timerfd_gettime timerfd_settime times

  accept accept4 bind connect getpeername getsockname getsockopt listen recvfrom recvmmsg recvmsg sendmmsg sendmsg sendto
  setsockopt shutdown socket socketpair

  mq_getsetattr mq_notify mq_open mq_timedreceive mq_timedsend mq_unlink msgctl msgget msgrcv msgsnd semctl semget semop
  semtimedop shmat shmctl shmdt shmget`)

/** What else may be called by who has the capability for it; the kernel asks for it as well. */
const WITH: Readonly<Record<string, string>> = {
  CAP_BPF: 'bpf',
  CAP_DAC_READ_SEARCH: 'open_by_handle_at',
  CAP_PERFMON: 'perf_event_open',
  CAP_SYS_ADMIN: `bpf clone clone3 fanotify_init fsconfig fsmount fsopen fspick lookup_dcookie mount mount_setattr move_mount
    open_tree open_tree_attr perf_event_open quotactl quotactl_fd setdomainname sethostname setns syslog umount2 unshare`,
  CAP_SYS_BOOT: 'reboot',
  CAP_SYS_CHROOT: 'chroot',
  CAP_SYS_MODULE: 'delete_module finit_module init_module',
  CAP_SYS_NICE: 'get_mempolicy mbind set_mempolicy set_mempolicy_home_node',
  CAP_SYS_PACCT: 'acct',
  CAP_SYS_PTRACE: 'kcmp pidfd_getfd process_madvise process_vm_readv process_vm_writev',
  CAP_SYS_RAWIO: 'ioperm iopl',
  CAP_SYS_TIME: 'clock_adjtime clock_settime settimeofday',
  CAP_SYS_TTY_CONFIG: 'vhangup',
  CAP_SYSLOG: 'syslog',
}

/** Refused with EPERM, as if a right were missing. Whatever is in none of the lists is answered as if there were no such call. */
const REFUSED =
  words(`${Object.values(WITH).join(' ')} clone _sysctl add_key io_uring_enter io_uring_register io_uring_setup
  kexec_file_load kexec_load keyctl migrate_pages move_pages nfsservctl personality pivot_root request_key swapoff swapon sysfs
  uselib userfaultfd ustat`)

const [EPERM, ENOSYS] = [1, 38]
const LOW_HALF = 0xffffffff
const [TIOCSTI, TIOCLINUX, AF_VSOCK] = [0x5412, 0x541c, 40]
const NEW_NAMESPACES = 0x7e020000 // CLONE_NEWNS, CLONE_NEWCGROUP, ... but CLONE_NEWTIME, which clone(2) cannot ask for
const PERSONALITIES = [0, 8, 0x20000, 0x20008, LOW_HALF] // Linux, 32 bits, their uname of 2.6; and a mere question

/** The filter for a container that has these capabilities in its bounding set. */
export function profile(capabilities: readonly string[]): Seccomp {
  const allow = (names: readonly string[]) => ({ names, action: 'SCMP_ACT_ALLOW' })
  const refuse = (names: readonly string[], errnoRet = EPERM) => ({ names, action: 'SCMP_ACT_ERRNO', errnoRet })
  const masked = (index: number, value: number, valueTwo: number) => [
    { index, value, valueTwo, op: 'SCMP_CMP_MASKED_EQ' },
  ]
  return {
    defaultAction: 'SCMP_ACT_ERRNO',
    defaultErrnoRet: ENOSYS,
    syscalls: [
      // The kernel looks at 32 bits of these arguments, so the filter must not look at 64.
      { ...refuse(['ioctl']), args: masked(1, LOW_HALF, TIOCSTI) },
      { ...refuse(['ioctl']), args: masked(1, LOW_HALF, TIOCLINUX) },
      { ...refuse(['socket']), args: masked(0, LOW_HALF, AF_VSOCK) },
      allow(ALLOWED),
      ...capabilities.filter(name => Object.hasOwn(WITH, name)).map(name => allow(words(WITH[name] as string))),
      ...PERSONALITIES.map(value => ({ ...allow(['personality']), args: masked(0, LOW_HALF, value) })),
      { ...allow(['clone']), args: masked(0, NEW_NAMESPACES, 0) },
      // Its flags stand in memory, where no filter can look. A libc that hears ENOSYS takes clone instead.
      refuse(['clone3'], ENOSYS),
      refuse(REFUSED),
    ],
  }
}
