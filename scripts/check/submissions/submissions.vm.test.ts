// A class hands in: in every form, and with every trick.
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  createWriteStream,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { ZipFile } from 'yazl'
import { root } from '../../cli/paths.ts'
import { findChapter } from '../../course/chapters.ts'
import { starter } from '../../labs/starter.ts'
import { start } from '../../test/start.ts'
import type { Results } from '../result.ts'
import { fileName } from './reports.ts'

const test = suite<{ folder: string }>('submissions')
test.before.each(context => {
  context.folder = mkdtempSync(join(tmpdir(), 'congo-class-'))
})
test.after.each(({ folder }) => rmSync(folder, { recursive: true }))

const solution = readFileSync(join(root, 'solutions/03-uts.ts'), 'utf8')
const most = findChapter('03-uts').points
/** The solution in another student's hand: no other test has graded it. */
const own = (name: string) => `${solution}\nglobalThis.name = '${name} ${process.pid} ${performance.now()}'\n`

function put(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, text)
}

async function zip(file: string, entries: Record<string, string | Buffer>, mode = 0o100644): Promise<void> {
  const it = new ZipFile()
  for (const [name, text] of Object.entries(entries)) it.addBuffer(Buffer.from(text), name, { mode })
  it.end()
  await pipeline(it.outputStream, createWriteStream(file))
}

async function gradeAll(folder: string, ...more: string[]) {
  const file = join(folder, '.results.json')
  const words = ['--submissions', folder, '--format', 'terminal', '--format', `json=${file}`]
  const { code, stdout, stderr } = await start('check', '03-uts', ...words, ...more)
  const results = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Results) : undefined
  const points = Object.fromEntries(results?.chapters.map(({ student, points }) => [student, points]) ?? [])
  const messages = Object.fromEntries(
    results?.chapters.map(({ student, checks }) => [student, checks[0]?.message ?? '']) ?? [],
  )
  return { code, stdout, stderr, points, messages, chapters: results?.chapters ?? [] }
}

test('a file, a folder, a checkout and zips are graded alike; a table and reports tell', async ({ folder }) => {
  put(join(folder, 'anna.ts'), own('anna'))
  put(join(folder, 'ben/labs/03-uts.ts'), own('ben'))
  put(join(folder, 'cleo/03-uts.ts'), starter(solution, '03-uts'))
  put(join(folder, 'dora/congo/labs/03-uts.ts'), own('dora'))
  execFileSync('git', ['init', '--quiet', join(folder, 'dora/congo')])
  await zip(join(folder, 'emil.zip'), { 'congo-main/labs/03-uts.ts': own('emil'), 'congo-main/README.md': '' })
  put(join(folder, 'fay/README.md'), 'I have no time')
  put(join(folder, 'a note.txt'), '')
  put(join(folder, 'gus.ts'), `// mine\n${solution}`)
  const reports = join(folder, '.reports')
  const { code, stdout, stderr, points, chapters } = await gradeAll(folder, '--reports', reports)
  assert.is(code, 0, stderr)
  assert.equal(points, { anna: most, ben: most, cleo: 0, dora: most, emil: most, fay: 0, gus: most })
  assert.match(
    stdout,
    /^student +03 +sum +grade\nanna +15 +15 of 15 +100%\nben +15 +15 of 15 +100%\ncleo +0 +0 of 15 +0%\n/,
  )
  assert.match(stderr, /7 of 7 answers/)
  assert.match(stdout, /\n\nalike, but for names and comments .*:\n03-uts: the solution, gus\n$/)
  assert.equal(readdirSync(reports).sort(), [
    'anna.txt',
    'ben.txt',
    'cleo.txt',
    'dora.txt',
    'emil.txt',
    'fay.txt',
    'gus.txt',
  ])
  assert.match(readFileSync(join(reports, 'fay.txt'), 'utf8'), /there is no answer to 03-uts: neither labs/)
  assert.match(readFileSync(join(reports, 'cleo.txt'), 'utf8'), /03-uts: 0 of 15 points/)
  const texts = JSON.stringify(chapters.map(({ checks }) => checks))
  assert.not.match(texts, /dist\/|congo-class/, 'nothing of where it was graded')
})

test('links, tricks with paths, bombs and takers are refused, each in words; the others are graded', async ({
  folder,
}) => {
  put(join(folder, 'anna.ts'), own('anna'))
  symlinkSync(join(root, 'solutions/03-uts.ts'), join(folder, 'ben.ts'))
  mkdirSync(join(folder, 'cleo'))
  symlinkSync(join(root, 'solutions'), join(folder, 'cleo/labs'))
  mkdirSync(join(folder, 'dora'))
  symlinkSync(join(root, 'solutions/03-uts.ts'), join(folder, 'dora/03-uts.ts'))
  await zip(join(folder, 'emil.zip'), { 'labs/03-uts.ts': '/etc/passwd' }, 0o120777)
  await zip(join(folder, 'fay.zip'), { 'xx/03-uts.ts': own('fay') })
  const bytes = readFileSync(join(folder, 'fay.zip')).toString('latin1').replaceAll('xx/', '../')
  writeFileSync(join(folder, 'fay.zip'), bytes, 'latin1')
  await zip(join(folder, 'gus.zip'), { '03-uts.ts': Buffer.alloc(50_000_000, ' ') })
  put(join(folder, 'hugo.zip'), 'no zip')
  execFileSync('mkfifo', [join(folder, 'ida.ts')])
  put(join(folder, 'jo.ts'), "export * from '../solutions/03-uts.ts'")
  put(join(folder, 'secret.json'), '{ "grade": 1 }')
  put(join(folder, 'kim.ts'), `import secret from '${folder}/secret.json'\nconsole.log(secret)\n${own('kim')}`)
  put(join(folder, 'nora.ts'), `import '${folder}/grades'\n${own('nora')}`)
  put(join(folder, 'grades'), 'ann has confidential points')
  const up = '../'.repeat(8)
  put(
    join(folder, 'leo.ts'),
    `${own('leo')}\nexport const all = () => import(\`${up}${folder.slice(1)}/\${name}.json\`)`,
  )
  put(join(folder, 'mia/labs/03-uts.ts'), ' '.repeat(2_000_000))
  const { code, stderr, points, messages } = await gradeAll(folder)
  assert.is(code, 0, stderr)
  const { anna, ...others } = points
  assert.is(anna, most)
  assert.equal(new Set(Object.values(others)), new Set([0]), JSON.stringify(points))
  for (const [student, said] of Object.entries({
    ben: /a link, which is not followed/,
    cleo: /there is no answer to 03-uts/,
    dora: /a link, which is not followed/,
    emil: /a link, which is not followed/,
    fay: /the zip is refused: invalid relative path/,
    gus: /more than 1048576 bytes/,
    hugo: /the zip is refused: /,
    ida: /the answer is no file/,
    jo: /takes no finished one: \.\.\/solutions/,
    kim: /takes nothing from outside the course/,
    leo: /names one file, and no pattern/,
    mia: /more than 1048576 bytes/,
    nora: /takes nothing from outside the course/,
  })) {
    assert.match(messages[student] ?? 'no result', said, student)
  }
  assert.not.match(JSON.stringify(messages), 'confidential')
})

test('a run that is killed goes on where it stood', async ({ folder }) => {
  for (let i = 0; i < 6; i++) put(join(folder, `s${i}.ts`), own(`s${i}`))
  const words = ['scripts/start.mjs', 'check', '03-uts', '--submissions', folder]
  const first = spawn(process.execPath, words, { cwd: root, stdio: ['ignore', 'ignore', 'pipe'] })
  let said = ''
  for await (const piece of first.stderr) {
    said += piece
    if (/^congo: 2 of 6/m.test(said)) break
  }
  first.kill('SIGKILL')
  await once(first, 'exit')
  const again = await gradeAll(folder)
  assert.is(again.code, 0, again.stderr)
  assert.match(again.stderr, /6 of 6 answers, [2-4] of them without a machine/)
  assert.equal(new Set(Object.values(again.points)), new Set([most]))
  const third = await gradeAll(folder)
  assert.match(third.stderr, /6 of 6 answers, 6 of them without a machine/)
  assert.equal(third.chapters, again.chapters)
})

test("names are nobody's markup, path or control byte", async ({ folder }) => {
  const names = ['../..', '<b>\x1b[31m\n', '=1+1', '-.. ', 'x'.repeat(230)]
  const safe = names.filter(name => !name.includes('/'))
  for (const name of safe) put(join(folder, `${name}.ts`), 'no answer')
  const reports = join(folder, '.reports')
  const { code, stdout, stderr } = await gradeAll(folder, '--reports', reports)
  assert.is(code, 0, stderr)
  assert.is(stdout.split('\n\n')[0]?.trimEnd().split('\n').length, 1 + safe.length)
  assert.not.match(stdout, '\x1b')
  assert.equal(readdirSync(reports).sort(), safe.map(name => `${fileName(name)}.txt`).sort())
  assert.is(fileName('../..'), '%2e.%2f..')
  for (const name of names) assert.match(fileName(name), /^[\p{L}\p{N}%_-][\p{L}\p{N}%._-]{0,199}$/u)
})

test('a course file gives weights, due dates and a chapter of its own', async ({ folder }) => {
  const own = mkdtempSync(join(root, 'dist/course-'))
  put(join(own, '90-exam/README.md'), '---\ntitle: Exam\nminutes: 45\npoints: 7\nanswers: 03-uts\n---\n')
  const checks = "import checks from '../../../chapters/03-uts/check.ts'\n"
  put(join(own, '90-exam/check.ts'), `${checks}export default checks.slice(0, 1).map(it => ({ ...it, points: 7 }))`)
  put(
    join(own, 'course.yaml'),
    'private: .\nchapters:\n  03-uts: { due: 2020-01-01T00:00:00Z }\n  90-exam: { weight: 3 }\n',
  )
  put(join(folder, 'anna/labs/03-uts.ts'), starter(solution, '03-uts'))
  put(join(folder, 'anna/labs/90-exam.ts'), solution)
  const { code, stdout, stderr } = await start(
    ...['check', '--course', join(own, 'course.yaml'), '--submissions', folder],
  )
  rmSync(own, { recursive: true })
  assert.is(code, 0, stderr)
  assert.match(stdout, /^student +03 +90 +sum +grade\nanna +0 late +7 +7 of 22 +75%\n$/)
})

for (const [what, files, words, said] of [
  ['two of one name', { 'a.ts': '', 'a/03-uts.ts': '' }, ['03-uts'], /two submissions of a/],
  ['none', { 'note.txt': '' }, ['03-uts'], /has no file NAME\.ts or NAME\.zip/],
  ['a file, and no chapter named', { 'a.ts': '' }, [], /a\.ts answers one chapter: name it/],
  ['a solution too', { 'a.ts': '' }, ['03-uts', '--solution'], /goes without --solution/],
] as const) {
  test(`wrong use, ${what}: exit code 2 and one line`, async ({ folder }) => {
    for (const [name, text] of Object.entries(files)) put(join(folder, name), text)
    const { code, stderr } = await start('check', ...words, '--submissions', folder)
    assert.is(code, 2)
    assert.match(stderr, said)
    assert.is(stderr.trim().split('\n').length, 1, stderr)
  })
}

test.run()
