import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { lendPackages, runIn } from '../test/course.ts'
import { ANSWER, git, LAB, newCourse, publish } from '../test/published.ts'

const folder = mkdtempSync(join(tmpdir(), 'congo-update-'))
const [course, learner] = [join(folder, 'course'), join(folder, 'learner')]
newCourse(course)
git(folder, 'clone', '--quiet', course, learner)
lendPackages(learner)
test.after(() => rmSync(folder, { recursive: true }))

const NEW = 'labs/90-story.new.ts'
const OTHER = 'labs/02-ipc.ts'
const read = (path: string, from = learner) => readFileSync(join(from, path), 'utf8')
const write = (path: string, text: string) => writeFileSync(join(learner, path), text)
const update = () => runIn(learner, ['lab', '--update'])

test('an untouched starter becomes the newer one; there is nothing to do twice', () => {
  publish(course, ANSWER.replace('Halves.', 'Halves it.'))
  const { code, stdout, stderr } = update()
  assert.is(code, 0, stderr)
  assert.match(stdout, /^the course was \d\S+ \(\w+\), and is \d\S+ \(\w+\) now\n$/)
  assert.is(read(LAB), read(LAB, course))
  assert.not.ok(existsSync(join(learner, NEW)))
  assert.match(update().stdout, /^this is the newest course: /)
})

test('an edited lab stays, and the newer starter lies beside it, where there is one', () => {
  write(LAB, 'mine')
  write(OTHER, 'mine too')
  publish(course, ANSWER.replace('Halves.', 'A half.'))
  const { code, stdout, stderr } = update()
  assert.is(code, 0, stderr)
  assert.match(stdout, `${LAB} is yours and stays; its newer starter is ${NEW}\n`)
  assert.not.match(stdout, OTHER)
  assert.equal([read(LAB), read(OTHER)], ['mine', 'mine too'])
  assert.is(read(NEW), read(LAB, course))

  write(NEW, 'edited as well')
  publish(course, ANSWER.replace('Halves.', 'One half.'))
  assert.is(update().code, 0)
  assert.equal([read(LAB), read('labs/90-story.new.1.ts')], ['mine', 'edited as well'])
  assert.is(read(NEW), read(LAB, course))
})

test('one that was cut short is finished by the next; the home says so', () => {
  mkdirSync(join(learner, 'dist/update'), { recursive: true })
  renameSync(join(learner, LAB), join(learner, 'dist/update/90-story.ts'))
  git(learner, 'checkout', '--quiet', 'HEAD', '--', LAB)
  write('dist/update/02-ipc.ts.part', 'half a copy')
  assert.match(runIn(learner, ['lab']).stdout, /next: an update was cut short/)
  assert.is(update().code, 0)
  assert.equal([read(LAB), read(OTHER)], ['mine', 'mine too'])
  assert.not.ok(existsSync(join(learner, 'dist/update')))
})

test('where it cannot move, nothing has changed, and a line says why', () => {
  write('README.md', 'mine')
  publish(course, ANSWER.replace('Halves.', 'The half.'))
  writeFileSync(join(course, 'README.md'), 'theirs')
  git(course, 'commit', '--quiet', '--all', '--message', 'Another page')
  const conflict = update()
  assert.is(conflict.code, 1)
  assert.match(conflict.stderr, /^congo lab: the course stays as it is: git merge --ff-only said /)
  assert.equal([read(LAB), read(OTHER), read('README.md')], ['mine', 'mine too', 'mine'])
  git(learner, 'commit', '--quiet', '--all', '--message', 'Mine')
  assert.is(update().code, 1)
  renameSync(join(learner, '.git'), join(folder, 'git'))
  assert.match(update().stderr, /this course is no git clone/)
  assert.equal([read(LAB), read(OTHER), read('README.md')], ['mine', 'mine too', 'mine'])
})

test.run()
