// npm run check -- --submissions DIR
import { availableParallelism } from 'node:os'
import { Problem } from '../../cli/problem.ts'
import type { Task } from '../../course/file.ts'
import { type Output, writeOutputs } from '../outputs.ts'
import { type ChapterResult, failedToGrade } from '../result.ts'
import { showAlike } from './alike.ts'
import { findSubmissions } from './find.ts'
import { grade } from './grade.ts'
import { Progress } from './progress.ts'
import { makeFolder, type Sum, showTable, writeReport } from './reports.ts'

/** Absolute paths. */
export interface Wanted {
  readonly folder: string
  readonly tasks: readonly Task[]
  readonly reports: string | undefined
  readonly outputs: readonly Output[]
}

/** Gives the exit code: 0 all graded, 3 the grader failed at some. Throws a Problem as grade() does, and (2) for wrong use. */
export async function gradeSubmissions({ folder, tasks, reports, outputs }: Wanted): Promise<number> {
  const submissions = findSubmissions(folder)
  const single = submissions.find(({ single }) => single)
  if (single && tasks.length !== 1) {
    throw new Problem(`${single.path} answers one chapter: name it`, 2)
  }
  if (reports !== undefined) makeFolder(reports)
  const onScreen = outputs.some(({ format, file }) => format === 'terminal' && file === undefined)
  const all = onScreen && outputs.length === 1 ? undefined : new Map<string, ChapterResult[]>() // a table needs only sums
  const sums = new Map<string, readonly Sum[]>(submissions.map(({ student }) => [student, []]))
  const progress = new Progress(submissions.length * tasks.length)
  await grade(
    submissions,
    tasks,
    availableParallelism(),
    graded => progress.add(graded),
    (student, results) => {
      sums.set(student, results.map(sumOf))
      all?.set(student, results)
      if (reports !== undefined) writeReport(reports, student, results)
    },
  )
  if (onScreen) process.stdout.write(`${[showTable(tasks, sums), ...(await showAlike(tasks, sums))].join('\n')}\n`)
  if (all) writeOutputs(outputs, { version: 1, chapters: [...sums.keys()].flatMap(student => all.get(student) ?? []) })
  const failed = [...sums.values()].flat().filter(({ error }) => error).length
  if (failed === 0) return 0
  process.stderr.write(`congo check: the grader failed at ${failed} answers (? in the table): run it again\n`)
  return 3
}

const sumOf = (result: ChapterResult): Sum => ({
  points: result.points,
  maxPoints: result.maxPoints,
  error: failedToGrade(result),
  late: result.late === true,
  normal: result.normal,
})
