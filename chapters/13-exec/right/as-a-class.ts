// right: a class for the user's terminal, which gives all back in the end; streams are joined by for await
import { readlinkSync } from 'node:fs'
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
import { consoleSteps } from '../../../chapters/13-exec/console.ts'
import type { Mechanism } from '../../../chapters/container.ts'
import { session as given, type User } from '../../../solutions/13-exec.ts'

export { alone } from '../../../solutions/13-exec.ts'

const flags = {
  cgroup: CLONE_NEWCGROUP,
  ipc: CLONE_NEWIPC,
  mnt: CLONE_NEWNS,
  net: CLONE_NEWNET,
  pid: CLONE_NEWPID,
  user: CLONE_NEWUSER,
  uts: CLONE_NEWUTS,
}

export const elsewhere = (pid: number): number =>
  Object.entries(flags)
    .map(([kind, flag]) => {
      const [ours = '', theirs = ''] = ['self', pid].map(process => readlinkSync(`/proc/${process}/ns/${kind}`))
      return ours === theirs ? 0 : flag
    })
    .reduce<number>((sum, flag) => sum + flag, 0)

export function enter(pidfd: number, flags: number, inside: readonly Step[], child: Slot): Step[] {
  const born: Step = { ...clone3({ flags: CLONE_VFORK | CLONE_PARENT, exitSignal: 0 }, [...inside]), save: child }
  return flags ? [setns(pidfd, flags), born, exit_group(0)] : [born, exit_group(0)]
}

export const session: Mechanism = {
  ...given,
  steps(c) {
    const { terminal, consoleSize, user } = c.config.process
    const { console } = c
    if (!terminal || console === undefined) return [setsid()]
    const [master, slave] = [slot('the master'), slot('the slave')]
    const flags = O_CLOEXEC | O_NOCTTY | O_RDWR
    const open = openat2(AT_FDCWD, '/dev/pts/ptmx', { flags, resolve: RESOLVE_NO_MAGICLINKS })
    const steps: Step[] = [
      setsid(),
      { ...open, save: master },
      ioctl(master, TIOCSPTLCK, block(4)),
      { ...ioctl(master, TIOCGPTPEER, flags), save: slave },
      ioctl(slave, TIOCSCTTY, 0),
    ]
    for (const fd of [2, 1, 0]) steps.push(dup3(slave, fd))
    if (user && user.uid !== 0) steps.push(fchownat(slave, '', user.uid, -1, AT_EMPTY_PATH))
    steps.push(close(slave))
    if (consoleSize) steps.push(ioctl(0, TIOCSWINSZ, winsize({ columns: consoleSize.width, rows: consoleSize.height })))
    return [...steps, sendmsg(console, master), close(console), close(master), ...consoleSteps(c)]
  },
}

class Seat implements Disposable {
  readonly #terminal: Terminal
  readonly #user: User

  constructor(terminal: Terminal, user: User) {
    this.#terminal = terminal
    this.#user = user
    user.input.setRawMode(true)
    user.input.pipe(terminal)
    user.output.on('resize', this.#resize)
    this.#resize()
  }

  readonly #resize = () => {
    const { columns, rows } = this.#user.output
    this.#terminal.resize({ columns, rows })
  }

  async show(): Promise<void> {
    const { output } = this.#user
    for await (const bytes of this.#terminal) {
      await new Promise<void>((resolve, reject) => output.write(bytes, error => (error ? reject(error) : resolve())))
    }
  }

  [Symbol.dispose](): void {
    const { input, output } = this.#user
    output.off('resize', this.#resize)
    input.unpipe(this.#terminal)
    input.setRawMode(false)
    input.pause()
  }
}

export async function attach(terminal: Terminal, user: User): Promise<void> {
  using seat = new Seat(terminal, user)
  await seat.show()
}
