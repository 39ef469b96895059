// Grades a folder of answers, each in a machine of its own.

import { defined } from '../../../chapters/defined.ts'
import packageJson from '../../../package.json' with { type: 'json' }
import { withText } from '../../answer/in-repository.ts'
import { inOrder } from '../../cli/in-order.ts'
import { Problem } from '../../cli/problem.ts'
import type { Chapter } from '../../course/chapters.ts'
import type { Task } from '../../course/file.ts'
import type { ChapterResult } from '../result.ts'
import { normalForm } from './alike.ts'
import type { Submission } from './find.ts'
import { checkOrRecall } from './kept.ts'
import { readAnswer } from './source.ts'

export interface Graded {
  readonly result: ChapterResult
  /** Known from an earlier run. */
  readonly recalled: boolean
}

/**
 * Grades the answers to these tasks, so many at once, and hands over the results of each student as soon as all of them
 * are there, in no order. Rejects with a Problem (3) where there is no machine; what was graded until then is kept.
 */
export async function grade(
  submissions: readonly Submission[],
  tasks: readonly Task[],
  atOnce: number,
  onAnswer: (graded: Graded) => void,
  onStudent: (student: string, results: ChapterResult[]) => void,
): Promise<void> {
  const items = submissions.flatMap(submission => tasks.map((task, i) => ({ submission, task, i })))
  const pending = new Map<string, Map<number, ChapterResult>>()
  let over: { error: unknown } | undefined
  await inOrder(
    items,
    atOnce,
    () => {},
    async ({ submission, task, i }) => {
      if (over) return
      try {
        const graded = await gradeOne(submission, task)
        const { student } = submission
        const results = pending.get(student) ?? new Map<number, ChapterResult>()
        pending.set(student, results.set(i, graded.result))
        onAnswer(graded)
        if (results.size < tasks.length) return
        pending.delete(student)
        onStudent(
          student,
          [...results].sort(([a], [b]) => a - b).map(([, result]) => result),
        )
      } catch (error) {
        over ??= { error } // the others end with what they have begun
      }
    },
  )
  if (over) throw (over as { error: unknown }).error
}

async function gradeOne(
  { student, path }: Submission,
  { chapter, due = Number.POSITIVE_INFINITY }: Task,
): Promise<Graded> {
  const name = `${chapter.id}.ts`
  try {
    const { text, written } = await readAnswer(path, chapter.id)
    const order = { chapter, named: '', handedIn: true }
    const { result, recalled } = await withText(name, text, file => checkOrRecall({ ...order, file }))
    const late = written > due ? { late: true as const } : {}
    const normal = defined({ normal: await normalForm(text.toString()) })
    return { result: { student, ...result, file: `labs/${name}`, ...normal, ...late }, recalled }
  } catch (error) {
    if (!(error instanceof Problem && error.exitCode === 1)) throw error
    return { result: unreadable(student, chapter, error.message), recalled: true }
  }
}

/** No answer, or one that is refused: no points. */
function unreadable(student: string, chapter: Chapter, message: string): ChapterResult {
  const { id, title, points } = chapter
  const sums = { points: 0, maxPoints: points, seconds: 0 }
  const what = { id: 'submission', title: 'There is an answer that can be read', status: 'fail' as const, message }
  const check = { ...what, ...sums, evidence: '', hint: '', repeat: `npm run check ${id}` }
  return { student, id, title, file: `labs/${id}.ts`, ...sums, made: { congo: packageJson.version }, checks: [check] }
}
