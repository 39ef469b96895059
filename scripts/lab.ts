import { readFileSync } from 'node:fs'
import { relative } from 'node:path'
import kleur from 'kleur'
import { explain, explainTypes } from './answer/explain.ts'
import type { Problem as AnswerProblem } from './answer/protocol.ts'
import { typeErrors } from './answer/types.ts'
import { ask } from './cli/ask.ts'
import { command } from './cli/command.ts'
import { root, userPath } from './cli/paths.ts'
import { Problem } from './cli/problem.ts'
import { indented, printable, wrapped } from './cli/text.ts'
import { type Chapter, chapters, findChapter } from './course/chapters.ts'
import { Containers } from './lab/containers.ts'
import { demonstrate } from './lab/demo.ts'
import { showDiff } from './lab/diff.ts'
import { nextHint } from './lab/hint.ts'
import { showHome } from './lab/home.ts'
import { progress, progressOf } from './lab/progress.ts'
import { reset } from './lab/reset.ts'
import { heading, showComparison, showProgram } from './lab/show.ts'
import { showSolution } from './lab/solution.ts'
import { stage } from './lab/stage.ts'
import { update } from './lab/update.ts'
import { isStarter, welcome } from './lab/welcome.ts'
import { labOf, solutionOf } from './labs/lab-of.ts'
import { holes } from './labs/starter.ts'
import type { Machine } from './vm/machine.ts'
import { restore } from './vm/machines.ts'
import { onSave } from './watch/on-save.ts'

export default command({
  usage: `
npm run lab
  The chapters, the points of each lab as it is now, and what to do next.
npm run lab -- --update
  Moves to the newest course. Your labs stay; newer starters lie beside them.
npm run lab CHAPTER
  Runs labs/CHAPTER.ts in the machine, and shows its program of steps, its
  output, and what host and container see.

  --solution         the finished chapter instead
  --lab FILE         another file
  --trace            every step whole, with its time
  --watch            again on each save, until Ctrl-C
  --shell            a shell in the machine while the container runs, and from
                     there one in the container; exit ends both
  --plain            no columns or colour: every line says what it is
  --demo             for a class: one step at a time, by Enter, and what each
                     has changed; --demo=text prints them all

  When you are stuck, and when you want to begin again:
  --hint             the next hint: a question, a pointer, then nearly the line
  --diff             your program of steps beside the solution's: what is
                     missing by name, what is too much, what is elsewhere
  --show-solution    how we filled the holes, after asking; --yes: without
  --reset            the starter again; your file stays beside it

Exit code: 0 it ran, 1 the lab is not there yet, 2 wrong use, 3 the machine
failed.`,
  options: {
    solution: { type: 'boolean' },
    lab: { type: 'string' },
    trace: { type: 'boolean' },
    shell: { type: 'boolean' },
    watch: { type: 'boolean' },
    plain: { type: 'boolean' },
    demo: { type: 'string' },
    hint: { type: 'boolean' },
    diff: { type: 'boolean' },
    'show-solution': { type: 'boolean' },
    yes: { type: 'boolean' },
    reset: { type: 'boolean' },
    update: { type: 'boolean' },
  },
  async run({ values, positionals }) {
    const { solution = false, lab, trace = false, shell = false, plain = false } = values
    if (plain) kleur.enabled = false
    if (positionals.length > 1) throw new Problem('one chapter at a time', 2)
    if (positionals[0] === undefined) {
      const [flag] = Object.keys(values).filter(name => name !== 'plain' && name !== 'update')
      if (flag !== undefined) throw new Problem(`--${flag} goes with a chapter`, 2)
      if (values.update) update(print)
      else print(showHome(progress(chapters()), plain))
      return 0
    }
    if (values.update) throw new Problem('--update is for the whole course: npm run lab -- --update', 2)
    if (lab !== undefined && solution) throw new Problem('--lab and --solution: one of the two', 2)
    const chapter = findChapter(positionals[0])
    const aid = AIDS.filter(name => values[name])
    if (aid.length > 1) throw new Problem(`--${aid.join(' and --')}: one of them`, 2)
    const file = lab !== undefined ? userPath(lab) : solution ? solutionOf(chapter) : labOf(chapter)
    const named = solution ? ' -- --solution' : lab === undefined ? '' : ` -- --lab ${lab}`
    if (values.demo !== undefined) {
      if (values.demo !== '' && values.demo !== 'text')
        throw new Problem(`--demo=${values.demo}: there are --demo and --demo=text`, 2)
      return demonstrate(chapter, file, { asText: values.demo === 'text' })
    }
    if (aid[0] !== undefined) return help(aid[0], chapter, file, values.yes ?? false)
    const how = { trace, shell, plain, named }
    if (!values.watch) {
      await using machine = await restore()
      return await perform(chapter, file, machine, how)
    }
    if (shell) throw new Problem('--watch and --shell: one of the two', 2)
    return onSave([file], [file], (_, machine) => perform(chapter, file, machine, how))
  },
})

const print = (text: string) => process.stdout.write(`${text}\n`)

/** What helps instead of running the lab. */
const AIDS = ['hint', 'diff', 'show-solution', 'reset'] as const

async function help(aid: (typeof AIDS)[number], chapter: Chapter, file: string, sure: boolean): Promise<number> {
  if (aid === 'hint') print(nextHint(progressOf(chapter)))
  else if (aid === 'diff') return (await showDiff(chapter, file, print)) ? 0 : 1
  else if (aid === 'reset') print(reset(chapter))
  else if (sure || (await ask(`This shows how we filled the holes of ${chapter.id}; --hint shows less. Show it?`)))
    print(showSolution(chapter))
  else print(`not shown; npm run lab ${chapter.id} -- --hint is a smaller step`)
  return 0
}

interface How {
  readonly trace: boolean
  readonly shell: boolean
  readonly plain: boolean
  /** How the file was named, to be repeated in a command. */
  readonly named: string
}

async function perform(chapter: Chapter, file: string, machine: Machine, how: How): Promise<number> {
  const path = relative(root, file)
  const { bundle, performing } = await stage(machine, chapter, file, how.shell)
  const types = typeErrors([file])

  print(
    how.plain
      ? `chapter ${chapter.id}: ${chapter.title}; file ${path}`
      : `${kleur.bold(`${chapter.id}: ${chapter.title}`)}  ${kleur.gray(path)}`,
  )
  const containers = new Containers()
  let problem: AnswerProblem | undefined
  for await (const scene of performing.messages) {
    if ('rows' in scene) {
      print(heading('host and container, side by side', how))
      print(showComparison(scene.rows, how))
      if (how.shell) {
        print(heading(`a shell in the machine, as its root; the container is process ${scene.pid}`, how))
        print('`inside` gives a shell in the container, `inside COMMAND` runs one there')
        await machine.shell(scene.pid)
        await performing.send('go on')
      }
    } else if ('printed' in scene) {
      if (scene.printed)
        print(`${heading('your file printed', how)}\n${indented(printable(bundle.placed(scene.printed)), '    ')}`)
    } else if (scene.event.event === 'program') {
      const { name } = containers.of(scene.event.id, scene.event.beside)
      print(heading(`the program of ${name}, step by step, as the child ran it`, how))
      print(showProgram(scene.event.steps, how))
    } else if (scene.event.event === 'output') {
      containers.of(scene.event.id).hear(Buffer.from(scene.event.data, 'base64').toString())
    } else if (scene.event.event === 'exit') {
      containers.of(scene.event.id).end = `exit code ${scene.event.code}`
    } else if (scene.event.event === 'error') {
      const told = containers.of(scene.event.id)
      if (told.beside)
        told.end = scene.event.error.message // the demo tells if it should have come further
      else problem ??= scene.event.error // the first one; others may follow from it
    } else if (scene.event.event === 'threw' && scene.event.error.hole !== undefined) {
      problem ??= scene.event.error // whatever else a called function throws is for the demo to tell
    }
  }
  for (const { name, beside, output, end } of containers.all()) {
    if (output || beside) print(heading(`output of ${name}`, how))
    if (output) print(indented(output, how.plain ? 'output: ' : '    '))
    if (end) print(`${how.plain ? '' : '\n'}${end}`)
  }
  const trouble = await performing.result.then(
    () => undefined,
    (error: Error) => {
      if (error instanceof Problem) throw error // the machine's, and nothing that a lab could mend
      return error.message
    },
  )
  print('')
  const errors = (await types)(file)
  if (errors.length > 0) print(`${heading('the type checker says', how)}\n${explainTypes(file, errors)}\n`)
  return conclude(chapter, file, how, problem && { ...problem, stack: bundle.placed(problem.stack ?? '') }, trouble)
}

/** The last word: what is open, and what to do next. */
function conclude(
  chapter: Chapter,
  file: string,
  { named }: How,
  problem: AnswerProblem | undefined,
  trouble: string | undefined,
): number {
  const text = readFileSync(file, 'utf8')
  if (isStarter(chapter, text)) {
    print(welcome(chapter, file))
    return 1
  }
  const open = holes(text)
  if (problem) print(explain(file, problem))
  else if (trouble !== undefined) print(printable(trouble))
  const path = relative(root, file)
  if (open.length > 0) {
    print(`\n${open.length} ${open.length === 1 ? 'hole is' : 'holes are'} open in ${path}:`)
    for (const { number, line, task } of open) print(wrapped(`  line ${line}, hole ${number}: ${task}`, 80, '      '))
    print('')
  }
  if (problem || trouble !== undefined || open.length > 0) {
    const todo = open.length > 0 && (!problem || problem.hole !== undefined) ? 'fill the hole' : 'mend this'
    print(kleur.cyan(`next: ${todo}, save, and run it again\nthe text: chapters/${chapter.id}/README.md`))
    return 1
  }
  print(kleur.cyan(`next: npm run check ${chapter.id}${named}`))
  return 0
}
