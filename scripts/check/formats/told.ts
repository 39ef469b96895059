// What a check that did not pass has to tell, as plain text: everything in it may be of the answer's choice.
import { printable } from '../../cli/text.ts'
import type { CheckResult } from '../result.ts'

/** What was found, what the kernel showed, what to do, and how to see it again; nothing for a check that passed. */
export function told({ status, message, evidence, hint, repeat }: CheckResult): string {
  if (status === 'pass') return ''
  const parts = [message, evidence && `evidence: ${evidence}`, hint && `hint: ${hint}`, `again: ${repeat}`]
  return printable(parts.filter(Boolean).join('\n')).replace(/[\u2028\u2029]/g, '\n') // ends of lines, to some readers
}

/** In one line. */
export const line = (text: string): string => printable(text).replace(/\s+/g, ' ').trim()
