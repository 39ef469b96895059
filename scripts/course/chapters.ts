// The chapters of the course, as the front matter of chapters/NN-name/README.md tells them.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import leven from 'leven'
import { parse } from 'yaml'
import { root } from '../cli/paths.ts'
import { Problem } from '../cli/problem.ts'

export interface Chapter {
  /** '04-pid' */
  readonly id: string
  /** Its folder, from the top of the course. */
  readonly folder: string
  /** The chapter whose mechanism an answer to it is: itself, but for a teacher's variant. */
  readonly answers: string
  readonly title: string
  /** For a newcomer, reading included. */
  readonly minutes: number
  /** The sum of its checks' points. */
  readonly points: number
  /** Chapters to be read before. */
  readonly needs: readonly string[]
  /** Manual pages: 'clone3(2)'. */
  readonly man: readonly string[]
}

/** All chapters that have a lab, in order. Throws a Problem (3) that names the file whose front matter is wrong. */
export function chapters(): Chapter[] {
  return readdirSync(join(root, 'chapters'))
    .filter(name => /^\d\d-[a-z-]+$/.test(name) && existsSync(join(root, 'chapters', name, 'check.ts')))
    .sort()
    .map(id => readChapter(id, 'chapters'))
}

/** The chapter of that folder in another. Throws a Problem (3) as chapters() does. */
export function readChapter(id: string, among: string): Chapter {
  const folder = `${among}/${id}`
  const file = `${folder}/README.md`
  const matter = /^---\n(.*?)\n---\n/s.exec(readFileSync(join(root, file), 'utf8'))?.[1]
  const {
    title,
    minutes,
    points,
    needs = [],
    man = [],
    answers = id,
  } = (matter ? parse(matter) : {}) as Partial<Chapter>
  if (typeof title !== 'string' || typeof minutes !== 'number' || typeof points !== 'number') {
    throw new Problem(`${file}: its front matter must tell title, minutes and points`, 3)
  }
  return { id, folder, answers, title, minutes, points, needs, man }
}

/** The chapter that was typed: '04-pid', '4', 'pid'. Throws a Problem (2) that names the nearest. */
export function findChapter(typed: string, among: readonly Chapter[] = chapters()): Chapter {
  const found = among.find(
    ({ id }) => id === typed || id.slice(3) === typed || Number(id.slice(0, 2)) === Number(typed),
  )
  if (found) return found
  const near = among.toSorted((a, b) => leven(a.id, typed) - leven(b.id, typed))[0]
  throw new Problem(`there is no chapter "${typed}"${near ? `; do you mean ${near.id}?` : ''}`, 2)
}
