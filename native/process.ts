// Children that walk programs.
import type { Socket } from 'node:net'
import { type AddonChild, addon, watch } from './addon.ts'
import { Child, type Status } from './child.ts'
import { CLONE_VM, PR_GET_DUMPABLE, PR_SET_DUMPABLE } from './constants.ts'
import { encode } from './encode.ts'
import type { Encoded, Outcome } from './outcome.ts'
import { openPipe, StandardStreams, type Stdio } from './pipe.ts'
import { allSteps } from './placed.ts'
import { run, StepError } from './run.ts'
import { errnoName, type Step } from './step.ts'
import { type CloneOptions, clone3, cloneArgs, close, prctl } from './syscalls.ts'

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
  const entering = allSteps(program).some(step => step.call === 'setns')
  if (shared && entering) throw new TypeError("spawn: a program with setns needs mode: 'fork'")
  const call = clone3(clone, program)
  const streams = new StandardStreams(stdio)
  let witness: [number, number] | undefined
  try {
    const hidden = entering ? [prctl(PR_SET_DUMPABLE, 0)] : []
    const encoded = encode([...hidden, ...streams.steps, ...program], { trace })
    const args = cloneArgs({ ...clone, flags: (clone.flags ?? 0) | (shared ? CLONE_VM : 0) })
    if (shared) witness = openPipe()
    const child = new addon.Child(encoded.bytes, args.bytes)
    if (child.pid < 0) throw new StepError({ step: call, number: 0, errno: errnoName(-child.pid) })
    return new Process(child, encoded, streams, witness?.[0])
  } catch (error) {
    streams.abandon()
    if (witness) run(close(witness[0]))
    throw error
  } finally {
    streams.closeChildEnds()
    if (witness) run(close(witness[1]))
  }
}

/** A child made by spawn(). Its program stays in memory until somebody calls wait(). */
export class Process extends Child {
  /** Ends of pipes, where stdio asked for them. */
  readonly stdin: Socket | null
  readonly stdout: Socket | null
  readonly stderr: Socket | null
  /** Fulfilled when the child has left this process's memory, by execve or by its end. At once after a fork. */
  readonly left: Promise<void>
  readonly #child: AddonChild
  readonly #encoded: Encoded
  #buried = false

  constructor(child: AddonChild, encoded: Encoded, streams: StandardStreams, witness: number | undefined) {
    super(child.pid, child.pidfd)
    this.#child = child
    this.#encoded = encoded
    this.stdin = streams.stream(0)
    this.stdout = streams.stream(1)
    this.stderr = streams.stream(2)
    this.left = witness === undefined ? Promise.resolve() : this.#watchLeaving(witness)
  }

  // The write end of the witness is closed by the child's execve. A program that closes all descriptors itself has
  // closed it too early, and from then on nothing but the memory tells.
  #watchLeaving(witness: number): Promise<void> {
    sharing.add(this.#child)
    return new Promise(resolve => {
      const leave = () => {
        if (this.#child.shares()) return void setTimeout(leave, 10)
        letGo(this.#child)
        resolve()
      }
      const watching = watch(witness, 'readable', () => {
        watching.close()
        run(close(witness))
        leave()
      })
    })
  }

  /** As for any child; rejects with a StepError where a step of the program failed. That child has ended too. */
  protected override bury(): Status {
    const status = super.bury()
    this.outcomes()
    this.#buried = true
    this.#child.free()
    letGo(this.#child)
    const failure = this.#encoded.failure()
    if (failure) throw new StepError(failure)
    return status
  }

  /** What became of each step so far; those that spawn() puts before the program come first. */
  outcomes(): Outcome[] {
    if (!this.#buried) this.#child.read(this.#encoded.bytes)
    this.#encoded.collect()
    return this.#encoded.outcomes()
  }
}

const sharing = new Set<AddonChild>()
const dumpable = run(prctl(PR_GET_DUMPABLE, 0))

// A child that changes its ids in shared memory makes this process undumpable: its /proc files belong to root then, see
// prctl(2). That is put right when the last one has left; until then it protects them all.
function letGo(child: AddonChild) {
  sharing.delete(child)
  if (sharing.size === 0 && run(prctl(PR_GET_DUMPABLE, 0)) !== dumpable) run(prctl(PR_SET_DUMPABLE, dumpable))
}
