// What all answers have in common (course.ts), in the process that waits for one.
import { setFlagsFromString } from 'node:v8'
import { compileFunction } from 'node:vm'
import { evaluate, lend } from '../vm/agent/evaluate.ts'

/** An answer: of which chapter, and its bundle. */
export interface Answered {
  readonly chapter: string
  readonly code: string
  /** Stands in stack traces. */
  readonly name: string
}

interface Course {
  readonly files: Readonly<Record<string, () => unknown>>
  /** Of these files those that come to no mechanism, whatever they import. */
  readonly free: readonly string[]
  readonly main: () => unknown
}

/** Compiles all of it now, to the last function, and runs what no answer can change; what is given runs the rest with one. */
export function loadCourse(text: string): (answer: Answered) => void {
  setFlagsFromString('--no-lazy')
  setFlagsFromString('--no-flush-bytecode') // nor is it forgotten while nobody comes
  const run = compileFunction(text, ['require', 'lend', 'answered'], { filename: 'course.cjs' })
  setFlagsFromString('--lazy')
  const all: Course[] = []
  let answer: Answered | undefined
  const answered = (chapter: string, module: { exports: object }): boolean => {
    if (answer?.chapter !== chapter) return false
    const { files } = course
    const require = (wanted: string) => (Object.hasOwn(files, wanted) ? files[wanted]?.() : lend(wanted))
    evaluate(answer.code, answer.name, { module, require })
    return true
  }
  run(lend, (course: Course) => all.push(course), answered)
  const [course] = all as [Course]
  for (const [, name = ''] of text.matchAll(/require\("(node:[^"]+)"\)/g)) lend(name)
  for (const file of course.free) course.files[file]?.()
  return come => {
    answer = come
    course.main()
  }
}
