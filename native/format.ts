// Programs and results as lines that a person reads, after the manner of strace.
import { getSystemErrorMap } from 'node:util'
import { errnoName, type Step } from './step.ts'

/** One step as strace prints it: `sethostname("web", 3)`. */
export const formatStep = (step: Step): string => `${step.call}(${step.args.map(({ text }) => text).join(', ')})`

/** What the kernel answered, as strace prints it: `= 0`, `= -1 EPERM (operation not permitted)`, `= ?` where it does not return. */
export function formatResult(result: bigint | undefined): string {
  if (result === undefined) return '= ?'
  if (result >= 0n || result < -4095n) return `= ${result}`
  const errno = Number(-result)
  const meaning = getSystemErrorMap().get(-errno)?.[1]
  return `= -1 ${errnoName(errno)}${meaning ? ` (${meaning})` : ''}`
}

/** The program, a line each step; the steps of a child are indented below the clone that makes it. */
export function formatProgram(program: readonly Step[], indent = ''): string[] {
  return program.flatMap(step => [indent + formatStep(step), ...formatProgram(step.child ?? [], `${indent}  `)])
}
