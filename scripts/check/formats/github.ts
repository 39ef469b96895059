// What a step of GitHub Actions prints to mark files, and its summary:
// https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
import { printable } from '../../cli/text.ts'
import type { ChapterResult, CheckResult, Results } from '../result.ts'
import { line, told } from './told.ts'

/** Annotations, a line each. */
export const github = ({ chapters }: Results): string =>
  chapters
    .flatMap(chapter => [...chapter.checks.flatMap(check => ofCheck(chapter, check)), ...ofTypes(chapter)])
    .join('')

function ofCheck({ id, file, student }: ChapterResult, check: CheckResult): string[] {
  const { status, title } = check
  if (status === 'pass' || status === 'skipped') return []
  const name = [student, `${id}: ${title} (${status})`].filter(Boolean).join(' ')
  return [annotation(status === 'error' ? 'warning' : 'error', { file, title: name }, told(check))]
}

const ofTypes = ({ id, file, types = [] }: ChapterResult): string[] =>
  types.map(fault =>
    annotation('warning', { file, line: `${fault.line}`, title: `${id}: types, which change no point` }, fault.message),
  )

function annotation(level: 'error' | 'warning', properties: Readonly<Record<string, string>>, message: string): string {
  const words = Object.entries(properties).map(([name, value]) => `${name}=${inProperty(line(value))}`)
  return `::${level} ${words.join(',')}::${inData(printable(message))}\n`
}

const encoded = (characters: RegExp) => (text: string) =>
  text.replace(characters, c => `%${c.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`)
const inData = encoded(/[%\r\n]/g)
const inProperty = encoded(/[%\r\n:,]/g)

/** Characters of one check in the summary, which may have 1 MiB in all. */
const MOST = 2000

/** The step's summary, in Markdown. */
export function githubSummary({ chapters }: Results): string {
  const rows = chapters.map(({ id, student, title, points, maxPoints }) => {
    const name = [student, `${id}: ${title}`].filter(Boolean).join(' ')
    return `| ${inMarkdown(line(name))} | ${points} of ${maxPoints} |`
  })
  const details = chapters.flatMap(({ id, checks }) =>
    checks.filter(({ status }) => status !== 'pass').map(check => detail(id, check)),
  )
  return [['| chapter | points |', '|---|---|', ...rows].join('\n'), ...details, ''].join('\n\n')
}

const detail = (id: string, check: CheckResult) =>
  [
    `<details><summary>${inMarkdown(line(`${check.status} ${id}: ${check.title}`))}</summary>`,
    `<pre>${inHtml(told(check).slice(0, MOST))}</pre>`,
    '</details>',
  ].join('\n\n')

const inHtml = (text: string) => text.replace(/[&<>]/g, c => `&#${c.charCodeAt(0)};`)
/** Nothing of it means anything to Markdown. */
const inMarkdown = (text: string) => text.replace(/[^\p{L}\p{N} .,:'()-]/gu, c => `&#${c.codePointAt(0)};`)
