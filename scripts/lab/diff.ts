// The learner's program of steps beside the solution's, as both ran in the chapter's demo.
import { relative } from 'node:path'
import kleur from 'kleur'
import { explain } from '../answer/explain.ts'
import type { Problem } from '../answer/protocol.ts'
import { root } from '../cli/paths.ts'
import { printable, wrapped } from '../cli/text.ts'
import type { Chapter } from '../course/chapters.ts'
import { solutionOf } from '../labs/lab-of.ts'
import { restore } from '../vm/machines.ts'
import { compare, type Difference } from './beside.ts'
import { Containers } from './containers.ts'
import { stage } from './stage.ts'

/** Shows it by `print`; whether there was no difference. */
export async function showDiff(chapter: Chapter, file: string, print: (text: string) => void): Promise<boolean> {
  const [theirs, ours] = await Promise.all([programs(chapter, file), programs(chapter, solutionOf(chapter))])
  print(`${kleur.bold(`${chapter.id}: ${chapter.title}`)}  ${kleur.gray(relative(root, file))}, step by step\n`)
  let same = true
  for (const [i, { name, steps }] of ours.all.entries()) {
    const mine = theirs.all[i]?.steps
    const found = mine && compare(mine, steps)
    if (found?.length === 0) print(`${name}: the same ${steps.length} steps as in the solution`)
    else {
      same = false
      print(
        `${name}: ${mine && found ? `your program has ${mine.length} steps` : 'your file did not come to its steps'}`,
      )
      for (const each of found ?? []) print(wrapped(`  ${inWords(each, mine ?? [])}`, 80, '      '))
    }
  }
  for (const { name, steps } of theirs.all.slice(ours.all.length)) {
    same = false
    print(`${name}: ${steps.length} steps, and the solution starts no such process`)
  }
  if (theirs.problem) print(`\n${explain(file, theirs.problem)}`)
  print(
    kleur.cyan(
      wrapped(
        `\nnext: npm run check ${chapter.id}, which also judges the functions of your file that make no step`,
        80,
      ),
    ),
  )
  return same && !theirs.problem
}

function inWords(difference: Difference, mine: readonly string[]): string {
  const shown = (step: number) => `step ${step}, ${printable(mine[step] ?? '')}`
  switch (difference.kind) {
    case 'missing':
      return `missing: ${difference.call}(2), ${difference.after < 0 ? 'first of all' : `after ${shown(difference.after)}`}`
    case 'more':
      return `too much: ${shown(difference.step)}`
    case 'moved':
      return `elsewhere in the solution: ${shown(difference.step)}`
    case 'other':
      return `with other arguments in the solution: ${shown(difference.step)}`
  }
}

interface Program {
  readonly name: string
  readonly steps: readonly string[]
}

/** The programs of the demo, in the order in which they were heard of, and what went wrong first. */
async function programs(chapter: Chapter, file: string): Promise<{ all: Program[]; problem: Problem | undefined }> {
  await using machine = await restore()
  const { bundle, performing } = await stage(machine, chapter, file, false)
  const containers = new Containers()
  const all: Program[] = []
  let problem: Problem | undefined
  for await (const scene of performing.messages) {
    if (!('event' in scene)) continue
    const { event } = scene
    if (event.event === 'program') {
      const { name } = containers.of(event.id, event.beside)
      all.push({ name, steps: event.steps.map(({ text }) => text) })
    } else if (event.event === 'error' || event.event === 'threw') {
      if (!containers.of(event.id).beside) problem ??= event.error
    }
  }
  await performing.result.catch((error: Error) => {
    problem ??= { message: error.message }
  })
  return { all, problem: problem && { ...problem, stack: bundle.placed(problem.stack ?? '') } }
}
