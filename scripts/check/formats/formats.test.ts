// Every format, read by those who read it, with all that an answer could put into a result.
import { parse as parseCsv } from 'csv-parse/sync'
import { parse as parseJunit } from 'junit2json'
import { Parser, type Result } from 'tap-parser'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import * as v from 'valibot'
import { type CheckResult, type CheckStatus, type Results, Results as ResultsSchema } from '../result.ts'
import { githubSummary } from './github.ts'
import { FORMATS } from './index.ts'

const HOSTILE = [
  '\x1b[31mred\x07',
  'a\0b',
  '\ud800 \uffff \u0085 \u2028',
  ']]></failure></testcase><testcase name="forged"/>',
  '<script>alert(1)</script> &amp; "quoted" \'too\' </pre></details>',
  'two\r\nlines\n::error file=a,line=1::forged\n::stop-commands::x',
  'x\nok 99 - forged\n  ...\nnot ok 100 # TODO\nBail out!\n1..1',
  '=HYPERLINK("http://example.org")',
  '@SUM(A1), "b",\nc',
  '100%0A %2C # SKIP \\# | cell | `code` *b* [x](y) @everyone',
] as const

const STATUSES: readonly CheckStatus[] = ['fail', 'timeout', 'error', 'skipped', 'pass']

const check = (text: string, i: number): CheckResult => {
  const status = STATUSES[i % STATUSES.length] ?? 'fail'
  const failed = status !== 'pass'
  return {
    ...{ id: `c${i}`, title: `It holds: number ${i}, with 100% # and |`, status, points: failed ? 0 : 2, maxPoints: 2 },
    ...{ seconds: 1.5, message: failed ? text : '', evidence: failed ? text : '', hint: failed ? 'look there' : '' },
    ...{ repeat: `npm run check x --only c${i}`, ...(status === 'skipped' && { needs: 'c0' }) },
  }
}

const checks = [...HOSTILE, ...HOSTILE.slice(1), ...HOSTILE.slice(2)].map(check)
const results: Results = {
  version: 1,
  chapters: HOSTILE.map((student, i) => ({
    ...{
      student,
      id: `0${i}-x`,
      title: 'X',
      file: `labs/${student}.ts`,
      points: 8,
      maxPoints: 54,
      seconds: 2.25,
      checks,
    },
    made: { answer: 'a'.repeat(64), seed: '00', congo: '0.1.0' },
    types: [{ line: 3, message: student }],
  })),
}
const all = results.chapters.flatMap(({ checks }) => checks)
const count = (...statuses: CheckStatus[]) => all.filter(({ status }) => statuses.includes(status)).length
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what it looks for
const OBEYED = /[\0-\x08\x0b-\x1f\x7f-\x9f]/

test('no format lets through what a terminal would obey', () => {
  const faults = [{ line: 3, message: HOSTILE.join() }]
  const real = {
    ...results,
    chapters: results.chapters.map(it => ({ ...it, file: 'solutions/03-uts.ts', types: faults })),
  }
  for (const [name, write] of Object.entries({ ...FORMATS, githubSummary })) {
    const text = write(name === 'terminal' ? real : results) // which shows lines of the file
    assert.not.match(name === 'csv' ? text.replaceAll('\r\n', '\n') : text, OBEYED, name)
  }
})

test('json is the model, unchanged', () => {
  const read = v.parse(ResultsSchema, JSON.parse(FORMATS.json(results)))
  assert.equal(read, results)
})

test('junit: a parser of junit reads every outcome', async () => {
  const xml = FORMATS.junit(results)
  assert.not.match(xml, /[\p{Surrogate}\ufffe\uffff]/u, 'only characters of XML')
  const suites = await parseJunit(xml)
  assert.ok(suites && 'testsuite' in suites)
  assert.equal([suites.tests, suites.failures, suites.errors], [all.length, count('fail', 'timeout'), count('error')])
  assert.is(suites.testsuite?.length, HOSTILE.length)
  for (const suite of suites.testsuite ?? []) {
    assert.equal(
      suite.testcase?.map(({ failure, error, skipped }) =>
        failure ? failure[0]?.type : error ? 'error' : skipped ? 'skipped' : 'pass',
      ),
      checks.map(({ status }) => status),
    )
  }
  assert.match(suites.testsuite?.[0]?.testcase?.[5]?.failure?.[0]?.inner ?? '', /::error file=a,line=1::forged/)
})

test('tap: a parser of TAP reads every outcome', () => {
  const parsed = Parser.parse(FORMATS.tap(results), { strict: true })
  const asserts = parsed.flatMap(event => (event[0] === 'assert' ? [event[1]] : []))
  assert.equal(
    asserts.map(({ ok, skip }) => (skip ? 'skipped' : ok ? 'pass' : 'fail')),
    all.map(({ status }) => (status === 'skipped' || status === 'pass' ? status : 'fail')),
  )
  assert.equal(
    asserts.flatMap(({ diag }) => (diag ? [diag.status] : [])),
    all.flatMap(({ status }) => (status === 'skipped' ? [] : [status])),
  )
  assert.equal(
    parsed.flatMap(([name]) => (/extra|bailout|child|comment/.test(name) ? [name] : [])),
    [],
  )
  const complete = parsed.flatMap(event => (event[0] === 'complete' ? [event[1]] : []))
  assert.equal(
    [complete[0]?.count, complete[0]?.failures.filter((failure: Result) => failure.tapError)],
    [all.length, []],
  )
})

test('csv: a parser of CSV reads a row for each check, and a spreadsheet calculates none', () => {
  const rows: Record<string, string>[] = parseCsv(FORMATS.csv(results), { columns: true, record_delimiter: '\r\n' })
  assert.is(rows.length, all.length)
  assert.equal(
    rows.map(({ status }) => status),
    all.map(({ status }) => status),
  )
  for (const cell of rows.flatMap(row => Object.values(row))) assert.not.match(cell, /^[=+\-@\t\r]/)
  assert.ok(rows.some(({ student }) => student === '\'=HYPERLINK("http://example.org")'))
})

// As https://gradescope-autograders.readthedocs.io/en/latest/specs/ has it.
const Gradescope = v.strictObject({
  score: v.number(),
  execution_time: v.pipe(v.number(), v.integer()),
  output: v.string(),
  output_format: v.picklist(['text', 'html', 'simple_format', 'md', 'ansi']),
  stdout_visibility: v.picklist(['visible', 'hidden', 'after_due_date', 'after_published']),
  tests: v.array(
    v.strictObject({
      ...{ name: v.string(), number: v.string(), score: v.number(), max_score: v.number(), output: v.string() },
      status: v.picklist(['passed', 'failed']),
      output_format: v.literal('text'),
      visibility: v.picklist(['visible', 'hidden', 'after_due_date', 'after_published']),
    }),
  ),
  extra_data: v.looseObject({}),
})

test('gradescope: results.json as it is documented', () => {
  const read = v.parse(Gradescope, JSON.parse(FORMATS.gradescope(results)))
  assert.is(read.score, 8 * HOSTILE.length)
  assert.is(read.tests.length, all.length)
  assert.match(read.output, /grader itself failed/)
})

/** As the runner does it: https://github.com/actions/runner/blob/main/src/Runner.Common/ActionCommand.cs */
function readCommand(text: string) {
  const [, command = '', properties = '', data = ''] = /^::(\S+) (.*?)::(.*)$/s.exec(text) ?? []
  const decoded = (part: string) =>
    [
      ['%0D', '\r'],
      ['%0A', '\n'],
      ['%3A', ':'],
      ['%2C', ','],
      ['%25', '%'],
    ].reduce((text, [token = '', character = '']) => text.replaceAll(token, character), part)
  const pairs = properties.split(',').map(pair => (/^(.*?)=(.*)$/s.exec(pair) ?? []).slice(1).map(decoded))
  return { command, properties: Object.fromEntries(pairs) as Record<string, string>, data: decoded(data) }
}

test('github: each line is one annotation, and says what was found', () => {
  const lines = FORMATS.github(results).trimEnd().split('\n')
  const commands = lines.map(readCommand)
  assert.is(commands.filter(({ command }) => command === 'error').length, count('fail', 'timeout'))
  assert.is(commands.filter(({ command }) => command === 'warning').length, count('error') + HOSTILE.length)
  for (const each of lines) assert.match(each, /^::(error|warning) file=/)
  for (const { properties } of commands) assert.ok(properties.file?.startsWith('labs/') && properties.title)
  assert.ok(commands.some(({ data }) => data.includes('\n::stop-commands::x')))
  assert.ok(commands.some(({ data }) => data.includes('100%0A %2C # SKIP')))
})

test("github: the summary has what we wrote of Markdown and HTML, and none of the answer's", () => {
  const text = githubSummary(results)
  assert.equal(
    new Set(text.match(/<[^>]*>/g)),
    new Set(['<details>', '<summary>', '</summary>', '<pre>', '</pre>', '</details>']),
  )
  const table = text.slice(0, text.indexOf('\n\n')).split('\n')
  assert.is(table.length, 2 + HOSTILE.length)
  for (const row of table) assert.is(row.split('|').length, 4, row)
  assert.is(text.match(/^<pre>/gm)?.length, all.length - count('pass'))
})

test.run()
