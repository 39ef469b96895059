// One line for each check: https://www.rfc-editor.org/rfc/rfc4180
import { printable } from '../../cli/text.ts'
import type { Results } from '../result.ts'

const HEAD = [
  'student',
  'chapter',
  'check',
  'title',
  'status',
  'points',
  'max_points',
  'seconds',
  'message',
  'answer',
  'late',
]

export function csv({ chapters }: Results): string {
  const rows = chapters.flatMap(({ student = '', id, made, late, checks }) =>
    checks.map(({ id: check, title, status, points, maxPoints, seconds, message }) => [
      ...[
        student,
        id,
        check,
        title,
        status,
        points,
        maxPoints,
        seconds.toFixed(3),
        message,
        made.answer ?? '',
        late ? 'late' : '',
      ],
    ]),
  )
  return table([HEAD, ...rows])
}

/** Rows of fields, as CSV. */
export const table = (rows: readonly (readonly (string | number)[])[]): string =>
  rows.map(row => `${row.map(field).join(',')}\r\n`).join('')

function field(value: string | number): string {
  const text = printable(`${value}`)
  // What begins so, a spreadsheet would calculate: https://owasp.org/www-community/attacks/CSV_Injection
  const tame = typeof value === 'string' && /^[=+\-@\t]/.test(text) ? `'${text}` : text
  return /[",\n]/.test(tame) ? `"${tame.replaceAll('"', '""')}"` : tame
}
