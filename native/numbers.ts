// Numbers of system calls: [x86-64, arm64]. From the kernel's <asm/unistd.h> of either; see syscalls(2).
const NUMBERS = {
  chdir: [80, 49],
  chroot: [161, 51],
  clock_settime: [227, 112],
  clone3: [435, 435],
  close: [3, 57],
  close_range: [436, 436],
  dup3: [292, 24],
  execve: [59, 221],
  execveat: [322, 281],
  exit_group: [231, 94],
  fchdir: [81, 50],
  fchownat: [260, 54],
  fcntl: [72, 25],
  fsconfig: [431, 431],
  fsmount: [432, 432],
  fsopen: [430, 430],
  getpid: [39, 172],
  ioctl: [16, 29],
  keyctl: [250, 219],
  memfd_create: [319, 279],
  mkdirat: [258, 34],
  mknodat: [259, 33],
  mount: [165, 40],
  mount_setattr: [442, 442],
  move_mount: [429, 429],
  open_tree: [428, 428],
  openat: [257, 56],
  openat2: [437, 437],
  pidfd_open: [434, 434],
  pidfd_send_signal: [424, 424],
  pipe2: [293, 59],
  pivot_root: [155, 41],
  prctl: [157, 167],
  read: [0, 63],
  reboot: [169, 142],
  rt_sigaction: [13, 134],
  rt_sigprocmask: [14, 135],
  setdomainname: [171, 162],
  setgroups: [116, 159],
  sethostname: [170, 161],
  setns: [308, 268],
  setresgid: [119, 149],
  setresuid: [117, 147],
  setsid: [112, 157],
  shutdown: [48, 210],
  socketpair: [53, 199],
  symlinkat: [266, 36],
  umount2: [166, 39],
  unshare: [272, 97],
  waitid: [247, 95],
  write: [1, 64],
} as const satisfies Record<string, readonly [number, number]>

export type SyscallName = keyof typeof NUMBERS

export const SYSCALLS = Object.keys(NUMBERS) as SyscallName[]

const COLUMNS: Partial<Record<NodeJS.Architecture, 0 | 1>> = { x64: 0, arm64: 1 }

/** The number of a call on this machine, or on the architecture given. Throws on one that has no column yet. */
export function syscallNumber(name: SyscallName, architecture: NodeJS.Architecture = process.arch): number {
  const column = COLUMNS[architecture]
  if (column === undefined)
    throw new Error(`native/numbers.ts has no column for ${architecture}: add its <asm/unistd.h>`)
  return NUMBERS[name][column]
}
