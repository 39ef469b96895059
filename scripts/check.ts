import { accessSync, constants, statSync, writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { dirname, relative } from 'node:path'
import kleur from 'kleur'
import { explainTypes } from './answer/explain.ts'
import { typeErrors } from './answer/types.ts'
import { checkChapter, type Order } from './check/check-chapter.ts'
import { contentOf } from './check/remembered.ts'
import type { ChapterResult, Results } from './check/result.ts'
import { showCheck, showSum } from './check/show.ts'
import { command } from './cli/command.ts'
import { inOrder } from './cli/in-order.ts'
import { root, userPath } from './cli/paths.ts'
import { errorCode, Problem } from './cli/problem.ts'
import { type Chapter, chapters, findChapter } from './course/chapters.ts'
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

  --watch            again on each save, of what was saved, until Ctrl-C
  --only CHECK       just this check, and those it needs
  --format json      the results as JSON, on standard output
  --output FILE      writes what would be printed to a file

Exit code: 0 all passed, 1 some check did not, 2 wrong use, 3 the grader itself
failed.`,
  options: {
    solution: { type: 'boolean' },
    lab: { type: 'string' },
    only: { type: 'string' },
    watch: { type: 'boolean' },
    format: { type: 'string' },
    output: { type: 'string' },
  },
  async run({ values: { solution = false, lab, only, watch = false, format = 'terminal', output }, positionals }) {
    const wanted = positionals.length > 0 ? positionals.map(typed => findChapter(typed)) : chapters()
    if (format !== 'terminal' && format !== 'json') {
      throw new Problem(`--format ${format}: there are terminal and json`, 2)
    }
    if (lab !== undefined && solution) throw new Problem('--lab and --solution: one of the two', 2)
    if ((lab ?? only) !== undefined && positionals.length !== 1) {
      throw new Problem(`--${lab === undefined ? 'only' : 'lab'} goes with exactly one chapter`, 2)
    }
    if (watch && (format !== 'terminal' || output !== undefined)) {
      throw new Problem('--watch shows its verdicts on the terminal: neither --format nor --output goes with it', 2)
    }
    if (output !== undefined) demandWritable(userPath(output))
    const shown: string[] = []
    const show = (text: string) => {
      if (format === 'json' || output !== undefined) shown.push(text)
      else process.stdout.write(`${text}\n`)
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
      show(heading(chapter, file))
      const result = await checkChapter({ chapter, file, named, only }, check => show(showCheck(check)))
      const errors = (await types)(file)
      if (errors.length > 0) show(`the type checker says, which changes no point:\n${explainTypes(file, errors)}\n`)
      show(`${showSum(result)}\n`)
      return result
    })
    const results: Results = { version: 1, chapters: checked }
    if (wanted.length > 1) show(total(checked))
    const text = format === 'json' ? `${JSON.stringify(results, null, 2)}\n` : `${shown.join('\n')}\n`
    if (output !== undefined) write(userPath(output), text)
    else if (format === 'json') process.stdout.write(text)
    return checked.every(passed) ? 0 : 1
  },
})

const heading = ({ id, title }: Chapter, file: string) =>
  `${kleur.bold(`${id}: ${title}`)}  ${kleur.gray(relative(root, file))}`

/** The verdict first; then what the type checker says, if it is still about the same text. */
async function checkSaved(order: Order, show: (text: string) => void): Promise<void> {
  const { chapter, file } = order
  const text = contentOf(file)
  show(heading(chapter, file))
  show(`${showSum(await checkChapter(order, check => show(showCheck(check))))}\n`)
  void typeErrors([file]).then(errorsOf => {
    const errors = errorsOf(file)
    if (errors.length > 0 && contentOf(file) === text) show(`the type checker says:\n${explainTypes(file, errors)}\n`)
  })
}

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

const passed = ({ checks }: ChapterResult) => checks.every(({ status }) => status === 'pass')

function total(results: ChapterResult[]): string {
  const points = results.reduce((sum, chapter) => sum + chapter.points, 0)
  const most = results.reduce((sum, chapter) => sum + chapter.maxPoints, 0)
  const done = results.filter(passed).length
  return `together: ${points} of ${most} points, ${done} of ${results.length} chapters whole`
}
