import { availableParallelism } from 'node:os'
import { relative } from 'node:path'
import { typeErrors } from './answer/types.ts'
import { checkChapter, type Order } from './check/check-chapter.ts'
import { outputsOf, writeOutputs } from './check/outputs.ts'
import { contentOf } from './check/remembered.ts'
import { failedToGrade, passed, Results } from './check/result.ts'
import { showCheck, showHeading, showSum, showTotal, showTypes } from './check/show.ts'
import { command } from './cli/command.ts'
import { inOrder } from './cli/in-order.ts'
import { root, userPath } from './cli/paths.ts'
import { Problem } from './cli/problem.ts'
import { json } from './cli/text.ts'
import { type Chapter, chapters, findChapter } from './course/chapters.ts'
import { readCourse, type Task } from './course/file.ts'
import { labOf, solutionOf } from './labs/lab-of.ts'
import { onSave } from './watch/on-save.ts'

export default command({
  usage: `
npm run check [CHAPTER ...]
  Has the kernel judge labs/CHAPTER.ts, in the machine; without a chapter, all
  labs.
npm run check [CHAPTER ...] -- --solution
  Judges the finished chapters instead.
npm run check CHAPTER -- --lab FILE
  Judges another file.

npm run check [CHAPTER ...] -- --submissions DIR [--reports DIR]
  Grades what many have handed in: for each a file NAME.ts, or a folder or zip
  NAME with labs/CHAPTER.ts in it. Prints a table, and writes a report on each.
  Run again, it grades only what is not graded yet.

  --watch                again on each save, of what was saved, until Ctrl-C
  --course FILE          chapters, weights, due dates and private chapters of a
                         class: book/course.example.yaml
  --only CHECK           just this check, and those it needs
  --format NAME[=FILE]   terminal (the usual), json, junit, tap, csv,
                         gradescope or github; again for another one, as in
                         --format terminal --format junit=report.xml
  --output FILE          the file of a format that names none
  --schema               prints what the JSON looks like, as a JSON Schema

Exit code: 0 all passed (of submissions: all are graded), 1 some check did not,
2 wrong use, 3 the grader itself failed.`,
  options: {
    solution: { type: 'boolean' },
    lab: { type: 'string' },
    only: { type: 'string' },
    watch: { type: 'boolean' },
    format: { type: 'string', multiple: true },
    output: { type: 'string', multiple: true },
    schema: { type: 'boolean' },
    submissions: { type: 'string' },
    reports: { type: 'string' },
    course: { type: 'string' },
  },
  async run({ values, positionals }) {
    const {
      solution = false,
      lab,
      only,
      watch = false,
      format = [],
      output = [],
      schema,
      submissions,
      reports,
      course,
    } = values
    if (schema) {
      const { toJsonSchema } = await import('@valibot/to-json-schema')
      process.stdout.write(json(toJsonSchema(Results)))
      return 0
    }
    const tasks = tasksOf(course, positionals)
    const wanted = tasks.map(({ chapter }) => chapter)
    if (lab !== undefined && solution) throw new Problem('--lab and --solution: one of the two', 2)
    if ((lab ?? only) !== undefined && positionals.length !== 1) {
      throw new Problem(`--${lab === undefined ? 'only' : 'lab'} goes with exactly one chapter`, 2)
    }
    if (submissions !== undefined && (solution || (lab ?? only) !== undefined)) {
      throw new Problem('--submissions goes without --solution, --lab and --only', 2)
    }
    if (reports !== undefined && submissions === undefined) throw new Problem('--reports goes with --submissions', 2)
    const outputs = outputsOf(format, output)
    if (
      watch &&
      (submissions !== undefined || outputs.some(({ format, file }) => format !== 'terminal' || file !== undefined))
    ) {
      throw new Problem(
        '--watch shows its verdicts on the terminal: no --format, --output or --submissions goes with it',
        2,
      )
    }
    if (submissions !== undefined) {
      const { gradeSubmissions } = await import('./check/submissions/command.ts')
      const [folder, into] = [userPath(submissions), reports && userPath(reports)]
      return gradeSubmissions({ folder, tasks, reports: into, outputs })
    }
    const onTerminal = outputs.some(({ format, file }) => format === 'terminal' && file === undefined)
    const show = (text: string) => {
      if (onTerminal) process.stdout.write(`${text}\n`)
    }
    const named = solution ? '--solution' : lab === undefined ? '' : `--lab ${lab}`
    const fileOf = (chapter: Chapter) => {
      if (lab !== undefined) return userPath(lab)
      return solution ? solutionOf(chapter) : labOf(chapter)
    }
    if (watch) {
      const files = new Map(wanted.map(chapter => [fileOf(chapter), chapter]))
      const all = [...files.keys()]
      return onSave(all, positionals.length > 0 ? all : [], (file, machine) =>
        checkSaved({ chapter: files.get(file) as Chapter, file, named, only, machine }, show),
      )
    }
    const types = typeErrors(wanted.map(fileOf))
    const checked = await inOrder(wanted, availableParallelism(), show, async (chapter, show) => {
      const file = fileOf(chapter)
      show(showHeading({ ...chapter, file: relative(root, file) }))
      const verdicts = await checkChapter({ chapter, file, named, only }, check => show(showCheck(check)))
      const result = { ...verdicts, types: (await types)(file) }
      for (const text of [...showTypes(result), showSum(result)]) show(text)
      return result
    })
    if (checked.length > 1) show(showTotal(checked))
    writeOutputs(outputs, { version: 1, chapters: checked })
    return checked.some(failedToGrade) ? 3 : checked.every(passed) ? 0 : 1
  },
})

/** What is to be checked: the chapters of the course file or all, or those that were typed. */
function tasksOf(course: string | undefined, typed: readonly string[]): Task[] {
  const all = course === undefined ? chapters().map(chapter => ({ chapter, weight: 1 })) : readCourse(userPath(course))
  const among = all.map(({ chapter }) => chapter)
  const wanted = typed.map(word => findChapter(word, among))
  return wanted.length === 0 ? all : wanted.flatMap(chapter => all.filter(task => task.chapter === chapter))
}

/** The verdict first; then what the type checker says, if it is still about the same text. */
async function checkSaved(order: Order, show: (text: string) => void): Promise<void> {
  const { chapter, file } = order
  const text = contentOf(file)
  show(showHeading({ ...chapter, file: relative(root, file) }))
  const result = await checkChapter(order, check => show(showCheck(check)))
  show(showSum(result))
  void typeErrors([file]).then(errorsOf => {
    if (contentOf(file) === text) for (const line of showTypes({ ...result, types: errorsOf(file) })) show(line)
  })
}
