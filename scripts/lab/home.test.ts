import { mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { CheckResult } from '../check/result.ts'
import { copyCourse, lendPackages, runIn } from '../test/course.ts'

const folder = mkdtempSync(join(tmpdir(), 'congo-home-'))
const course = join(folder, 'course')
copyCourse(course)
lendPackages(course)
runIn(course, ['labs'])
test.after(() => rmSync(folder, { recursive: true }))

const path = (...names: string[]) => join(course, ...names)
const { remember } = (await import(
  pathToFileURL(path('scripts/check/remembered.ts')).href
)) as typeof import('../check/remembered.ts')

/** As if the kernel had judged labs/01-process.ts, bundled from one file of its checks. */
function judged(points: number) {
  const common = {
    seconds: 0,
    message: '',
    evidence: '',
    hint: 'A hint (hole 2).',
    repeat: '',
    maxPoints: 0,
    points: 0,
  }
  const check = (id: string, status: CheckResult['status']) => ({ ...common, id, title: `The check ${id}`, status })
  const checks = [check('starts', 'pass'), check('exit-code', points === 20 ? 'pass' : 'fail')]
  const result = { id: '01-process', title: '', points, maxPoints: 20, seconds: 0, checks }
  remember(path('labs/01-process.ts'), ['chapters/01-process/check.ts'], result)
}

/** The line of the first chapter, and the last line. */
function home(...flags: string[]) {
  const { code, stdout, stderr } = runIn(course, ['lab', ...flags])
  assert.is(code, 0, stderr)
  const lines = stdout.trimEnd().split('\n')
  for (const line of lines) assert.ok(line.length <= 80 || flags.length > 0, `more than 80 columns: ${line}`)
  const at = lines.findIndex(line => line.startsWith('next: '))
  return { first: lines[0] ?? '', next: lines.slice(at).join(' ').replace(/ +/g, ' '), sum: lines[at - 1] }
}

const rename = (from: string, to: string) => renameSync(path('labs', from), path('labs', to))
const edit = (name: string, change: (text: string) => string) =>
  writeFileSync(path(name), change(readFileSync(path(name), 'utf8')))

test('the home tells of each lab what is known of it as it is, and the one thing to do next', () => {
  assert.match(home().first, /^01-process +A process, well started +not begun, 90 minutes$/)
  assert.match(home().next, /^next: read chapters\/01-process\/README\.md, then: npm run lab 01-process$/)

  edit('labs/01-process.ts', text => text.replace('hole(1)', 'chdir(cwd)'))
  assert.match(home().first, /3 holes open$/)
  assert.match(home().next, /^next: fill hole 2 in labs\/01-process\.ts, line \d+, then: npm run lab 01-process$/)

  writeFileSync(path('labs/01-process.ts'), readFileSync(path('solutions/01-process.ts')))
  assert.match(home().first, /not checked yet$/)
  assert.match(home().next, /^next: npm run check 01-process$/)

  judged(18)
  assert.match(home().first, /18 of 20 points$/)
  assert.match(
    home().next,
    /^next: mend what 01-process lacks, "The check exit-code": npm run check 01-process -- --only exit-code$/,
  )

  judged(20)
  assert.match(home().first, /20 of 20 points$/)
  assert.match(home().next, /^next: read chapters\/02-ipc\/README\.md/)
  assert.match(home().sum ?? '', /^together: 20 of \d+ points, 1 of 16 chapters whole$/)

  edit('labs/01-process.ts', text => `${text}\n`)
  assert.match(home().first, /changed; was 20 of 20 points$/)
  assert.match(home().next, /^next: 01-process has changed since it was judged: npm run check 01-process$/)
})

test('a verdict outlives an update of the course, and says whose it is; a lab is found under another name', () => {
  judged(18)
  edit('chapters/01-process/check.ts', text => `${text}// a newer check\n`)
  assert.match(home().first, /18 of 20 by checks of \d+\.\d+\.\d+$/)
  assert.match(
    home().next,
    /^next: the checks of 01-process have changed since it was judged: npm run check 01-process$/,
  )

  judged(18)
  edit('labs/01-process.ts', text => `// Your lab for chapters/01-process: 4 holes to fill.\n${text}`)
  judged(20)
  rename('01-process.ts', 'my-processes.ts')
  assert.match(home().first, /20 of 20 points$/)
  rename('my-processes.ts', '01-process.ts')
})

test('--plain says what each line is, without colour', () => {
  assert.match(
    home('--plain').first,
    /^chapter 01-process: A process, well started; 90 minutes, 16 points; 20 of 20 points$/,
  )
})

test('a lab that is not there is to be made anew', () => {
  rename('01-process.ts', '../mine.ts')
  assert.match(home().first, /no lab file$/)
  rename('../mine.ts', '01-process.ts')
})

test.run()
