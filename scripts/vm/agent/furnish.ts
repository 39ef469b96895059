// What stands in the sandbox: the steps with which its first process makes its file tree, from the mount of the disk.
import {
  AF_INET,
  AT_FDCWD,
  chdir,
  close,
  IFF_UP,
  MNT_DETACH,
  MOVE_MOUNT_F_EMPTY_PATH,
  MS_BIND,
  MS_NODEV,
  MS_NOEXEC,
  MS_NOSUID,
  MS_PRIVATE,
  MS_REC,
  MS_SHARED,
  mkdirat,
  mount,
  move_mount,
  O_CLOEXEC,
  O_CREAT,
  O_WRONLY,
  openat,
  pivot_root,
  SOCK_CLOEXEC,
  SOCK_DGRAM,
  type Step,
  sethostname,
  siocsifflags,
  slot,
  socket,
  symlinkat,
  umount2,
  write,
} from '#native'

const NEW = '/mnt' // where the sandbox's root stands until it becomes the root
const GUARDED = MS_NOSUID | MS_NODEV | MS_NOEXEC

/** `root` is a descriptor of the mount. Afterwards nothing of the machine's own tree can be reached. */
export const furnish = (root: number): Step[] => [
  // Out of the group that the cgroup namespace has as its root: only an empty one may hand on controllers.
  ...writeFile('/sys/fs/cgroup/sandbox/host/cgroup.procs', '0'),
  mount(null, '/', null, MS_REC | MS_PRIVATE),
  move_mount(root, '', AT_FDCWD, NEW, MOVE_MOUNT_F_EMPTY_PATH),
  // While the machine's own /proc and /sys are still there: the kernel lets new ones show no more than those that are seen.
  mount('proc', `${NEW}/proc`, 'proc', GUARDED),
  mount('sysfs', `${NEW}/sys`, 'sysfs', GUARDED),
  mount('cgroup2', `${NEW}/sys/fs/cgroup`, 'cgroup2', GUARDED),
  mount('tmpfs', `${NEW}/dev`, 'tmpfs', MS_NOSUID, 'mode=755,size=64k'),
  mkdirat(AT_FDCWD, `${NEW}/dev/net`, 0o755),
  ...['null', 'zero', 'full', 'random', 'urandom', 'tty', 'net/tun'].flatMap(name =>
    bound(`/dev/${name}`, `/dev/${name}`),
  ),
  ...place(
    'pts',
    mount('devpts', `${NEW}/dev/pts`, 'devpts', MS_NOSUID | MS_NOEXEC, 'newinstance,ptmxmode=0666,mode=0620'),
  ),
  ...place('shm', mount('tmpfs', `${NEW}/dev/shm`, 'tmpfs', MS_NOSUID | MS_NODEV, 'size=64m')),
  ...place('mqueue', mount('mqueue', `${NEW}/dev/mqueue`, 'mqueue', GUARDED)),
  symlinkat('pts/ptmx', AT_FDCWD, `${NEW}/dev/ptmx`),
  symlinkat('/proc/self/fd', AT_FDCWD, `${NEW}/dev/fd`),
  ...['stdin', 'stdout', 'stderr'].map((name, fd) => symlinkat(`/proc/self/fd/${fd}`, AT_FDCWD, `${NEW}/dev/${name}`)),
  // The machine's own Node and libraries: what is in memory for the agent serves here as well.
  ...bound('/usr/bin/node', '/usr/bin/node'),
  mount('/usr/lib/x86_64-linux-gnu', `${NEW}/usr/lib/x86_64-linux-gnu`, null, MS_BIND),
  mount('/run/congo', `${NEW}/usr/lib/congo`, null, MS_BIND),
  ...bound('/run/congo/probe', '/bin/probe'),
  mount('tmpfs', `${NEW}/run`, 'tmpfs', MS_NOSUID | MS_NODEV, 'mode=755,size=16m'),
  chdir(NEW),
  pivot_root('.', '.'),
  umount2('.', MNT_DETACH),
  chdir('/'),
  mount(null, '/', null, MS_REC | MS_SHARED), // as systemd does with every Linux that it starts
  ...writeFile('/sys/fs/cgroup/cgroup.subtree_control', '+cpu +memory +pids +io'),
  sethostname('host'),
  ...loopback(),
]

/** A file of the machine at a place inside. It belongs to nobody there, so it can be used and not changed. */
function bound(file: string, place: string): Step[] {
  return [...writeFile(NEW + place, ''), mount(file, NEW + place, null, MS_BIND)]
}

/** A localhost, which a new network namespace has not. */
function loopback(): Step[] {
  const any = slot('socket')
  const made = { ...socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC), save: any }
  return [made, siocsifflags(any, 'lo', IFF_UP), close(any)]
}

const place = (name: string, mounting: Step): Step[] => [mkdirat(AT_FDCWD, `${NEW}/dev/${name}`, 0o755), mounting]

function writeFile(path: string, text: string): Step[] {
  const file = slot(path)
  const opened = { ...openat(AT_FDCWD, path, O_WRONLY | O_CREAT | O_CLOEXEC, 0o666), save: file }
  return [opened, ...(text ? [write(file, text)] : []), close(file)]
}
