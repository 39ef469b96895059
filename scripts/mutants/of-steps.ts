// Mutants of the program of steps: each step dropped, each two neighbours swapped, each bit of their flags cleared, each part
// of a mechanism left out.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { bundleAnswer, bundleJob } from '../answer/bundle.ts'
import { root } from '../cli/paths.ts'
import type { Chapter } from '../course/chapters.ts'
import { withAnswer } from '../test/start.ts'
import { restore } from '../vm/machines.ts'
import type { Mutant } from './mutant.ts'
import type { Asked, Change, Has, Seen } from './step-changes.ts'

/** An answer that exports what the solution does, changed; without a change it writes down its steps. */
function answerOf({ id }: Chapter, change?: Change): string {
  const names = exportsOf(readFileSync(join(root, 'solutions', `${id}.ts`), 'utf8'))
  const second = change ? `, ${JSON.stringify(change)}` : ''
  return [
    `import * as right from '../solutions/${id}.ts'`,
    "import { changed } from '../scripts/mutants/step-changes.ts'",
    ...names.map(name => `export const ${name} = changed(right.${name}${second})`),
  ].join('\n')
}

const exportsOf = (text: string): string[] =>
  [...text.matchAll(/^export (?:const|(?:async )?function\*?) (\w+)/gm)].map(([, name = '']) => name)

/** What the chapter's steps are when its checks run: the solution is asked, in the machine. */
async function record(chapter: Chapter): Promise<(Seen | Asked | Has)[]> {
  let lines = ''
  await withAnswer(answerOf(chapter), async file => {
    await using machine = await restore()
    const source = `
      import { readFileSync } from 'node:fs'
      import checks from './chapters/${chapter.id}/check.ts'
      import { judge } from './scripts/check/judge.ts'
      import { STEPS } from './scripts/mutants/step-changes.ts'
      export default async job => {
        const [pid] = job.warmed.sandbox.pids()
        await judge(checks, job)
        return readFileSync('/proc/' + pid + '/root' + STEPS, 'utf8')
      }`
    const [{ code }, job] = await Promise.all([bundleAnswer(file), bundleJob(source)])
    const { speed } = await machine.ready()
    const recording = machine.load<string>(job, { chapter: chapter.id, code, nonce: '', speed })
    for await (const _ of recording.messages);
    lines = await recording.result
  })
  const different = new Set(lines.split('\n').filter(Boolean))
  return [...different].map(line => JSON.parse(line) as Seen | Asked | Has)
}

export async function mutantsOfSteps(chapter: Chapter): Promise<Mutant[]> {
  const all = await record(chapter)
  const seen = all.filter(each => 'key' in each)
  const bits = (value: number) =>
    Array.from({ length: 32 }, (_, i) => (1 << i) >>> 0).filter(bit => (value & bit) !== 0)
  const clone = new Set(all.flatMap(each => ('clone' in each ? bits(each.clone) : [])))
  const changes = new Map<string, Change>()
  for (const { key, next, flags } of seen) {
    changes.set(`without ${key}`, { drop: key })
    if (next !== undefined && next !== key) changes.set(`${next} before ${key}`, { swap: [key, next] })
    for (const { argument, bits } of flags) {
      for (const bit of bits)
        changes.set(`${key} without bit 0x${bit.toString(16)} of argument ${argument + 1}`, {
          clear: key,
          argument,
          bit,
        })
    }
  }
  for (const flag of clone) changes.set(`clone3 without flag 0x${flag.toString(16)}`, { flag })
  for (const without of all.flatMap(each => ('parts' in each ? each.parts : [])))
    changes.set(`without ${without}()`, { without })
  return [...changes].map(([what, change]) => ({ what, text: answerOf(chapter, change) }))
}
