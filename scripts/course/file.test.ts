import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { root } from '../cli/paths.ts'
import type { Problem } from '../cli/problem.ts'
import { readCourse } from './file.ts'

/** A folder inside the course. */
const test = suite<{ folder: string }>('course file')
test.before.each(context => {
  mkdirSync(join(root, 'dist'), { recursive: true })
  context.folder = mkdtempSync(join(root, 'dist/course-'))
})
test.after.each(({ folder }) => rmSync(folder, { recursive: true }))

function read(folder: string, text: string) {
  writeFileSync(join(folder, 'course.yaml'), text)
  return readCourse(join(folder, 'course.yaml'))
}

test('the example is one', ({ folder }) => {
  mkdirSync(join(folder, 'private'))
  const text = readFileSync(join(root, 'book/course.example.yaml'), 'utf8').replace('../private', 'private')
  const tasks = read(folder, text).map(({ chapter, weight, due }) => [chapter.id, weight, due])
  assert.equal(tasks, [
    ['01-process', 1, undefined],
    ['03-uts', 1, Date.UTC(2026, 9, 26, 22, 59)],
    ['04-pid', 2.5, Date.UTC(2026, 10, 2, 22, 59)],
  ])
})

test("a teacher's own chapter stands beside the public ones, or in the place of one", ({ folder }) => {
  for (const id of ['90-exam', '05-mount']) {
    mkdirSync(join(folder, 'own', id), { recursive: true })
    const matter = ['title: Mine', 'minutes: 45', 'points: 7', ...(id === '90-exam' ? ['answers: 04-pid'] : [])]
    writeFileSync(join(folder, 'own', id, 'README.md'), `---\n${matter.join('\n')}\n---\n`)
    writeFileSync(join(folder, 'own', id, 'check.ts'), 'export default []')
  }
  const tasks = read(folder, 'private: own\nchapters: { 90-exam: , 05-mount: , 04-pid: }')
  assert.equal(
    tasks.map(({ chapter }) => [chapter.id, chapter.answers, chapter.title === 'Mine']),
    [
      ['90-exam', '04-pid', true],
      ['05-mount', '05-mount', true],
      ['04-pid', '04-pid', false],
    ],
  )
})

for (const [text, said] of [
  ['chapters:\n  04-pid: {}\n  05-mont: {}\n', /course\.yaml:3: there is no chapter "05-mont"; do you mean 05-mount\?/],
  ['chapters:\n  04-pid:\n    weight: much\n', /course\.yaml:3: chapters\.04-pid\.weight: .*number/],
  ['chapters:\n  04-pid:\n    due: 2026-11-02\n', /course\.yaml:3: chapters\.04-pid\.due: a time with its zone/],
  ['chapters:\n  04-pid:\n    wait: 1\n', /course\.yaml:3: there is no "wait" here/],
  ['chapters:\n  04-pid: {\n', /course\.yaml:\d: /],
  ['chapters: 3', /course\.yaml:1: chapters: /],
  ['private: /\nchapters: {}', /private: \/ must be a folder inside/],
] as const) {
  test(`wrong, ${JSON.stringify(text)}: the line is named`, ({ folder }) => {
    assert.throws(
      () => read(folder, text),
      (error: Problem) => error.exitCode === 2 && said.test(error.message) && !error.message.includes('\n'),
    )
  })
}

test.run()
