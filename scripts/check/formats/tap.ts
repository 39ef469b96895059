// TAP, version 14: https://testanything.org/tap-version-14-specification.html
import { indented } from '../../cli/text.ts'
import type { ChapterResult, CheckResult, Results } from '../result.ts'
import { line, told } from './told.ts'

export function tap({ chapters }: Results): string {
  const points = chapters.flatMap(chapter => chapter.checks.map(check => ({ chapter, check })))
  const lines = points.map(({ chapter, check }, i) => point(i + 1, chapter, check))
  return ['TAP version 14', `1..${points.length}`, ...lines, ''].join('\n')
}

function point(number: number, { id, student }: ChapterResult, check: CheckResult): string {
  const { status, title, seconds, points, maxPoints } = check
  const good = status === 'pass' || status === 'skipped'
  const name = [student, id, check.id].filter(Boolean).join(' ')
  const said = `${good ? 'ok' : 'not ok'} ${number} - ${escaped(line(`${name}: ${title}`))}`
  if (status === 'skipped') return `${said} # SKIP ${escaped(line(check.message))}`
  const facts = { status, points, maxPoints, duration_ms: Math.round(seconds * 1000) }
  const yaml = Object.entries(good ? facts : { ...facts, told: told(check) }).map(
    ([key, value]) => `${key}: ${JSON.stringify(value)}`, // which is YAML too, and one line whatever the answer has in it
  )
  return `${said}\n${indented(['---', ...yaml, '...'].join('\n'), '  ')}`
}

const escaped = (text: string) => text.replace(/[\\#]/g, '\\$&')
