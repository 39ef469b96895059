// Children that walk programs.
import type { Socket } from 'node:net'
import { type AddonChild, addon } from './addon.ts'
import { Child, type Status } from './child.ts'
import { CLONE_VM, PR_SET_DUMPABLE } from './constants.ts'
import { encode } from './encode.ts'
import type { Encoded, Outcome } from './outcome.ts'
import type { Outlet } from './outlet.ts'
import { StandardStreams, type Stdio } from './pipe.ts'
import { StepError } from './run.ts'
import { errnoName, type Step } from './step.ts'
import { type CloneOptions, clone3, cloneArgs, prctl } from './syscalls.ts'

export interface SpawnOptions extends CloneOptions {
  /**
   * 'memory' (the default): until its execve the child shares this process's memory, so that a clone costs the same
   * however large the heap is. 'fork': a copy, for a child that enters an existing namespace (through /proc/PID/mem
   * its neighbours there could write into this process), that waits for long, or that gets less than 6 MiB of memory.
   */
  mode?: 'memory' | 'fork'
  /** Where 0, 1 and 2 come from; inherited if not said. */
  stdio?: readonly [Stdio, Stdio, Stdio]
  /** Note when each step began and ended. */
  trace?: boolean
}

/**
 * Clones a child that walks the program, and returns at once. The child has every descriptor that its program does
 * not close, and all signals are blocked in it until its program unblocks them. A program that enters a namespace
 * which exists (setns) needs the mode 'fork', and makes itself undumpable first: nobody there can look into it before
 * its execve. Throws a StepError where clone3(2) itself fails.
 */
export function spawn(program: readonly Step[], options: SpawnOptions = {}): Process {
  const { mode = 'memory', stdio = ['inherit', 'inherit', 'inherit'], trace = false, ...clone } = options
  const shared = mode === 'memory'
  const entering = enters(program)
  if (shared && entering) throw new TypeError("spawn: a program with setns needs mode: 'fork'")
  if ((clone.flags ?? 0) & CLONE_VM) throw new TypeError("spawn: CLONE_VM is what mode: 'memory' adds")
  const streams = new StandardStreams(stdio)
  try {
    const hidden = entering ? [prctl(PR_SET_DUMPABLE, 0)] : []
    const encoded = encode([...hidden, ...streams.steps, ...program], { trace })
    const args = cloneArgs({ ...clone, flags: (clone.flags ?? 0) | (shared ? CLONE_VM : 0) })
    const child = new addon.Child(encoded.bytes, args.bytes)
    if (child.pid < 0) throw new StepError({ step: clone3(clone, program), number: 0, errno: errnoName(-child.pid) })
    return new Process(child, encoded, streams)
  } catch (error) {
    streams.abandon()
    throw error
  } finally {
    streams.closeChildEnds()
  }
}

/** Whether a step of the program, or one that may stand in for it, enters a namespace. */
const enters = (program: readonly Step[]): boolean =>
  program.some(
    ({ call, child, onError }) =>
      call === 'setns' || (child && enters(child)) || (onError && enters(Object.values(onError))),
  )

/** A child made by spawn(). Its program stays in memory until somebody calls wait(). */
export class Process extends Child {
  /** Our ends of pipes, where stdio asked for them. They stay open until they have been read to the end, or destroyed. */
  readonly stdin: Socket | null
  readonly stdout: Outlet | null
  readonly stderr: Outlet | null
  /** Fulfilled soon after the child has left this process's memory, by execve or by its end. At once after a fork. */
  readonly left: Promise<void>
  readonly #child: AddonChild
  readonly #encoded: Encoded
  #left: () => void = () => undefined
  #looking: NodeJS.Timeout | undefined
  #buried = false

  constructor(child: AddonChild, encoded: Encoded, streams: StandardStreams) {
    super(child.pid, child.pidfd)
    this.#child = child
    this.#encoded = encoded
    this.stdin = streams.inlet()
    this.stdout = streams.outlet(1)
    this.stderr = streams.outlet(2)
    this.left = new Promise(resolve => {
      this.#left = resolve
    })
    this.#look()
  }

  // The kernel tells it in memory, and by no event: a pipe that execve closes is closed too early by a program that closes
  // all descriptors, and too late where a sibling has inherited it. So we look, less and less often.
  #look(pause = 2) {
    if (!this.#child.shares()) this.#hasLeft()
    else this.#looking = setTimeout(() => this.#look(Math.min(pause * 2, 50)), pause)
  }

  #hasLeft() {
    clearTimeout(this.#looking)
    this.#left()
  }

  /** As for any child; rejects with a StepError where a step of the program failed. That child has ended too. */
  protected override bury(): Status {
    const status = super.bury()
    this.#read()
    this.#buried = true
    this.#look()
    this.#child.free()
    const failure = this.failure()
    if (failure) throw failure
    return status
  }

  /** The step that has failed so far, of the program or of one that it clones. */
  failure(): StepError | undefined {
    if (!this.#buried) this.#read()
    const failure = this.#encoded.failure()
    return failure && new StepError(failure)
  }

  /** What became of each step so far; those that spawn() puts before the program come first. */
  outcomes(): Outcome[] {
    if (!this.#buried) this.#read()
    return this.#encoded.outcomes()
  }

  /** The line of the last step with this call in the printed program, counted from 1; 0 where there is none. */
  lineOf(call: string): number {
    return this.#encoded.lineOf(call)
  }

  #read() {
    this.#child.read(this.#encoded.bytes)
    this.#encoded.collect()
  }
}
