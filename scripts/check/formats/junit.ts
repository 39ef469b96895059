// JUnit's XML, as Jenkins, GitLab and others read it. Its schema: jenkinsci/xunit-plugin, .../types/model/xsd/junit-10.xsd
import type { ChapterResult, CheckResult, CheckStatus, Results } from '../result.ts'
import { line, told } from './told.ts'

const count = (checks: readonly CheckResult[], ...statuses: CheckStatus[]) =>
  `${checks.filter(({ status }) => statuses.includes(status)).length}`

export function junit({ chapters }: Results): string {
  const all = chapters.flatMap(({ checks }) => checks)
  return `<?xml version="1.0" encoding="UTF-8"?>\n${element(
    'testsuites',
    {
      name: 'congo',
      tests: `${all.length}`,
      failures: count(all, 'fail', 'timeout'),
      errors: count(all, 'error'),
      time: time(chapters.reduce((sum, { seconds }) => sum + seconds, 0)),
    },
    chapters.map(suite).join(''),
  )}`
}

function suite({ id, student, points, maxPoints, seconds, file, made, checks }: ChapterResult): string {
  const name = student === undefined ? id : `${student} ${id}`
  const properties = { points: `${points}`, maxPoints: `${maxPoints}`, ...made }
  const attributes = {
    name,
    tests: `${checks.length}`,
    failures: count(checks, 'fail', 'timeout'),
    errors: count(checks, 'error'),
    skipped: count(checks, 'skipped'),
    time: time(seconds),
    file,
  }
  const listed = Object.entries(properties).map(([name, value]) => element('property', { name, value }))
  const cases = checks.map(check =>
    element(
      'testcase',
      { name: `${check.id}: ${check.title}`, classname: name, time: time(check.seconds) },
      outcome(check),
    ),
  )
  return element('testsuite', attributes, `${element('properties', {}, listed.join(''))}${cases.join('')}`)
}

function outcome(check: CheckResult): string {
  const { status } = check
  if (status === 'pass') return ''
  const tag = status === 'fail' || status === 'timeout' ? 'failure' : status
  return element(tag, { type: status, message: line(check.message) }, escaped(told(check)))
}

const time = (seconds: number) => seconds.toFixed(3)

const element = (tag: string, attributes: Readonly<Record<string, string>>, content = ''): string =>
  `<${[tag, ...Object.entries(attributes).map(([name, value]) => `${name}="${escaped(line(value))}"`)].join(' ')}>${content}</${tag}>\n`

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

/** https://www.w3.org/TR/xml/#charsets: half a pair of surrogates, and the last two of the plane, are no characters. */
const escaped = (text: string): string =>
  text.replace(/[&<>"]/g, character => ENTITIES[character] ?? '').replace(/[\p{Surrogate}\ufffe\uffff]/gu, '\ufffd')
