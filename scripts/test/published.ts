// A course in a git repository of its own, with a chapter more than ours, for tests of whose a lab is.
import { execFileSync } from 'node:child_process'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { labs, writeStarter } from '../labs/workbench.ts'
import { copyCourse } from './course.ts'

export const LAB = 'labs/90-story.ts'
const SOLUTION = 'solutions/90-story.ts'

/** What is in that chapter's solution. */
export const ANSWER = `/** Doubles. */
export function double(n: number): number {
  // hole 1: return twice n
  return n * 2
  // end
}

/** Halves. */
export function halve(n: number): number {
  return n / 2
}
`

export function git(cwd: string, ...args: string[]) {
  const identity = ['-c', 'user.name=Somebody', '-c', 'user.email=somebody@example.org']
  return execFileSync('git', ['-C', cwd, ...identity, ...args], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
}

export function newCourse(course: string): void {
  copyCourse(course)
  mkdirSync(dirname(course), { recursive: true })
  git(dirname(course), 'init', '--quiet', '--initial-branch=main', course)
  publish(course, ANSWER)
  rmSync(join(course, 'dist'), { recursive: true }) // as in a fresh clone
}

/** A newer course, in which the chapter's solution is this one. */
export function publish(course: string, text: string): void {
  writeFileSync(join(course, SOLUTION), text)
  for (const each of labs(course)) writeStarter(course, each)
  git(course, 'add', '.')
  git(course, 'commit', '--quiet', '--message', 'A newer course')
}
