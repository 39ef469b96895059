// Results on a terminal. The first word of a line tells what it is, so that nothing depends on colour or place.
import { join } from 'node:path'
import kleur from 'kleur'
import { explainTypes } from '../answer/explain.ts'
import { root } from '../cli/paths.ts'
import { indented, inSeconds, printable, wrapped } from '../cli/text.ts'
import { type ChapterResult, type CheckResult, type CheckStatus, passed } from './result.ts'

const COLOUR: Record<CheckStatus, (text: string) => string> = {
  pass: kleur.green,
  fail: kleur.red,
  timeout: kleur.yellow,
  skipped: kleur.gray,
  error: kleur.magenta,
}

/** The first line of a chapter. */
export const showHeading = ({
  student,
  id,
  title,
  file,
}: Pick<ChapterResult, 'student' | 'id' | 'title' | 'file'>): string =>
  `${kleur.bold(`${id}: ${title}`)}  ${kleur.gray(printable([student, file].filter(Boolean).join(': ')))}`

/** One check: its sentence, and where it did not pass, what was found, what the kernel shows, and what to do. */
export function showCheck({ title, status, points, maxPoints, message, evidence, hint, repeat }: CheckResult): string {
  const sum = `  ${points}/${maxPoints}`
  const line = `${COLOUR[status](status.padEnd(7))} ${wrapped(title, 72 - sum.length, '        ')}${kleur.gray(sum)}`
  if (status === 'pass') return line
  if (status === 'skipped') return `${line}\n${indented(printable(message), '        ')}`
  const parts = [printable(message), evidence && `evidence: ${printable(evidence)}`, hint && `hint: ${hint}`]
  const told = parts.filter(Boolean).map(part => wrapped(part, 72))
  return `${line}\n${indented([...told, `again: ${repeat}`].join('\n'), '        ')}`
}

/** What the checks have taken that are marked as slow. */
export const slowSeconds = (checks: readonly CheckResult[]): number =>
  checks.reduce((sum, { slow, seconds }) => sum + (slow === undefined ? 0 : seconds), 0)

/** The last line of a chapter. */
export function showSum({ id, late, points, maxPoints, seconds, checks }: ChapterResult): string {
  const failed = checks.filter(({ status }) => status !== 'pass').length
  const colour = failed === 0 ? kleur.green : kleur.red
  const how = failed === 0 ? 'all passed' : `${failed} of ${checks.length} did not pass`
  const slow = slowSeconds(checks)
  const time = slow > 0 ? `${inSeconds(seconds - slow)}, and ${inSeconds(slow)} of slow checks` : inSeconds(seconds)
  return `${colour(`${id}: ${points} of ${maxPoints} points`)}, ${how}${late ? ', handed in late' : ''}, ${time}\n`
}

/** What the type checker found, if anything. */
export const showTypes = ({ file, types = [] }: ChapterResult): string[] =>
  types.length === 0
    ? []
    : [`the type checker says, which changes no point:\n${explainTypes(join(root, file), types)}\n`]

/** The last line of several chapters. */
export function showTotal(results: readonly ChapterResult[]): string {
  const points = results.reduce((sum, chapter) => sum + chapter.points, 0)
  const most = results.reduce((sum, chapter) => sum + chapter.maxPoints, 0)
  const done = results.filter(passed).length
  return `together: ${points} of ${most} points, ${done} of ${results.length} chapters whole`
}
