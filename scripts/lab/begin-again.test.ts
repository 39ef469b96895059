// The solution, and the starter again, as they are asked for.
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { copyCourse, lendPackages, onTerminal, runIn } from '../test/course.ts'

const folder = mkdtempSync(join(tmpdir(), 'congo-again-'))
const course = join(folder, 'course')
copyCourse(course)
lendPackages(course)
runIn(course, ['labs'])
test.after(() => rmSync(folder, { recursive: true }))

const lab = join(course, 'labs/03-uts.ts')
const read = (name: string) => readFileSync(join(course, 'labs', name), 'utf8')
const starter = read('03-uts.ts')

test('--show-solution shows what is in each hole, and only to who has said yes', () => {
  const words = ['lab', '03-uts', '--show-solution']
  const nobody = runIn(course, words)
  assert.is(nobody.code, 2)
  assert.match(nobody.stderr, /Without a terminal nobody can be asked: add --yes\n$/)
  const sure = runIn(course, [...words, '--yes'])
  assert.is(sure.code, 0)
  assert.match(
    sure.stdout,
    /^hole 1: a name longer than LIMIT [\s\S]*\n\n {4}const bytes = [\s\S]*^hole 2: enter [\s\S]*\n\n {4}return \[$/m,
  )
  assert.match(sure.stdout, /^next: say to yourself why /m)
  assert.match(onTerminal(course, words, 'y\n'), /hole 1: a name/)
  for (const answer of ['\n', 'n\n', 'yesterday\n', '\x04']) {
    const asked = onTerminal(course, words, answer)
    assert.match(asked, /Show it\? \[y\/N\]/)
    assert.match(asked, /not shown; npm run lab 03-uts -- --hint/)
    assert.not.match(asked, 'const bytes')
  }
})

test('--reset gives the starter back, and every file of the learner stays beside it', () => {
  const reset = () => runIn(course, ['lab', '03-uts', '--reset'])
  assert.is(reset().stdout, 'labs/03-uts.ts is the starter already\n')
  writeFileSync(lab, 'first')
  assert.is(reset().stdout, 'labs/03-uts.ts is the starter again; your file is labs/03-uts.1.ts\n')
  assert.equal([read('03-uts.ts'), read('03-uts.1.ts')], [starter, 'first'])
  writeFileSync(lab, 'second')
  assert.match(reset().stdout, 'labs/03-uts.2.ts')
  assert.equal([read('03-uts.1.ts'), read('03-uts.2.ts')], ['first', 'second'])
  rmSync(lab)
  assert.is(reset().stdout, 'labs/03-uts.ts is the starter again\n')
  assert.is(read('03-uts.ts'), starter)
  assert.equal(
    readdirSync(join(course, 'labs')).filter(name => name.includes('03-uts')),
    ['03-uts.1.ts', '03-uts.2.ts', '03-uts.ts'],
  )
})

test('flags that do not go together, or without a chapter, are refused in a line', () => {
  const refused = (...words: string[]) => {
    const { code, stderr } = runIn(course, ['lab', ...words])
    assert.is(code, 2)
    return stderr
  }
  assert.is(refused('--hint'), 'congo lab: --hint goes with a chapter\n')
  assert.is(refused('03', '--hint', '--reset'), 'congo lab: --hint and --reset: one of them\n')
  assert.ok(existsSync(lab))
})

test.run()
