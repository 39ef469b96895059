// Your lab for chapters/13-exec: 4 holes to fill.
//   npm run lab 13-exec      runs it in the machine and shows what happened
//   npm run check 13-exec    has the kernel judge it

// Chapter 13: another process in a container that runs, and terminals.
import { readlinkSync } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import type { ReadStream, WriteStream } from 'node:tty'
import {
  AT_EMPTY_PATH,
  AT_FDCWD,
  block,
  CLONE_NEWCGROUP,
  CLONE_NEWIPC,
  CLONE_NEWNET,
  CLONE_NEWNS,
  CLONE_NEWPID,
  CLONE_NEWUSER,
  CLONE_NEWUTS,
  CLONE_PARENT,
  CLONE_VFORK,
  clone3,
  close,
  close_range,
  dup3,
  exit_group,
  fchownat,
  ioctl,
  O_CLOEXEC,
  O_NOCTTY,
  O_RDWR,
  openat2,
  RESOLVE_NO_MAGICLINKS,
  type Slot,
  type Step,
  sendmsg,
  setns,
  setsid,
  slot,
  type Terminal,
  TIOCGPTPEER,
  TIOCSCTTY,
  TIOCSPTLCK,
  TIOCSWINSZ,
  winsize,
} from '#native'
import { closeProgram, giveBecame, openProgram } from '../chapters/13-exec/become.ts'
import { closeConsole, consoleSteps, giveConsole, openConsole } from '../chapters/13-exec/console.ts'
import { unneeded } from '../chapters/13-exec/unneeded.ts'
import type { Container, Mechanism } from '../chapters/container.ts'
import { hole } from '../chapters/hole.ts'

/** Files of /proc/PID/ns, and the flag that stands for each. */
const KINDS = [
  ['user', CLONE_NEWUSER],
  ['cgroup', CLONE_NEWCGROUP],
  ['ipc', CLONE_NEWIPC],
  ['uts', CLONE_NEWUTS],
  ['net', CLONE_NEWNET],
  ['pid', CLONE_NEWPID],
  ['mnt', CLONE_NEWNS],
] as const

/**
 * The flags of the namespaces in which that process is and we are not. Of those that are shared, nobody may enter his own
 * user namespace again (EINVAL), and who is not root on the host none of the others (EPERM).
 */
export function elsewhere(pid: number): number {
  const namespace = (process: number | 'self', kind: string) => readlinkSync(`/proc/${process}/ns/${kind}`)
  // hole 1: of KINDS, those whose namespace is another one for `pid` than for 'self': namespace(...) gives the text of the
  //   link, 'uts:[4026532209]'. Their flags together (|), as one number; 0 where none differs
  return hole(1)
}

/**
 * The program of a helper, a child of ours: it goes where the container is, clones there the process that runs `inside`,
 * and ends. `child` takes that one's number.
 */
export function enter(pidfd: number, flags: number, inside: readonly Step[], child: Slot): Step[] {
  return [
    ...(flags === 0 ? [] : [setns(pidfd, flags)]),
    // hole 2: setns moves the helper, but for the PID namespace: that one is for its children. So two steps. One clones:
    //   clone3(options, inside), and its result goes to the slot (`save: child`). The options have two flags, CLONE_PARENT,
    //   which makes it a child of ours, and CLONE_VFORK, with which the helper waits until it has become its command; and
    //   exitSignal: 0. The other: the helper ends, exit_group(0)
    hole(2),
  ]
}

/**
 * A session of the container's own, so that nothing in it can reach our terminal; and where the config says
 * process.terminal, a terminal made from the container's own devpts. Its master goes to whoever has the other end of
 * c.console.
 */
export const session: Mechanism = {
  name: '13-exec',
  prepare: openConsole,
  steps(c) {
    const { terminal, consoleSize } = c.config.process
    if (!terminal || c.console === undefined) return [setsid()]
    const [master, slave] = [slot('master'), slot('slave')]
    const how = { flags: O_RDWR | O_NOCTTY | O_CLOEXEC, resolve: RESOLVE_NO_MAGICLINKS }
    const size = consoleSize && { columns: consoleSize.width, rows: consoleSize.height }
    return [
      { ...openat2(AT_FDCWD, '/dev/pts/ptmx', how), save: master },
      ioctl(master, TIOCSPTLCK, block(4)),
      { ...ioctl(master, TIOCGPTPEER, O_RDWR | O_NOCTTY | O_CLOEXEC), save: slave },
      ...(size ? [ioctl(master, TIOCSWINSZ, winsize(size))] : []),
      sendmsg(c.console, master),
      close(master),
      close(c.console),
      ...owned(c, slave),
      // hole 3: five steps. A session of its own; `slave` becomes its controlling terminal (ioctl with TIOCSCTTY and 0), and
      //   its descriptors 0, 1 and 2 (three times dup3)
      hole(3),
      close(slave),
      ...consoleSteps(c),
    ]
  },
  connect: giveConsole,
  release: closeConsole,
}

/** The terminal belongs to the user that the process becomes: it may open it again, as /dev/tty or by its name. */
function owned(c: Container, slave: Slot): Step[] {
  const { uid = 0 } = c.config.process.user ?? {}
  return uid === 0 ? [] : [fchownat(slave, '', uid, -1, AT_EMPTY_PATH)]
}

/**
 * Nothing of ours comes along. Nothing stays open, not even until execve: a cwd of /proc/self/fd/7 would lead into a folder of
 * the host. And the program that becomes the command is not that of the host, whose file /proc/self/exe would be.
 */
export const alone: Mechanism = {
  name: '13-exec',
  prepare: openProgram,
  steps: c => unneeded(c).map(([first, last]) => close_range(first, last)),
  connect: giveBecame,
  release: closeProgram,
}

/** Where the user sits: what is typed, and what is seen. */
export interface User {
  readonly input: ReadStream
  readonly output: WriteStream
}

/** Joins the user's terminal with the container's, until that one is at its end. The user's is then as it was before. */
export async function attach(terminal: Terminal, { input, output }: User): Promise<void> {
  const resize = () => terminal.resize({ columns: output.columns, rows: output.rows })
  resize()
  output.on('resize', resize)
  try {
    // hole 4: every key goes to the container, Ctrl-C too: input.setRawMode(true). Pipe input to the terminal, and await
    //   pipeline(terminal, output, { end: false }), which comes back when all that the terminal showed has gone to output.
    //   However that comes out (try, finally): input.unpipe(terminal), and raw mode ends
    hole(4)
  } finally {
    input.pause()
    output.off('resize', resize)
  }
}
