// wrong: the runtime makes the terminal, from the devpts of the host
// first: terminal
// also: first-terminal, keys, size, as-before
import { closeSync } from 'node:fs'
import {
  AT_FDCWD,
  block,
  dup3,
  ioctl,
  O_CLOEXEC,
  O_NOCTTY,
  O_RDWR,
  openat,
  run,
  sendmsg,
  setsid,
  TIOCGPTPEER,
  TIOCSCTTY,
  TIOCSPTLCK,
  TIOCSWINSZ,
  winsize,
} from '#native'
import type { Container, Mechanism } from '../../../chapters/container.ts'
import * as right from '../../../solutions/13-exec.ts'

export * from '../../../solutions/13-exec.ts'

const made = new WeakMap<Container, readonly [master: number, slave: number]>()

export const session: Mechanism = {
  ...right.session,
  async prepare(c) {
    await right.session.prepare?.(c)
    if (c.console === undefined) return
    const master = run(openat(AT_FDCWD, '/dev/ptmx', O_RDWR | O_NOCTTY | O_CLOEXEC))
    run(ioctl(master, TIOCSPTLCK, block(4)))
    made.set(c, [master, run(ioctl(master, TIOCGPTPEER, O_RDWR | O_NOCTTY | O_CLOEXEC))])
  },
  steps(c) {
    const [master, slave] = made.get(c) ?? []
    if (master === undefined || slave === undefined || c.console === undefined) return right.session.steps(c)
    const size = c.config.process.consoleSize ?? { width: 80, height: 24 }
    return [
      ioctl(master, TIOCSWINSZ, winsize({ columns: size.width, rows: size.height })),
      sendmsg(c.console, master),
      setsid(),
      ioctl(slave, TIOCSCTTY, 0),
      dup3(slave, 0),
      dup3(slave, 1),
      dup3(slave, 2),
    ]
  },
  async release(c) {
    for (const fd of made.get(c) ?? []) closeSync(fd)
    made.delete(c)
    await right.session.release?.(c)
  },
}
