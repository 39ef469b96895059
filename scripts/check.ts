import { accessSync, constants, statSync, writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { dirname, join, relative } from 'node:path'
import kleur from 'kleur'
import { explainTypes } from './answer/explain.ts'
import { typeErrors } from './answer/types.ts'
import { checkChapter } from './check/check-chapter.ts'
import { type ChapterResult, failedToGrade, passed, Results } from './check/result.ts'
import { showCheck, showSum } from './check/show.ts'
import { command } from './cli/command.ts'
import { inOrder } from './cli/in-order.ts'
import { root, userPath } from './cli/paths.ts'
import { errorCode, Problem } from './cli/problem.ts'
import { json } from './cli/text.ts'
import { type Chapter, chapters, findChapter } from './course/chapters.ts'

export default command({
  usage: `
npm run check [CHAPTER ...]
  Has the kernel judge labs/CHAPTER.ts, in the machine; without a chapter, all
  labs.
npm run check [CHAPTER ...] -- --solution
  Judges the finished chapters instead.
npm run check CHAPTER -- --lab FILE
  Judges another file.

  --only CHECK       just this check, and those it needs
  --format json      the results as JSON, on standard output
  --output FILE      writes what would be printed to a file
  --schema           prints what the results in JSON look like, as a JSON Schema

Exit code: 0 all passed, 1 some check did not, 2 wrong use, 3 the grader itself
failed.`,
  options: {
    solution: { type: 'boolean' },
    lab: { type: 'string' },
    only: { type: 'string' },
    format: { type: 'string' },
    output: { type: 'string' },
    schema: { type: 'boolean' },
  },
  async run({ values: { solution = false, lab, only, format = 'terminal', output, schema }, positionals }) {
    if (schema) {
      const { toJsonSchema } = await import('@valibot/to-json-schema')
      process.stdout.write(json(toJsonSchema(Results)))
      return 0
    }
    const wanted = positionals.length > 0 ? positionals.map(typed => findChapter(typed)) : chapters()
    if (format !== 'terminal' && format !== 'json') {
      throw new Problem(`--format ${format}: there are terminal and json`, 2)
    }
    if (lab !== undefined && solution) throw new Problem('--lab and --solution: one of the two', 2)
    if ((lab ?? only) !== undefined && positionals.length !== 1) {
      throw new Problem(`--${lab === undefined ? 'only' : 'lab'} goes with exactly one chapter`, 2)
    }
    if (output !== undefined) demandWritable(userPath(output))
    const shown: string[] = []
    const show = (text: string) => {
      if (format === 'json' || output !== undefined) shown.push(text)
      else process.stdout.write(`${text}\n`)
    }
    const named = solution ? '--solution' : lab === undefined ? '' : `--lab ${lab}`
    const fileOf = ({ id }: Chapter) =>
      lab === undefined ? join(root, solution ? 'solutions' : 'labs', `${id}.ts`) : userPath(lab)
    const types = typeErrors(wanted.map(fileOf))
    const checked = await inOrder(wanted, availableParallelism(), show, async (chapter, show) => {
      const file = fileOf(chapter)
      show(heading(chapter, file))
      const checked = await checkChapter({ chapter, file, named, only }, check => show(showCheck(check)))
      const errors = (await types)(file)
      if (errors.length > 0) show(`the type checker says, which changes no point:\n${explainTypes(file, errors)}\n`)
      show(`${showSum(checked)}\n`)
      return { ...checked, types: errors }
    })
    const results: Results = { version: 1, chapters: checked }
    if (wanted.length > 1) show(total(checked))
    const text = format === 'json' ? `${JSON.stringify(results, null, 2)}\n` : `${shown.join('\n')}\n`
    if (output !== undefined) write(userPath(output), text)
    else if (format === 'json') process.stdout.write(text)
    return checked.some(failedToGrade) ? 3 : checked.every(passed) ? 0 : 1
  },
})

const heading = ({ id, title }: Chapter, file: string) =>
  `${kleur.bold(`${id}: ${title}`)}  ${kleur.gray(relative(root, file))}`

/** Better said before the checks than after them. */
function demandWritable(file: string): void {
  try {
    const there = statSync(file, { throwIfNoEntry: false })
    if (there?.isDirectory()) throw new Problem(`--output ${file}: that is a folder; name a file`, 2)
    accessSync(there ? file : dirname(file), constants.W_OK)
  } catch (error) {
    if (error instanceof Problem) throw error
    throw new Problem(`--output ${file} cannot be written (${errorCode(error)}): name a file in a folder of yours`, 2)
  }
}

function write(file: string, text: string): void {
  try {
    writeFileSync(file, text)
  } catch (error) {
    throw new Problem(`--output ${file} cannot be written (${errorCode(error)})`, 3)
  }
}

function total(results: ChapterResult[]): string {
  const points = results.reduce((sum, chapter) => sum + chapter.points, 0)
  const most = results.reduce((sum, chapter) => sum + chapter.maxPoints, 0)
  const done = results.filter(passed).length
  return `together: ${points} of ${most} points, ${done} of ${results.length} chapters whole`
}
