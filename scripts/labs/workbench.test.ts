import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { lendPackages, runIn } from '../test/course.ts'
import { ANSWER, git, LAB, newCourse, publish } from '../test/published.ts'
import { labs, writeStarter } from './workbench.ts'

const folder = mkdtempSync(join(tmpdir(), 'congo-labs-'))
test.after(() => rmSync(folder, { recursive: true }))

const lab = LAB
const solution = 'solutions/90-story.ts'
const answer = ANSWER
const edited = (starter: string) => starter.replace('return hole(1)', 'const wrong: string = n; return n+n')
const stateIn = (course: string) => labs(course).find(({ path }) => path === lab)?.state

const courseIn = (name: string) => {
  newCourse(join(folder, name))
  return join(folder, name)
}

const write = (course: string, text: string) => writeFileSync(join(course, lab), text)
const read = (course: string) => readFileSync(join(course, lab), 'utf8')

test('an untouched starter is told from an edited one, whoever has committed what', () => {
  const course = courseIn('maintainer')
  const first = read(course)
  assert.is(stateIn(course), 'current')

  const change = (task: string) => writeFileSync(join(course, solution), answer.replace('return twice n', task))
  change('double it')
  assert.is(stateIn(course), 'stale', 'it is the starter of the committed solution')
  for (const each of labs(course)) writeStarter(course, each)
  assert.is(stateIn(course), 'current')
  change('double it, please')
  assert.is(stateIn(course), 'stale', 'it is what was written last, though never committed')

  write(course, edited(first))
  assert.is(stateIn(course), 'edited')
  git(course, 'commit', '--quiet', '--all', '--message', 'My answer')
  assert.is(stateIn(course), 'edited', 'committed answers are answers')
  rmSync(join(course, '.git'), { recursive: true })
  assert.is(stateIn(course), 'edited')
  rmSync(join(course, lab))
  assert.is(stateIn(course), 'missing')
})

test('a learner edits a lab, commits it or not, and pulls a newer course: nothing fails, nothing is lost', () => {
  const course = courseIn('course')
  const learner = join(folder, 'learner')
  git(folder, 'clone', '--quiet', course, learner)
  lendPackages(learner)
  const script = (...args: string[]) => runIn(learner, args)
  const closing = (stdout: string) => /\d+ passed, \d+ failed\n$/.exec(stdout)?.[0]
  const pullAndLook = (...how: string[]) => {
    git(learner, 'pull', '--quiet', '--no-rebase', '--no-edit', ...how)
    const tested = script('test', 'types', 'lint')
    assert.match(tested.stdout, `${lab} is yours`)
    assert.equal([closing(tested.stdout), tested.code], [closing(untouched.stdout), untouched.code])
  }

  const untouched = script('test', 'types', 'lint')
  assert.not.match(untouched.stdout, `${lab} is yours`)
  const mine = edited(read(learner))
  write(learner, mine)
  publish(course, answer.replace('/** Halves. */', '/** Halves it. */'))
  pullAndLook('--autostash')
  assert.is(read(learner), mine.replace('Halves.', 'Halves it.'))

  git(learner, 'commit', '--quiet', '--all', '--message', 'My answer')
  publish(course, answer.replace('/** Halves. */', '/** Half of it. */'))
  pullAndLook()
  assert.is(read(learner), mine.replace('Halves.', 'Half of it.'))

  assert.match(script('labs').stdout, `${lab}: edited, so it is left alone`)
  assert.is(script('labs', '--check').code, 1)
  script('lint', '--fix')
  assert.is(read(learner), mine.replace('Halves.', 'Half of it.'))
})

test.run()
