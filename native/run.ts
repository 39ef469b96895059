// Runs steps in this process, and says which step failed.
import { addon } from './addon.ts'
import { encode } from './encode.ts'
import { formatStep } from './format.ts'
import type { Failure } from './outcome.ts'
import type { Step } from './step.ts'

/** A step that failed: `mount("proc", "/proc", "proc"): EPERM (step 7, from 05-mount)`. */
export class StepError extends Error {
  override readonly name = 'StepError'
  readonly call: string
  /** The kernel's name of the error; undefined where the result was too small (the end of a file, a short write). */
  readonly errno: string | undefined
  /** Its line in the printed program, counted from 1; 0 for a call that is no step of a program. */
  readonly step: number
  readonly chapter: string | undefined

  constructor({ step, number, errno, from }: Failure) {
    const where = number === 0 ? '' : ` (step ${number}${from ? `, from ${from}` : ''})`
    super(`${formatStep(step)}: ${errno ?? 'less than asked for'}${where}`)
    this.call = step.call
    this.errno = errno
    this.step = number
    this.chapter = from
  }
}

/**
 * Runs steps in this process, one after the other, and returns the result of the last. What the kernel wrote is in
 * their blocks afterwards. Throws a StepError at the first that fails.
 */
export function run(...steps: [Step, ...Step[]]): number {
  const encoded = encode(steps)
  addon.run(encoded.bytes)
  const failure = encoded.failure()
  if (failure) throw new StepError(steps.length === 1 ? { ...failure, number: 0 } : failure)
  encoded.collect()
  return Number(encoded.result())
}
