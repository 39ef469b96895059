// The sandbox: what lessons call "the host". Its root is user 100000 of this machine, and no more; its namespaces, its
// file system and its cgroup are its own, so that an answer can do in it what a container runtime does, and nothing to us.
// The order of the calls matters, and each was refused in another one.
import { chownSync, closeSync, mkdirSync, openSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import {
  AT_EMPTY_PATH,
  Child,
  CLONE_NEWCGROUP,
  CLONE_NEWIPC,
  CLONE_NEWNET,
  CLONE_NEWNS,
  CLONE_NEWPID,
  CLONE_NEWUSER,
  CLONE_NEWUTS,
  CLONE_PARENT,
  CLOSE_RANGE_UNSHARE,
  chdir,
  clone3,
  close,
  close_range,
  execve,
  exit_group,
  FSCONFIG_CMD_CREATE,
  FSCONFIG_SET_STRING,
  FSMOUNT_CLOEXEC,
  FSOPEN_CLOEXEC,
  fsconfig,
  fsmount,
  fsopen,
  join_session_keyring,
  MOUNT_ATTR_IDMAP,
  MOUNT_ATTR_NODEV,
  mount_setattr,
  type Process,
  rt_sigprocmask,
  run,
  SIG_SETMASK,
  type SpawnOptions,
  type Step,
  setgroups,
  setns,
  setresgid,
  setresuid,
  setsid,
  sigdefault,
  slot,
  spawn,
  UINT_MAX,
  unshare,
} from '#native'
import { furnish } from './furnish.ts'
import { or } from './gone.ts'

const FIRST = 100000
const IDS = 65536
const CGROUPS = '/sys/fs/cgroup'
const NAMESPACES = CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWNET | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWCGROUP

/** The environment of what runs in the sandbox. */
export const ENVIRONMENT = [
  'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
  'HOME=/root',
  'TERM=xterm-256color',
]

/** A process in the sandbox: a child of ours, with the streams that were asked for. */
export type Inmate = Child & Pick<Process, 'stdin' | 'stdout' | 'stderr'>

export class Sandbox {
  /** PID 1 of the sandbox, an init that buries orphans. */
  readonly init: Child
  /** What it has for the visible root of its cgroups, as a path of the machine. */
  readonly cgroup: string

  constructor(init: Child, cgroup: string) {
    this.init = init
    this.cgroup = cgroup
  }

  /** Starts a program inside, as its root, with descriptors 0 to 2 and no others. */
  enter(
    argv: readonly [string, ...string[]],
    options: Pick<SpawnOptions, 'stdio'> & { env?: string[]; cwd?: string } = {},
  ): Promise<Inmate> {
    const { env = ENVIRONMENT, cwd = '/root', stdio = ['null', 'inherit', 'inherit'] } = options
    const group = openSync(`${this.cgroup}/host`, 'r')
    const entering = [setns(this.init.pidfd, CLONE_NEWUSER | NAMESPACES), ...becomeRoot()]
    const inside = [...calm(), setsid(), close_range(3, UINT_MAX), chdir(cwd), execve(argv[0], argv, env)]
    return spawnBehind(entering, inside, { stdio, cgroup: group }).finally(() => closeSync(group))
  }

  /** Steps with which a child of ours becomes root inside: for who looks at what anybody has furnished there. */
  asItsRoot(): Step[] {
    return [setns(this.init.pidfd, CLONE_NEWUSER), ...becomeRoot()]
  }

  /** The cgroups inside, as paths of the machine. */
  cgroups(): string[] {
    return groupsBelow(this.cgroup)
  }

  /** Every process inside, by its number in the machine's own PID namespace; containers' processes as well. */
  pids(): number[] {
    return this.cgroups().flatMap(group =>
      or(() => readFileSync(`${group}/cgroup.procs`, 'utf8').split('\n').filter(Boolean).map(Number), []),
    )
  }

  /** Ends all of it at once. */
  kill(): Promise<unknown> {
    writeFileSync(`${this.cgroup}/cgroup.kill`, '1')
    return this.init.wait()
  }
}

// Not readdirSync's own recursion, which looks at each of a group's fifty files: that was a third of a check's time.
function groupsBelow(group: string): string[] {
  const inner = or(() => readdirSync(group, { withFileTypes: true }), []).filter(entry => entry.isDirectory())
  return [group, ...inner.flatMap(({ name }) => groupsBelow(`${group}/${name}`))]
}

/** Makes the sandbox on `disk`, an ext4 file system that nobody has mounted. */
export async function makeSandbox(disk: string): Promise<Sandbox> {
  run(join_session_keyring()) // else the sandbox could find the agent's
  const cgroup = makeCgroup(`${CGROUPS}/sandbox`)
  const owner = await makeUserNamespace()
  const root = mappedMount(disk, owner)
  const born = openSync(cgroup, 'r')
  try {
    const entering = [setns(owner, CLONE_NEWUSER), ...becomeRoot(), unshare(NAMESPACES)]
    const inside = [...calm(), ...furnish(root), close_range(3, UINT_MAX, CLOSE_RANGE_UNSHARE), setsid()]
    const command = ['/usr/lib/congo/init', '/bin/probe', 'forever'] as const
    const become = execve(command[0], command, ENVIRONMENT)
    const init = await spawnBehind(entering, [...inside, become], { stdio: ['null', 'pipe', 'inherit'], cgroup: born })
    await untilReady(init) // whoever entered before it is furnished would stand in the machine's own tree
    return new Sandbox(init, cgroup)
  } finally {
    for (const fd of [owner, root, born]) closeSync(fd)
  }
}

// A fork enters namespaces; what it clones then is in them whole, PID namespace included, and is a child of ours.
async function spawnBehind(entering: Step[], inside: Step[], options: SpawnOptions): Promise<Inmate> {
  const pid = slot('pid')
  const through = { ...clone3({ flags: CLONE_PARENT, exitSignal: 0 }, inside), save: pid }
  const program = [join_session_keyring(), ...entering, through, exit_group(0)]
  const between = spawn(program, { ...options, mode: 'fork' })
  await between.wait()
  const cloned = between.outcomes().find(({ step }) => step === through)
  const { stdin, stdout, stderr } = between
  return Object.assign(new Child(Number(cloned?.result)), { stdin, stdout, stderr })
}

/** Waits for the first word of a process that stays; throws where it ends without one. */
export async function untilReady({ pid, stdout }: Inmate): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    stdout?.once('data', () => resolve())
    stdout?.once('close', () => reject(new Error(`process ${pid} of the sandbox ended before it was ready`)))
  })
}

function makeCgroup(path: string): string {
  writeFileSync(`${CGROUPS}/cgroup.subtree_control`, '+cpu +memory +pids +io')
  for (const group of [path, `${path}/host`]) {
    mkdirSync(group)
    for (const file of ['', '/cgroup.procs', '/cgroup.threads', '/cgroup.subtree_control'])
      chownSync(group + file, FIRST, FIRST)
  }
  // Not given away: the limits of the whole.
  writeFileSync(`${path}/memory.max`, '640M')
  writeFileSync(`${path}/pids.max`, '1000')
  // What lies deeper has too long a path to be opened, and nobody would find who is in there.
  writeFileSync(`${path}/cgroup.max.depth`, '32')
  writeFileSync(`${path}/cgroup.max.descendants`, '1000')
  return path
}

// A user namespace needs a process while it is made; afterwards the descriptor keeps it.
async function makeUserNamespace(): Promise<number> {
  const holder = spawn(
    [
      ...calm(),
      close_range(0, UINT_MAX, CLOSE_RANGE_UNSHARE),
      execve('/usr/lib/congo/probe', ['probe', 'forever'], []),
    ],
    {
      flags: CLONE_NEWUSER,
      mode: 'fork',
    },
  )
  for (const map of ['uid_map', 'gid_map']) writeFileSync(`/proc/${holder.pid}/${map}`, `0 ${FIRST} ${IDS}\n`)
  const fd = openSync(`/proc/${holder.pid}/ns/user`, 'r')
  holder.kill('SIGKILL')
  await holder.wait()
  return fd
}

// The disk as a mount that stands nowhere: its owner 0 is the sandbox's root, and its devices are none.
function mappedMount(disk: string, owner: number): number {
  const fs = run(fsopen('ext4', FSOPEN_CLOEXEC))
  run(fsconfig(fs, FSCONFIG_SET_STRING, 'source', disk), fsconfig(fs, FSCONFIG_CMD_CREATE, null, null))
  const root = run(fsmount(fs, FSMOUNT_CLOEXEC, MOUNT_ATTR_NODEV))
  run(mount_setattr(root, '', AT_EMPTY_PATH, { set: MOUNT_ATTR_IDMAP, userns: owner }), close(fs))
  return root
}

const becomeRoot = (): Step[] => [setgroups([]), setresgid(0, 0, 0), setresuid(0, 0, 0)]
const calm = (): Step[] => [sigdefault('SIGPIPE'), sigdefault('SIGXFSZ'), rt_sigprocmask(SIG_SETMASK, [])]
