// The starter again, and nothing lost.
import { constants, copyFileSync, existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { relative } from 'node:path'
import { root } from '../cli/paths.ts'
import { errorCode, Problem } from '../cli/problem.ts'
import type { Chapter } from '../course/chapters.ts'
import { labOf, solutionOf } from '../labs/lab-of.ts'
import { starter } from '../labs/starter.ts'

/**
 * Gives the lab back as it was in the beginning, with the learner's file beside it under the first free number: 04-pid.1.ts.
 * Says in a line what it did. Cut short at any moment, the learner's text is in one of the two, or in both.
 */
export function reset(chapter: Chapter): string {
  const file = labOf(chapter)
  const path = relative(root, file)
  const fresh = starter(readFileSync(solutionOf(chapter), 'utf8'), chapter.id)
  if (existsSync(file) && readFileSync(file, 'utf8') === fresh) return `${path} is the starter already`
  const kept = existsSync(file) ? keep(file) : undefined
  writeFileSync(`${file}.fresh`, fresh)
  renameSync(`${file}.fresh`, file) // in its place at once, and whole
  return `${path} is the starter again${kept === undefined ? '' : `; your file is ${relative(root, kept)}`}`
}

/** Copies it to the first name beside it, 04-pid.1.ts, that no file has; gives that. */
export function keep(file: string): string {
  for (let number = 1; ; number++) {
    const kept = file.replace(/\.ts$/, `.${number}.ts`)
    try {
      copyFileSync(file, kept, constants.COPYFILE_EXCL) // another file is never written over
      return kept
    } catch (error) {
      if (errorCode(error) === 'EEXIST') continue
      throw new Problem(`${relative(root, kept)} cannot be written (${errorCode(error)}): nothing has been changed`, 3)
    }
  }
}
