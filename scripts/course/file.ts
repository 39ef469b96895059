// The course file: which chapters a class does, what they weigh, when they are due, and where the teacher's own ones are.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import * as v from 'valibot'
import { LineCounter, parseDocument } from 'yaml'
import { root } from '../cli/paths.ts'
import { errorCode, Problem } from '../cli/problem.ts'
import { type Chapter, chapters, findChapter, readChapter } from './chapters.ts'

/** One chapter of a course. */
export interface Task {
  readonly chapter: Chapter
  /** Its part of the grade, beside the others'. */
  readonly weight: number
  /** Milliseconds since 1970. */
  readonly due?: number
}

// strings of a date and an offset: a bare date would be due at another hour on every computer
const due = v.pipe(
  v.string(),
  v.isoTimestamp('a time with its zone, such as 2026-11-02T23:59:00+01:00'),
  v.transform(Date.parse),
)
const weight = v.pipe(v.number(), v.minValue(0, 'a number from 0 on'))
const shape = v.strictObject({
  chapters: v.record(
    v.string(),
    v.nullable(v.strictObject({ weight: v.exactOptional(weight, 1), due: v.exactOptional(due) })),
  ),
  private: v.exactOptional(v.string()),
})

/** Reads a course file (YAML; book/course.example.yaml tells what is in it). Throws a Problem (2) that names the line. */
export function readCourse(file: string): Task[] {
  const lines = new LineCounter()
  const document = parseDocument(read(file), { lineCounter: lines, prettyErrors: false })
  const wrong = (offset: number, message: string) =>
    new Problem(`${relative(process.cwd(), file)}:${lines.linePos(offset).line}: ${message}`, 2)
  const offsetOf = (path: readonly unknown[]): number => {
    const node = document.getIn(path, true) as { range?: [number, number, number] } | undefined
    return node?.range?.[0] ?? (path.length > 0 ? offsetOf(path.slice(0, -1)) : 0)
  }
  const [error] = document.errors
  if (error) throw wrong(error.pos[0], error.message)
  const parsed = v.safeParse(shape, document.toJS())
  if (!parsed.success) {
    const [{ path = [], message, expected }] = parsed.issues
    const keys = path.map(({ key }) => key)
    throw wrong(
      offsetOf(keys),
      expected === 'never' ? `there is no "${keys.at(-1)}" here` : `${keys.join('.')}: ${message}`,
    )
  }
  const { chapters: wanted, private: own } = parsed.output
  const all = [...(own === undefined ? [] : privateChapters(resolve(dirname(file), own))), ...chapters()]
  return Object.entries(wanted).map(([id, task]) => {
    try {
      return { chapter: findChapter(id, all), weight: 1, ...task }
    } catch (error) {
      throw wrong(offsetOf(['chapters', id]), (error as Error).message)
    }
  })
}

/** The teacher's own: each a folder ID with README.md and check.ts, as chapters/ has them, and like those inside the course. */
function privateChapters(folder: string): Chapter[] {
  const path = relative(root, folder)
  if (path.startsWith('..') || !statSync(folder, { throwIfNoEntry: false })?.isDirectory()) {
    throw new Problem(`private: ${folder} must be a folder inside ${root}, where its checks find what they import`, 2)
  }
  return readdirSync(folder)
    .filter(id => existsSync(join(folder, id, 'check.ts')))
    .sort()
    .map(id => readChapter(id, path))
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw new Problem(`--course ${file} cannot be read (${errorCode(error)})`, 2)
  }
}
