// Results on a terminal. The first word of a line tells what it is, so that nothing depends on colour or place.
import kleur from 'kleur'
import { indented, inSeconds, printable, wrapped } from '../cli/text.ts'
import type { ChapterResult, CheckResult, CheckStatus } from './result.ts'

const COLOUR: Record<CheckStatus, (text: string) => string> = {
  pass: kleur.green,
  fail: kleur.red,
  timeout: kleur.yellow,
  skipped: kleur.gray,
  error: kleur.magenta,
}

/** One check: its sentence, and where it did not pass, what was found, what the kernel shows, and what to do. */
export function showCheck({ title, status, points, maxPoints, message, evidence, hint, repeat }: CheckResult): string {
  const sum = `  ${points}/${maxPoints}`
  const line = `${COLOUR[status](status.padEnd(7))} ${wrapped(title, 72 - sum.length, '        ')}${kleur.gray(sum)}`
  if (status === 'pass') return line
  if (status === 'skipped') return `${line}\n${indented(printable(message), '        ')}`
  const parts = [printable(message), evidence && `evidence: ${printable(evidence)}`, `hint: ${hint}`]
  const told = parts.filter(Boolean).map(part => wrapped(part, 72))
  return `${line}\n${indented([...told, `again: ${repeat}`].join('\n'), '        ')}`
}

/** What the checks have taken that are marked as slow. */
export const slowSeconds = (checks: readonly CheckResult[]): number =>
  checks.reduce((sum, { slow, seconds }) => sum + (slow === undefined ? 0 : seconds), 0)

/** The last line of a chapter. */
export function showSum({ id, points, maxPoints, seconds, checks }: ChapterResult): string {
  const failed = checks.filter(({ status }) => status !== 'pass').length
  const colour = failed === 0 ? kleur.green : kleur.red
  const how = failed === 0 ? 'all passed' : `${failed} of ${checks.length} did not pass`
  const slow = slowSeconds(checks)
  const time = slow > 0 ? `${inSeconds(seconds - slow)}, and ${inSeconds(slow)} of slow checks` : inSeconds(seconds)
  return `${colour(`${id}: ${points} of ${maxPoints} points`)}, ${how}, ${time}`
}
