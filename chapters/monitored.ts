// Starts a container under a monitor: its parent is then a process that stays when we have gone.
import { closeSync, constants, openSync } from 'node:fs'
import { Socket } from 'node:net'
import { text } from 'node:stream/consumers'
import { type Kept, monitored, type Rotation } from '#mechanisms/14-logs'
import {
  CLOSE_RANGE_CLOEXEC,
  clone3,
  close,
  close_range,
  dup3,
  F_SETFD,
  fcntl,
  openPipe,
  openSocketPair,
  PR_SET_PDEATHSIG,
  type Process,
  pidfd_open,
  prctl,
  run,
  type Slot,
  type Step,
  signalNumber,
  slot,
  spawn,
  UINT_MAX,
} from '#native'
import { heldPorts, releasePorts } from './09-network/hold.ts'
import { become } from './13-exec/become.ts'
import type { Container, Mechanism, Started } from './container.ts'
import { defined } from './defined.ts'
import { bornInto } from './joined.ts'
import { begin, release } from './start.ts'

/** A container under its monitor, which is a child of ours as long as we live. Whoever started it closes `pidfd`. */
export interface Watched extends Started {
  readonly monitor: Process
  /** Frames from and to the monitor (14-logs/frames.ts), where `attach` asked for them. */
  readonly client: Socket | undefined
}

/** The annotation that asks for a standard input: "true". */
export const STDIN = 'org.congo.stdin'

export interface Wanted extends Rotation {
  /** To be attached from the first byte on. */
  readonly attach?: boolean
  /** A standard input, which clients write to, also where the config does not ask for it; without it that is /dev/null. */
  readonly stdin?: boolean
  /** Note when each step began and ended. */
  readonly trace?: boolean
  /**
   * A program that the monitor starts when it has recorded the end: its path, and its words. It is in /, has no variables, no
   * input and no terminal; what it prints comes into then.log.
   */
  readonly then?: readonly string[]
  /** Hears of the process that becomes the monitor when all steps have been walked, or one has failed. */
  walked?(monitor: Process): void
}

/**
 * Starts the container, and comes back when it has become its command. Its log, the record of its end and the socket for
 * clients are in c.bundle. Throws as start() does; and an Error of one line where the monitor cannot begin.
 */
export async function startWatched(
  c: Container,
  mechanisms: readonly Mechanism[],
  {
    attach = false,
    stdin = c.config.annotations?.[STDIN] === 'true',
    trace = false,
    then,
    walked,
    ...rotation
  }: Wanted = {},
): Promise<Watched> {
  using theirs = new Descriptors()
  using ours = new Descriptors()
  const pid = slot('pid')
  const [saying, ready] = openPipe()
  const [client, clients] = attach ? openSocketPair() : []
  theirs.add(ready, clients)
  ours.add(client)
  const said = text(new Socket({ fd: saying }))
  let spawned: Process | undefined
  const begun = begin(c, mechanisms, (steps, { flags = 0, cgroup }) => {
    const dir = openSync(c.bundle, constants.O_RDONLY | constants.O_DIRECTORY)
    theirs.add(dir)
    const { place, kept } = streams(c, stdin, theirs)
    const own = { dir, ready, ...kept, ...defined({ client: clients }) }
    // The monitor's alone: at the gate the container would hold them open, and a cwd of /proc/self/fd/N lead to the folder.
    const inside = [tied, ...place, ...Object.values(own).map(fd => close(fd)), ...steps]
    const container = clone3({ flags, ...defined({ cgroup }) }, inside)
    const all = { ...own, ...defined({ cgroup }) }
    const held = [close_range(3, UINT_MAX, CLOSE_RANGE_CLOEXEC), ...heldPorts(c).map(fd => fcntl(fd, F_SETFD, 0))]
    const program = [...bornInto(c), ...held, ...monitored(container, pid, all, rotation, then)].map(marked)
    spawned = spawn(program, { mode: 'fork', stdio: ['null', 'null', 'null'], trace })
    releasePorts(c) // the monitor holds them from now on
    theirs.close()
    return new Beginning(spawned, pid, said, ours)
  })
  const beginning = await begun.finally(() => spawned?.failure() && walked?.(spawned))
  const failed = await become(c, spawned)
  const { monitor, pid: number, pidfd } = beginning
  walked?.(monitor)
  const failure = failed ?? monitor.failure()
  if (failure) {
    await beginning.wait().catch(() => undefined)
    await release(c, mechanisms).catch(() => undefined)
    throw failure
  }
  ours.keep()
  return { monitor, pid: number, pidfd, client: client === undefined ? undefined : new Socket({ fd: client }) }
}

/** From its first step on no container outlives its monitor; whoever changes his user has to say it again, as 01 does. */
const tied = prctl(PR_SET_PDEATHSIG, signalNumber('SIGKILL'))

/** Says of a step that it is from chapter 14; of the one that clones not, because what is inside is from others. */
const marked = (step: Step): Step => (step.child ? step : { ...step, from: '14-logs' })

/** The container's standard streams: the first steps of its child, and the ends that the monitor is to have. */
function streams(c: Container, stdin: boolean, theirs: Descriptors): { place: Step[]; kept: Partial<Kept> } {
  if (c.config.process.terminal) return { place: [], kept: defined({ console: c.master }) }
  const [input, output, errors] = [stdin ? openPipe() : undefined, openPipe(), openPipe()]
  theirs.add(...(input ?? []), ...output, ...errors)
  const place = [...(input ? [dup3(input[0], 0)] : []), dup3(output[1], 1), dup3(errors[1], 2)]
  return { place, kept: { stdout: output[0], stderr: errors[0], ...(input && { stdin: input[1] }) } }
}

/** A monitor that may still be on its way, and the container that waits at the gate. */
class Beginning implements Started {
  readonly monitor: Process
  readonly #pid: Slot
  readonly #said: Promise<string>
  readonly #ours: Descriptors
  #known: Started = { pid: -1, pidfd: -1 }

  constructor(monitor: Process, pid: Slot, said: Promise<string>, ours: Descriptors) {
    this.monitor = monitor
    this.#pid = pid
    this.#said = said
    this.#ours = ours
  }

  get pid(): number {
    return this.#known.pid
  }

  get pidfd(): number {
    return this.#known.pidfd
  }

  /** The monitor is ready, so it has cloned the container. */
  async known(): Promise<void> {
    const said = await this.#said
    if (said !== '.') throw this.monitor.failure() ?? new Error(said || 'the monitor ended before it was ready')
    const pid = Number(this.monitor.outcomes().find(({ step }) => step.save === this.#pid)?.result)
    this.#known = { pid, pidfd: run(pidfd_open(pid)) }
    this.#ours.add(this.pidfd)
  }

  /** Throws what failed in the container or the monitor. */
  async wait(): Promise<never> {
    this.#ours.close() // a client that does not read would be waited for
    await this.monitor.wait()
    throw new Error('the container ended before it was started')
  }
}

/** Descriptors that are closed in the end: those that others have by then, and ours where nothing came of it. */
class Descriptors {
  readonly #open: number[] = []

  add(...fds: readonly (number | undefined)[]): void {
    for (const fd of fds) if (fd !== undefined) this.#open.push(fd)
  }

  keep(): void {
    this.#open.length = 0
  }

  close(): void {
    for (const fd of this.#open.splice(0)) closeSync(fd)
  }

  [Symbol.dispose](): void {
    this.close()
  }
}
