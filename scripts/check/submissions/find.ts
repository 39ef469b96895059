// Whose answers there are in a folder.
import { type Dirent, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { errorCode, Problem } from '../../cli/problem.ts'
import { printable } from '../../cli/text.ts'

export interface Submission {
  /** The name of the file or folder, without its ending. */
  readonly student: string
  readonly path: string
  /** Whether it is a file of TypeScript, and so the answer to one chapter, whatever its name. */
  readonly single: boolean
}

/** One for each file NAME.ts, NAME.zip and folder NAME, by name. Throws a Problem (2) where two are of the same name, or there is none. */
export function findSubmissions(folder: string): Submission[] {
  const found = entriesOf(folder)
    .filter(entry => !/^(\.|__MACOSX$)/.test(entry.name))
    .filter(entry => /\.(ts|zip)$/.test(entry.name) || !entry.isFile())
    .map(({ name }) => ({
      student: name.replace(/\.(ts|zip)$/, ''),
      path: join(folder, name),
      single: name.endsWith('.ts'),
    }))
    .sort((a, b) => (a.student < b.student ? -1 : 1))
  const twice = found.find(({ student }, i) => found[i + 1]?.student === student)
  if (twice) throw new Problem(printable(`${folder} has two submissions of ${twice.student}`), 2)
  if (found.length === 0) throw new Problem(printable(`${folder} has no file NAME.ts or NAME.zip, and no folder`), 2)
  return found
}

function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
  } catch (error) {
    throw new Problem(printable(`--submissions ${folder} cannot be read (${errorCode(error)})`), 2)
  }
}
