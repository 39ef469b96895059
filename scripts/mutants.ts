import { existsSync, readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import kleur from 'kleur'
import { checkChapter } from './check/check-chapter.ts'
import { command } from './cli/command.ts'
import { inOrder } from './cli/in-order.ts'
import { root } from './cli/paths.ts'
import { type Chapter, chapters, findChapter } from './course/chapters.ts'
import type { Mutant } from './mutants/mutant.ts'
import { mutantsOfStatements } from './mutants/of-statements.ts'
import { mutantsOfSteps } from './mutants/of-steps.ts'
import { withAnswer } from './test/start.ts'

export default command({
  usage: `
npm run mutants [CHAPTER ...]
  Changes one thing in the solution of a chapter, a step, a flag or a statement,
  one after the other, and has the checks look at each: every change has to be
  noticed. Those that change nothing are listed in chapters/NN-name/equal.txt.

  --all              shows each change, and which check has noticed it

Exit code: 0 all were noticed, 1 some were not, 2 wrong use, 3 the grader itself
failed.`,
  options: { all: { type: 'boolean' } },
  async run({ values: { all = false }, positionals }) {
    const wanted = positionals.length > 0 ? positionals.map(typed => findChapter(typed)) : chapters()
    let survivors = 0
    for (const chapter of wanted) survivors += await hunt(chapter, all)
    return survivors > 0 ? 1 : 0
  },
})

const print = (line: string) => process.stdout.write(`${line}\n`)

/** Gives how many nobody has noticed though they are not said to change nothing, and said to though they do. */
async function hunt(chapter: Chapter, all: boolean): Promise<number> {
  const mutants = [...(await mutantsOfSteps(chapter)), ...(await mutantsOfStatements(chapter))]
  const show = (line: string) => process.stdout.isTTY && process.stderr.write(`${line}\n`)
  let done = 0
  const fates = await inOrder(mutants, availableParallelism(), show, async (mutant, show) => {
    const catcher = await noticedBy(chapter, mutant)
    show(kleur.gray(`${chapter.id}: ${++done} of ${mutants.length}`))
    return { ...mutant, catcher }
  })
  const equal = equalOf(chapter)
  const free = fates.filter(({ catcher }) => catcher === undefined)
  const missed = free.filter(({ what }) => !equal.has(what))
  const wrong = fates.filter(({ what, catcher }) => catcher !== undefined && equal.has(what))
  const gone = [...equal].filter(what => !fates.some(fate => fate.what === what))
  const catchers = new Map<string, number>()
  for (const { catcher } of fates) if (catcher) catchers.set(catcher, (catchers.get(catcher) ?? 0) + 1)
  const by = [...catchers].map(([id, count]) => `${id} ${count}`).join(', ')
  const same = free.length - missed.length
  print(
    `${kleur.bold(chapter.id)}: ${mutants.length} tried, ${mutants.length - free.length} noticed (${by}), ${same} change nothing`,
  )
  if (all) for (const { what, catcher } of fates) print(`  ${(catcher ?? '-').padEnd(20)} ${what}`)
  for (const { what } of missed) print(kleur.red(`  not noticed: ${what}`))
  for (const { what, catcher } of wrong) print(kleur.red(`  equal.txt lists what ${catcher} has noticed: ${what}`))
  for (const what of gone) print(kleur.red(`  equal.txt lists what is none of them: ${what}`))
  if (same > mutants.length / 10) print(kleur.red('  more than a tenth of them are said to change nothing'))
  return missed.length + wrong.length + gone.length
}

/** The first check that it does not pass. */
async function noticedBy(chapter: Chapter, { text }: Mutant): Promise<string | undefined> {
  let catcher: string | undefined
  await withAnswer(text, async file => {
    const { checks } = await checkChapter({ chapter, file, named: '', first: true })
    catcher = checks.find(({ status }) => status !== 'pass')?.id
  })
  return catcher
}

/** A line each; those that begin with "#" say why of those that follow. */
function equalOf({ id }: Chapter): Set<string> {
  const file = join(root, 'chapters', id, 'equal.txt')
  const lines = existsSync(file) ? readFileSync(file, 'utf8').split('\n') : []
  return new Set(lines.filter(line => line !== '' && !line.startsWith('#')))
}
