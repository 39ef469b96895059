// What became of a program, read from its bytes once they were walked.
import { outwards, type Placed, printed } from './placed.ts'
import { type Block, errnoName, type Step } from './step.ts'

/** The sizes and offsets of program.h that reading and writing share, in bytes. */
export const HEADER = 64
export const STEP = 128
const [FAILED, RESULT, BEGAN, ENDED] = [44, 104, 112, 120] as const
/** A result that no call gives: none yet. */
export const NONE = -(2n ** 63n)

/** What became of a step. Times are nanoseconds of the monotonic clock, 0 where nobody traced. */
export interface Outcome {
  readonly step: Step
  /** Its result, minus its errno, or undefined where it did not return or was never reached. */
  readonly result: bigint | undefined
  readonly began: bigint
  readonly ended: bigint
  /** The chapter that added the step, or the one that it stands in for. */
  readonly from: string | undefined
}

/** The step at which a program stopped. */
export interface Failure {
  readonly step: Step
  /** Its line in formatProgram(), counted from 1; a step that stands in for another has that one's. */
  readonly number: number
  /** Undefined where the result was merely too small. */
  readonly errno: string | undefined
  /** The chapter that added the step, or the one around it. */
  readonly from?: string | undefined
}

/** A program as bytes, and how to read them. */
export class Encoded {
  readonly bytes: Uint8Array
  readonly #view: DataView
  readonly #steps: readonly Placed[]
  readonly #program: readonly Placed[]
  readonly #blocks: ReadonlyMap<Block, number>

  /** Of the bytes, all steps, those of the program itself, and the offsets of the blocks. */
  constructor(bytes: Uint8Array, steps: readonly Placed[], count: number, blocks: ReadonlyMap<Block, number>) {
    this.bytes = bytes
    this.#view = new DataView(bytes.buffer)
    this.#steps = steps
    this.#program = steps.slice(0, count)
    this.#blocks = blocks
  }

  /** In the program's order. A step that stood in for another comes after it; one that was not needed is not told. */
  outcomes(): Outcome[] {
    const tell = (list: readonly Placed[]): Outcome[] =>
      list.flatMap(each => this.#taken(each).flatMap(taken => [this.#outcome(taken), ...tell(taken.child)]))
    return tell(this.#program)
  }

  /** The result of the last step, or of the one that stood in for it. */
  result(): bigint | undefined {
    const last = this.#program.at(-1)
    const taken = last && this.#taken(last).at(-1)
    return taken && this.#outcome(taken).result
  }

  failure(): Failure | undefined {
    const failed = this.#steps[this.#view.getUint32(FAILED, true) - 1]
    if (failed === undefined) return undefined
    const { step, result = 0n, from } = this.#outcome(failed)
    const errno = result < 0n && result >= -4095n ? errnoName(Number(-result)) : undefined
    const lines = printed(this.#program)
    const number = 1 + lines.indexOf(outwards(failed).find(each => lines.includes(each)) as Placed)
    return { step, number, errno, from }
  }

  /** The line of the last step with this call in formatProgram(), counted from 1; 0 where there is none. */
  lineOf(call: string): number {
    return 1 + printed(this.#program).findLastIndex(({ step }) => step.call === call)
  }

  /** Brings what the kernel wrote back into the blocks of the program. */
  collect(): void {
    for (const [block, offset] of this.#blocks)
      block.bytes.set(this.bytes.subarray(offset, offset + block.bytes.length))
  }

  #outcome(placed: Placed): Outcome {
    const { step, index } = placed
    const o = HEADER + index * STEP
    const result = this.#view.getBigInt64(o + RESULT, true)
    const [began, ended] = [this.#view.getBigUint64(o + BEGAN, true), this.#view.getBigUint64(o + ENDED, true)]
    const from = step.from ?? outwards(placed).find(each => each.step.from)?.step.from
    return { step, result: result === NONE ? undefined : result, began, ended, from }
  }

  // A step, and those that stood in for it, one after the other.
  #taken(first: Placed): Placed[] {
    const taken = [first]
    for (const each of taken) {
      const result = this.#view.getBigInt64(HEADER + each.index * STEP + RESULT, true)
      const next = each.alternatives.find(({ error }) => result === -BigInt(error))
      if (next) taken.push(next.placed)
    }
    return taken
  }
}
