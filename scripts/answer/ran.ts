// What became of a program, in words.
import { type CloneOptions, cloneText, formatResult, formatStep, type Process } from '#native'
import type { RanStep } from './protocol.ts'

/** The clone that made the child, and each step of its program; those of a child that it clones come behind that step. */
export function ranSteps(how: CloneOptions, child: Process): RanStep[] {
  const clone: RanStep = {
    text: `clone3(${cloneText(how)}, 88)`,
    result: `= ${child.pid}`,
    from: undefined,
    nanoseconds: undefined,
  }
  const steps = child.outcomes().map(
    ({ step, result, began, ended, from }): RanStep => ({
      text: formatStep(step),
      result: result === undefined && began === 0n ? NOT_REACHED : formatResult(result),
      from,
      nanoseconds: ended > began ? Number(ended - began) : undefined,
    }),
  )
  return [clone, ...steps]
}

/** In place of the result of a step that nobody came to. */
export const NOT_REACHED = '(not reached)'
