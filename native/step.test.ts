import { test } from 'uvu'
import * as assert from 'uvu/assert'
import * as k from './constants.ts'
import { formatStep } from './format.ts'
import { syscallNumber } from './numbers.ts'
import { filter } from './seccomp.ts'
import { block, errnoName, errnoNumber, type Step, signalName, signalNumber, slot } from './step.ts'
import * as calls from './syscalls.ts'

const fd = slot('fd')

/** Every constructor once, and what strace prints of such a call. */
const PRINTED: [Step, string][] = [
  [
    calls.clone3({ flags: k.CLONE_NEWPID | k.CLONE_NEWNET, cgroup: 7 }, []),
    'clone3({flags=CLONE_NEWPID|CLONE_NEWNET|CLONE_CLEAR_SIGHAND|CLONE_INTO_CGROUP, exit_signal=SIGCHLD}, 88)',
  ],
  [calls.execve('/bin/ls', ['ls', '-l'], ['A=b']), 'execve("/bin/ls", ["ls", "-l"], ["A=b"])'],
  [calls.execvpe(['ls'], ['PATH=/bin']), 'execve("/bin/ls", ["ls"], ["PATH=/bin"])'],
  [calls.execveat(fd, '', ['init'], [], k.AT_EMPTY_PATH), 'execveat($fd, "", ["init"], [], AT_EMPTY_PATH)'],
  [calls.exit_group(3), 'exit_group(3)'],
  [calls.waitid(k.P_PIDFD, 5, block(128), k.WEXITED | k.__WALL), 'waitid(P_PIDFD, 5, {siginfo}, WEXITED|__WALL, 0)'],
  [calls.pidfd_open(12), 'pidfd_open(12, 0)'],
  [calls.pidfd_send_signal(fd, 'SIGTERM'), 'pidfd_send_signal($fd, SIGTERM, NULL, 0)'],
  [calls.getpid(), 'getpid()'],
  [calls.setsid(), 'setsid()'],
  [calls.prctl(k.PR_SET_PDEATHSIG, 9), 'prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0)'],
  [calls.prctl(k.PR_SET_NO_NEW_PRIVS, 1), 'prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)'],
  [calls.prctl(k.PR_CAPBSET_DROP, k.CAP_SYS_ADMIN), 'prctl(PR_CAPBSET_DROP, CAP_SYS_ADMIN, 0, 0, 0)'],
  [
    calls.prctl(k.PR_CAP_AMBIENT, k.PR_CAP_AMBIENT_RAISE, k.CAP.CAP_KILL),
    'prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, CAP_KILL, 0, 0)',
  ],
  [
    calls.prctl(k.PR_CAP_AMBIENT, k.PR_CAP_AMBIENT_CLEAR_ALL),
    'prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0)',
  ],
  [calls.rt_sigprocmask(k.SIG_BLOCK, ['SIGINT', 35]), 'rt_sigprocmask(SIG_BLOCK, [SIGINT 35], NULL, 8)'],
  [calls.sigdefault('SIGPIPE'), 'rt_sigaction(SIGPIPE, {SIG_DFL}, NULL, 8)'],
  [
    calls.openat(k.AT_FDCWD, '/etc', k.O_DIRECTORY | k.O_CLOEXEC),
    'openat(AT_FDCWD, "/etc", O_RDONLY|O_DIRECTORY|O_CLOEXEC, 0)',
  ],
  [calls.read(0, block(16)), 'read(0, {16 bytes}, 16)'],
  [calls.write(1, 'one\n"two"'), 'write(1, "one\\n\\"two\\"", 9)'],
  [calls.close(fd), 'close($fd)'],
  [calls.close_range(3, k.UINT_MAX, k.CLOSE_RANGE_CLOEXEC), 'close_range(3, 4294967295, CLOSE_RANGE_CLOEXEC)'],
  [calls.dup3(fd, 1), 'dup3($fd, 1, 0)'],
  [calls.fcntl(1, k.F_SETFD, 0), 'fcntl(1, F_SETFD, 0)'],
  [calls.ioctl(0, k.TIOCSWINSZ, block(8)), 'ioctl(0, TIOCSWINSZ, {8 bytes})'],
  [
    calls.socketpair(block(8), k.SOCK_STREAM | k.SOCK_CLOEXEC),
    'socketpair(AF_UNIX, SOCK_STREAM|SOCK_CLOEXEC, 0, {8 bytes})',
  ],
  [calls.socket(k.AF_NETLINK, k.SOCK_RAW | k.SOCK_CLOEXEC), 'socket(AF_NETLINK, SOCK_RAW|SOCK_CLOEXEC, 0)'],
  [calls.socket(k.AF_INET, k.SOCK_DGRAM), 'socket(AF_INET, SOCK_DGRAM, 0)'],
  [calls.setsockopt(3, k.IPPROTO_IPV6, k.IPV6_V6ONLY, 1), 'setsockopt(3, IPPROTO_IPV6, 26, [1], 4)'],
  [calls.bind(fd, '127.0.0.1', 8080), 'bind($fd, {AF_INET, 8080, "127.0.0.1"}, 16)'],
  [calls.bind(3, '::', 53), 'bind(3, {AF_INET6, 53, "::"}, 28)'],
  [calls.siocsifflags(fd, 'lo', k.IFF_UP), 'ioctl($fd, SIOCSIFFLAGS, {"lo", IFF_UP})'],
  [calls.flock(3, k.LOCK_EX), 'flock(3, LOCK_EX)'],
  [calls.shutdown(4, k.SHUT_RDWR), 'shutdown(4, SHUT_RDWR)'],
  [calls.pipe2(block(8), k.O_CLOEXEC), 'pipe2({8 bytes}, O_CLOEXEC)'],
  [calls.memfd_create('init', k.MFD_CLOEXEC), 'memfd_create("init", MFD_CLOEXEC)'],
  [calls.chdir('/'), 'chdir("/")'],
  [calls.mkdirat(fd, 'a', 0o755), 'mkdirat($fd, "a", 0755)'],
  [calls.symlinkat('to', k.AT_FDCWD, 'from'), 'symlinkat("to", AT_FDCWD, "from")'],
  [calls.unshare(k.CLONE_NEWNS), 'unshare(CLONE_NEWNS)'],
  [calls.setns(fd, k.CLONE_NEWUTS), 'setns($fd, CLONE_NEWUTS)'],
  [calls.sethostname('wéb'), 'sethostname("wéb", 4)'],
  [calls.setdomainname(''), 'setdomainname("", 0)'],
  [
    calls.mount('proc', '/proc', 'proc', k.MS_NOSUID | k.MS_NOEXEC),
    'mount("proc", "/proc", "proc", MS_NOSUID|MS_NOEXEC, NULL)',
  ],
  [calls.umount2('.', k.MNT_DETACH), 'umount2(".", MNT_DETACH)'],
  [calls.pivot_root('.', '.'), 'pivot_root(".", ".")'],
  [
    calls.open_tree(k.AT_FDCWD, '/a', k.OPEN_TREE_CLONE | k.AT_RECURSIVE),
    'open_tree(AT_FDCWD, "/a", OPEN_TREE_CLONE|AT_RECURSIVE)',
  ],
  [
    calls.move_mount(fd, '', k.AT_FDCWD, '/b', k.MOVE_MOUNT_F_EMPTY_PATH),
    'move_mount($fd, "", AT_FDCWD, "/b", MOVE_MOUNT_F_EMPTY_PATH)',
  ],
  [
    calls.openat2(fd, 'a', { flags: k.O_PATH, resolve: k.RESOLVE_IN_ROOT }),
    'openat2($fd, "a", {flags=O_RDONLY|O_PATH, mode=0, resolve=RESOLVE_IN_ROOT}, 24)',
  ],
  [calls.fchdir(fd), 'fchdir($fd)'],
  [calls.mknodat(fd, 'a', k.S_IFREG | 0o644, 0), 'mknodat($fd, "a", S_IFREG|0644, 0)'],
  [calls.chroot('.'), 'chroot(".")'],
  [calls.fsopen('ext4', k.FSOPEN_CLOEXEC), 'fsopen("ext4", FSOPEN_CLOEXEC)'],
  [
    calls.fsconfig(fd, k.FSCONFIG_SET_STRING, 'source', '/dev/vdb'),
    'fsconfig($fd, FSCONFIG_SET_STRING, "source", "/dev/vdb", 0)',
  ],
  [calls.fsmount(fd, k.FSMOUNT_CLOEXEC, k.MOUNT_ATTR_NODEV), 'fsmount($fd, FSMOUNT_CLOEXEC, MOUNT_ATTR_NODEV)'],
  [
    calls.mount_setattr(fd, '', k.AT_EMPTY_PATH, { set: k.MOUNT_ATTR_IDMAP, userns: 9 }),
    'mount_setattr($fd, "", AT_EMPTY_PATH, {set=MOUNT_ATTR_IDMAP, clear=0, userns_fd=9}, 32)',
  ],
  [
    calls.mount_setattr(fd, '', 0, { set: k.MOUNT_ATTR_NOATIME | k.MOUNT_ATTR_NODEV, clear: k.MOUNT_ATTR__ATIME }),
    'mount_setattr($fd, "", 0, {set=MOUNT_ATTR_NODEV|MOUNT_ATTR_NOATIME, clear=MOUNT_ATTR__ATIME, userns_fd=0}, 32)',
  ],
  [
    calls.mount_setattr(fd, '', k.AT_RECURSIVE, { set: k.MOUNT_ATTR_RDONLY, propagation: k.MS_PRIVATE }),
    'mount_setattr($fd, "", AT_RECURSIVE, {set=MOUNT_ATTR_RDONLY, clear=0, propagation=MS_PRIVATE, userns_fd=0}, 32)',
  ],
  [calls.fstatfs(fd, block(120)), 'fstatfs($fd, {statfs})'],
  [calls.futex_wait(block(120), k.PROC_SUPER_MAGIC), 'futex({120 bytes}, FUTEX_WAIT, 0x9fa0, {0, 0}, NULL, 0)'],
  [calls.setgroups([0, 5]), 'setgroups(2, [0, 5])'],
  [calls.setresuid(0, -1, 0), 'setresuid(0, -1, 0)'],
  [calls.setresgid(1, 2, 3), 'setresgid(1, 2, 3)'],
  [calls.fchownat(fd, 'a', 1, -1, k.AT_SYMLINK_NOFOLLOW), 'fchownat($fd, "a", 1, -1, AT_SYMLINK_NOFOLLOW)'],
  [calls.llistxattr('a', block(9)), 'llistxattr("a", {9 bytes}, 9)'],
  [calls.lgetxattr('a', 'user.b', block(9)), 'lgetxattr("a", "user.b", {9 bytes}, 9)'],
  [calls.lsetxattr('a', 'user.b', 'é'), 'lsetxattr("a", "user.b", "é", 2, 0)'],
  [calls.prctl(k.PR_SET_KEEPCAPS, 1), 'prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0)'],
  [calls.join_session_keyring(), 'keyctl(KEYCTL_JOIN_SESSION_KEYRING, NULL)'],
  [
    calls.capset({ effective: 1n << 40n, permitted: 3n, inheritable: 0n }),
    'capset({version=3, pid=0}, {effective=0x10000000000, permitted=0x3, inheritable=0x0})',
  ],
  [
    calls.seccomp(k.SECCOMP_SET_MODE_FILTER, 0, filter({ rules: [], otherwise: 0, foreign: 0, architecture: 'arm64' })),
    'seccomp(SECCOMP_SET_MODE_FILTER, 0, {len=4})',
  ],
  [
    calls.prlimit64(0, k.RLIMIT.RLIMIT_NOFILE, 64, k.RLIM_INFINITY),
    'prlimit64(0, RLIMIT_NOFILE, {rlim_cur=64, rlim_max=RLIM_INFINITY}, NULL)',
  ],
  [calls.umask(0o27), 'umask(027)'],
  [calls.add_key('user', 'a', 'bc', k.KEY_SPEC_SESSION_KEYRING), 'add_key("user", "a", "bc", 2, -3)'],
  [calls.clock_settime(k.CLOCK_REALTIME, 1_700_000_000, 5), 'clock_settime(0, {1700000000, 5})'],
]

test('every constructor prints its call as strace does', () => {
  for (const [step, text] of PRINTED) assert.is(formatStep(step), text)
  const built = new Set(PRINTED.map(([step]) => step.call))
  const constructors = Object.keys(calls).filter(name => !/^clone[AT]/.test(name))
  const names: Record<string, string> = {
    execvpe: 'execve',
    sigdefault: 'rt_sigaction',
    join_session_keyring: 'keyctl',
    futex_wait: 'futex',
    siocsifflags: 'ioctl',
  }
  for (const name of constructors)
    assert.ok(built.has((names[name] ?? name) as Step['call']), `${name} is missing in PRINTED`)
})

test('unknown bits and values are printed as numbers', () => {
  assert.is(formatStep(calls.unshare(k.CLONE_NEWNS | 1)), 'unshare(CLONE_NEWNS|0x1)')
  assert.is(formatStep(calls.unshare(0)), 'unshare(0)')
  assert.is(formatStep(calls.fcntl(1, 99, 0)), 'fcntl(1, 99, 0)')
})

test('of what is long only the beginning is printed', () => {
  const [long, many] = ['x'.repeat(5000), Array.from({ length: 5000 }, () => 'y')]
  const [text, list] = [formatStep(calls.chdir(long)), formatStep(calls.execve('/a', many, []))]
  assert.match(text, /^chdir\("x{256}"\.\.\.\)$/)
  assert.match(list, /^execve\("\/a", \[("y", ){32}\.\.\.\], \[\]\)$/)
})

test('nothing in a printed string reaches the terminal as a command, or turns the text around', () => {
  const printed = formatStep(calls.chdir('\x1b[2J\x9b2J\x7f\u202e\u2066\n'))
  assert.is(printed, 'chdir("\\u001b[2J\\u{9b}2J\\u{7f}\\u{202e}\\u{2066}\\n")')
  assert.is(formatStep(calls.write(1, '\x9b')), 'write(1, "\\u{9b}", 2)')
})

// What learners' code may hand over by mistake; the types are forgotten on purpose.
const wrong = (value: unknown) => value as never

const REFUSED: [() => unknown, RegExp][] = [
  [() => calls.clone3({ flags: k.CLONE_VM }, []), /CLONE_VM needs a stack of its own/],
  [() => calls.clone3({ flags: -1 }, []), /^clone3: flags: a whole number from 0 to 4294967295, not -1$/],
  [() => calls.clone3({ flags: k.CLONE_INTO_CGROUP }, []), /^clone3: flags: /],
  [() => calls.clone3({ exitSignal: 65 }, []), /^clone3: exitSignal: .* from 0 to 64, not 65$/],
  [() => calls.clone3({ cgroup: wrong('/sys') }, []), /^clone3: cgroup: .*not "\/sys"$/],
  [() => calls.execve('/a\0b', [], []), /^execve: path: a string without NUL bytes, not "\/a\\u0000b"$/],
  [() => calls.execve('/a', wrong('ls'), []), /^execve: argv: a list of strings, not "ls"$/],
  [() => calls.execve('/a', ['a', wrong(7)], []), /^execve: argv\[1\]: a string, not 7$/],
  [() => calls.execve('/a', ['a'], ['A=\0']), /^execve: envp\[0\]: a string without NUL/],
  [() => calls.execvpe([], []), /^execvpe: argv\[0\]: the name of a command$/],
  [() => calls.execvpe([''], []), /^execvpe: argv\[0\]/],
  [() => calls.execveat(-1, '', [], []), /^execveat: dirfd: a descriptor, not -1$/],
  [() => calls.exit_group(256), /^exit_group: status: a whole number from 0 to 255, not 256$/],
  [() => calls.waitid(k.P_PIDFD, 5, block(64), 0), /^waitid: info: a block of 128 bytes or more, not of 64$/],
  [() => calls.waitid(k.P_PIDFD, 5, wrong(undefined), 0), /^waitid: info: .*not undefined$/],
  [() => calls.pidfd_open(0), /^pidfd_open: pid: .*not 0$/],
  [() => calls.pidfd_open(1.5), /not 1\.5$/],
  [() => calls.pidfd_send_signal(3, 'SIGNONE'), /^no signal is called "SIGNONE"$/],
  [() => calls.pidfd_send_signal(3, ''), /^no signal is called ""$/],
  [() => calls.pidfd_send_signal(3, 65), /^pidfd_send_signal: sig: /],
  [() => calls.prctl(k.PR_SET_DUMPABLE, Number.NaN), /^prctl: value: .*not NaN$/],
  [() => calls.rt_sigprocmask(k.SIG_BLOCK, ['INT']), /^no signal is called "INT"$/],
  [() => calls.sigdefault(-1), /^sigdefault: .*not -1$/],
  [() => calls.openat(wrong('/'), 'a', 0), /^openat: dirfd: a descriptor, not "\/"$/],
  [() => calls.openat(k.AT_FDCWD, 'a', wrong('r')), /^openat: flags: .*not "r"$/],
  [() => calls.openat(k.AT_FDCWD, 'a', 0, 0o10000), /^openat: mode: /],
  [() => calls.read(0, wrong(16)), /^read: buf: /],
  [() => calls.read(2 ** 31, block(1)), /^read: fd: a descriptor, not 2147483648$/],
  [() => calls.write(1, wrong(5)), /^write: buf: a string or bytes, not 5$/],
  [() => calls.close(wrong(null)), /^close: fd: a descriptor, not null$/],
  [() => calls.close_range(3, 2 ** 32), /^close_range: last: /],
  [() => calls.dup3(0, -1), /^dup3: newfd: /],
  [() => calls.fcntl(0, wrong('F_SETFD'), 0), /^fcntl: cmd: .*not "F_SETFD"$/],
  [() => calls.ioctl(0, k.TIOCSWINSZ, wrong('80x24')), /^ioctl: argp: /],
  [() => calls.socketpair(block(4), 0), /^socketpair: sv: a block of 8 bytes/],
  [() => calls.shutdown(0, -1), /^shutdown: how: /],
  [() => calls.socket(wrong('AF_INET'), k.SOCK_STREAM), /^socket: domain: .*not "AF_INET"$/],
  [() => calls.setsockopt(3, k.IPPROTO_IPV6, k.IPV6_V6ONLY, 0.5), /^setsockopt: optval: /],
  [() => calls.bind(3, '127.0.0.1', 65536), /^bind: port: a whole number from 0 to 65535, not 65536$/],
  [() => calls.bind(3, 'localhost', 80), /^"localhost" is no address of the Internet$/],
  [() => calls.siocsifflags(3, 'x'.repeat(16), k.IFF_UP), /^siocsifflags: name: 1 to 15 bytes, .* has 16$/],
  [() => calls.flock(3, -1), /^flock: operation: /],
  [() => calls.pipe2(block(7), 0), /^pipe2: pipefd: a block of 8 bytes/],
  [() => calls.memfd_create('a\0', 0), /^memfd_create: name: /],
  [() => calls.chdir(wrong(undefined)), /^chdir: path: a string, not undefined$/],
  [() => calls.mkdirat(3, 'a', -1), /^mkdirat: mode: /],
  [() => calls.symlinkat('a', 3, '\0'), /^symlinkat: path: /],
  [() => calls.unshare(-1), /^unshare: flags: /],
  [() => calls.setns(-2, 0), /^setns: fd: /],
  [() => calls.sethostname('a\0'), /^sethostname: name: /],
  [() => calls.setdomainname(wrong({})), /^setdomainname: name: /],
  [() => calls.mount('a', wrong(1), 'c'), /^mount: target: a string, not 1$/],
  [() => calls.umount2('\0'), /^umount2: target: /],
  [() => calls.pivot_root('.', '\0'), /^pivot_root: put_old: /],
  [() => calls.open_tree(-5, 'a', 0), /^open_tree: dirfd: /],
  [() => calls.move_mount(3, '', -1, '', 0), /^move_mount: to_dirfd: /],
  [() => calls.fsopen('\0', 0), /^fsopen: fsname: /],
  [() => calls.fsconfig(3, 1, 'a', '\0'), /^fsconfig: value: /],
  [() => calls.fsmount(3, 0, -1), /^fsmount: attr: /],
  [() => calls.mount_setattr(3, '', 0, { set: 0.5 }), /^mount_setattr: set: /],
  [() => calls.mount_setattr(3, '', 0, { userns: -1 }), /^mount_setattr: userns: /],
  [() => calls.mount_setattr(3, '', 0, { propagation: -1 }), /^mount_setattr: propagation: /],
  [() => calls.fstatfs(3, block(64)), /^fstatfs: buf: a block of 120 bytes/],
  [() => calls.futex_wait(block(2), 1), /^futex_wait: uaddr: a block of 4 bytes/],
  [() => calls.setgroups([0, -1]), /^setgroups: list\[1\]: a whole number from 0 to 4294967294, not -1$/],
  [() => calls.setresuid(0, 2 ** 32 - 1, 0), /^setresuid: euid: a whole number from -1 to 4294967294/],
  [() => calls.setresgid(0, 0, -2), /^setresgid: sgid: /],
  [() => calls.fchownat(3, '', 0, 1.5), /^fchownat: group: /],
  [() => calls.prctl(k.PR_CAPBSET_DROP, wrong('CAP_KILL')), /^prctl: capability: .*not "CAP_KILL"$/],
  [() => calls.prctl(k.PR_CAP_AMBIENT, k.PR_CAP_AMBIENT_RAISE, -1), /^prctl: capability: .*not -1$/],
  [() => calls.capset({ effective: 0n, permitted: 2n ** 64n, inheritable: 0n }), /^capset: permitted: /],
  [() => calls.seccomp(1, 0, block(8)), /^seccomp: args: a block of 16 bytes or more, not of 8$/],
  [() => calls.prlimit64(0, 7, -1, 0), /^prlimit64: soft: /],
  [() => calls.prlimit64(0, 7, 1, 2n ** 64n), /^prlimit64: hard: /],
  [() => calls.umask(0o10000), /^umask: mask: /],
  [() => calls.add_key('user', 'a', 'b', -9), /^add_key: keyring: /],
  [() => calls.llistxattr('a', wrong(9)), /^llistxattr: list: a block, not 9$/],
  [() => calls.lgetxattr('a', 'b\0', block(1)), /^lgetxattr: name: /],
  [() => calls.lsetxattr('a', 'b', wrong(5)), /^lsetxattr: value: /],
  [() => calls.clock_settime(0, 1.5, 0), /^clock_settime: seconds: /],
  [() => calls.clock_settime(0, 1, 1e9), /^clock_settime: nanoseconds: /],
  [() => block(8, [{ at: 4, to: block(1), width: 8 }]), /^block: no room for 8 bytes at 4$/],
  [() => block(8, [{ at: -1, to: block(1), width: 4 }]), /^block: no room for 4 bytes at -1$/],
]

test('every constructor refuses what it cannot pass on, and says which argument it was', () => {
  for (const [make, message] of REFUSED) {
    assert.throws(
      make,
      (error: unknown) => error instanceof TypeError && message.test(error.message),
      `${make} should say ${message}`,
    )
  }
})

/** The bytes behind argument `i`, in hexadecimal, a space between words of 8 bytes. */
function memory(step: Step, i: number): string {
  const value = step.args[i]?.value
  if (typeof value === 'string') return Buffer.from(`${value}\0`).toString('hex')
  if (typeof value !== 'object' || !('bytes' in value))
    throw new Error(`${formatStep(step)}: argument ${i} is no memory`)
  return (
    Buffer.from(value.bytes)
      .toString('hex')
      .match(/.{1,16}/g) ?? []
  ).join(' ')
}

test('the bytes of structs are those of the kernel', () => {
  const zero = '0000000000000000'
  assert.is(
    memory(calls.clone3({ flags: k.CLONE_NEWPID, exitSignal: 0, cgroup: 0x1234 }, []), 0),
    `0000002003000000 ${`${zero} `.repeat(9)}3412000000000000`,
  )
  assert.is(
    memory(calls.clone3({}, []), 0),
    `0000000001000000 ${`${zero} `.repeat(3)}1100000000000000 ${`${zero} `.repeat(5)}${zero}`,
  )
  assert.is(memory(calls.rt_sigprocmask(k.SIG_SETMASK, ['SIGHUP', 'SIGTERM', 64]), 1), '0140000000000080')
  assert.is(memory(calls.rt_sigprocmask(k.SIG_SETMASK, []), 1), zero)
  assert.is(memory(calls.sigdefault('SIGINT'), 1), [zero, zero, zero, zero].join(' '))
  assert.is(
    memory(calls.mount_setattr(3, '', 0, { set: k.MOUNT_ATTR_IDMAP | 1, clear: 2, userns: 9 }), 3),
    `0100100000000000 0200000000000000 ${zero} 0900000000000000`,
  )
  assert.is(memory(calls.clock_settime(0, 0x0123456789n, 0xabcdef), 1), '8967452301000000 efcdab0000000000')
  const sets = { effective: 0x0807060504030201n, permitted: 2n, inheritable: 1n << 32n }
  assert.is(memory(calls.capset(sets), 0), '2205082000000000')
  assert.is(memory(calls.capset(sets), 1), '0102030402000000 0000000005060708 0000000001000000')
  assert.is(memory(calls.prlimit64(0, 7, 1, k.RLIM_INFINITY), 2), '0100000000000000 ffffffffffffffff')
  assert.is(memory(calls.setgroups([1, 0xfffffffe]), 1), '01000000feffffff')
  assert.is(memory(calls.chdir('wéb'), 0), '77c3a96200')
  assert.is(memory(calls.bind(3, '127.0.0.1', 8080), 1), '02001f907f000001 0000000000000000')
  assert.is(memory(calls.bind(3, '::1', 53), 1), `0a00003500000000 ${zero} 0000000000000001 00000000`)
  assert.is(
    memory(calls.siocsifflags(3, 'lo', k.IFF_UP), 2),
    `6c6f000000000000 ${zero} 0100000000000000 ${zero} ${zero}`,
  )
  assert.is(memory(calls.write(1, Uint8Array.of(1, 0, 255)), 1), '0100ff')
})

test('numbers of system calls for both architectures', () => {
  assert.equal([syscallNumber('mount', 'x64'), syscallNumber('mount', 'arm64')], [165, 40])
  assert.throws(() => syscallNumber('mount', 'riscv64'), /no list for riscv64/)
})

test('names of errors and signals', () => {
  assert.equal(
    [errnoName(1), errnoNumber('EPERM'), errnoName(15), errnoName(87), errnoName(4000)],
    ['EPERM', 1, 'ENOTBLK', 'EUSERS', 'errno 4000'],
  )
  assert.throws(() => errnoNumber('constructor'), /no errno is called "constructor"/)
  assert.equal([signalName(9), signalNumber('SIGKILL'), signalName(42), signalNumber('42')], ['SIGKILL', 9, '42', 42])
  for (const name of ['0', '65', '1e1', ' 9', '-9', 'toString', '__proto__'])
    assert.throws(() => signalNumber(name), /no signal is called/)
})

test.run()
