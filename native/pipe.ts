// Pipes and the standard streams of a child. Descriptors that system calls of ours have opened are closed by one as well:
// in a worker thread Node keeps account of those that it opens and closes itself.
import { Socket } from 'node:net'
import { AT_FDCWD, F_DUPFD_CLOEXEC, F_SETFD, O_CLOEXEC, O_RDWR, SOCK_CLOEXEC, SOCK_STREAM } from './constants.ts'
import { Outlet } from './outlet.ts'
import { run } from './run.ts'
import { block, type Step, slot } from './step.ts'
import { close, dup3, fcntl, openat, pipe2, socketpair } from './syscalls.ts'

/** Two ends of 4 bytes each, as pipe2(2) and socketpair(2) write them. */
function ends(make: (pair: ReturnType<typeof block>) => Step): [number, number] {
  const pair = block(8)
  run(make(pair))
  const view = new DataView(pair.bytes.buffer)
  return [view.getInt32(0, true), view.getInt32(4, true)]
}

/** A pipe closed at execve: the end to read, the end to write. */
export const openPipe = (): [number, number] => ends(pair => pipe2(pair, O_CLOEXEC))

/** Two connected sockets of the kind AF_UNIX, closed at execve. */
export const openSocketPair = (): [number, number] => ends(pair => socketpair(pair, SOCK_STREAM | SOCK_CLOEXEC))

/** Where a child's descriptor 0, 1 or 2 comes from: this process's own, a pipe, /dev/null, or a descriptor. */
export type Stdio = 'inherit' | 'pipe' | 'null' | number

/** The three standard streams of a child to be cloned: the steps that put them in place, and the parent's ends. */
export class StandardStreams {
  /** The first steps of the child. */
  readonly steps: Step[] = []
  private readonly childEnds: number[] = []
  private readonly ours: (number | undefined)[] = []

  /** Throws, with nothing left open, where a pipe or /dev/null cannot be opened. */
  constructor(sources: readonly [Stdio, Stdio, Stdio]) {
    try {
      const from = sources.map((source, fd) => this.open(source, fd))
      this.steps.push(...place(from))
    } catch (error) {
      this.closeChildEnds()
      for (const fd of this.ours) if (fd !== undefined) run(close(fd))
      throw error
    }
  }

  private open(source: Stdio, fd: number): number {
    if (source === 'inherit') return fd
    if (typeof source === 'number') return source
    if (source === 'null') {
      this.childEnds.push(run(openat(AT_FDCWD, '/dev/null', O_RDWR | O_CLOEXEC)))
    } else if (source !== 'pipe') {
      throw new TypeError(`stdio[${fd}]: 'inherit', 'pipe', 'null' or a descriptor, not ${String(source)}`)
    } else {
      const [readable, writable] = openPipe()
      this.childEnds.push(fd === 0 ? readable : writable)
      this.ours[fd] = fd === 0 ? writable : readable
    }
    return this.childEnds.at(-1) as number
  }

  /** After the clone: the child has its own copies. */
  closeChildEnds() {
    for (const fd of this.childEnds.splice(0)) run(close(fd))
  }

  /** The parent's end of the pipe to the child; null where there is none. */
  inlet(): Socket | null {
    const end = this.ours[0]
    return end === undefined ? null : new Socket({ fd: end, readable: false, writable: true })
  }

  /** The parent's end of a pipe from the child; null where there is none. */
  outlet(fd: 1 | 2): Outlet | null {
    const end = this.ours[fd]
    return end === undefined ? null : new Outlet(end)
  }

  /** Closes the parent's ends, when no child came of it. */
  abandon() {
    for (const fd of this.ours) if (fd !== undefined) run(close(fd))
  }
}

// Each of 0, 1, 2 gets its source. One of 0-2 that goes elsewhere is first copied out of the way.
function place(from: number[]): Step[] {
  const steps: Step[] = []
  const sources = from.map((source, fd) => {
    if (source > 2 || source === fd) return source
    const copy = slot(`fd${source}`)
    steps.push({ ...fcntl(source, F_DUPFD_CLOEXEC, 3), save: copy })
    return copy
  })
  sources.forEach((source, fd) => {
    steps.push(source === fd ? (KEEP[fd] as Step) : dup3(source, fd))
  })
  return steps
}

const KEEP = [0, 1, 2].map(fd => fcntl(fd, F_SETFD, 0)) // Node sets CLOEXEC on its own
