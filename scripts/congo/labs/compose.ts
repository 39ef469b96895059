// Which chapters of a composed congo are the learner's, and which come from solutions/.
import { existsSync, readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { checkChapter } from '../../check/check-chapter.ts'
import { type Points, recall } from '../../check/remembered.ts'
import { inOrder } from '../../cli/in-order.ts'
import { wrapped } from '../../cli/text.ts'
import { type Chapter, chapters } from '../../course/chapters.ts'
import { labOf } from '../../labs/lab-of.ts'
import { holes } from '../../labs/starter.ts'

/** A chapter of the composition; `lacks` says why it is borrowed. */
interface Part {
  readonly id: string
  readonly lacks?: string
}

/** Gives the chapters whose labs pass all their checks, and says which they are; the kernel judges those that it does not know. */
export async function compose(say: (line: string) => void): Promise<string[]> {
  const all = chapters()
  const known = new Map(all.map(chapter => [chapter, look(chapter)]))
  const unknown = all.filter(chapter => known.get(chapter) === undefined)
  if (unknown.length > 0) {
    say(wrapped(`first the kernel judges, as they are now: ${named(unknown)}`, WIDTH, '  '))
    await inOrder(unknown, availableParallelism(), say, async (chapter, show) => {
      const result = await checkChapter({ chapter, file: labOf(chapter), named: '' })
      known.set(chapter, judged(chapter, result))
      show(`${chapter.id}: ${result.points} of ${result.maxPoints} points`)
    })
  }
  const parts = all.flatMap(chapter => known.get(chapter) ?? [])
  const yours = parts.filter(({ lacks }) => lacks === undefined)
  const reasons = new Set(parts.flatMap(({ lacks }) => lacks ?? []))
  const borrowed = [...reasons].map(reason => `${named(parts.filter(({ lacks }) => lacks === reason))} (${reason})`)
  say(wrapped(`yours: ${named(yours) || 'nothing'}`, WIDTH, '  '))
  say(wrapped(`borrowed from solutions: ${borrowed.join(', ') || 'nothing'}`, WIDTH, '  '))
  return yours.map(({ id }) => id)
}

const WIDTH = 72 // and "congo: " in front of it

const named = (all: readonly { readonly id: string }[]) => all.map(({ id }) => id).join(' ')

/** What is known of a lab without asking the kernel; undefined where that is to be asked. */
function look(chapter: Chapter): Part | undefined {
  const file = labOf(chapter)
  if (!existsSync(file)) return { id: chapter.id, lacks: 'no lab' }
  if (holes(readFileSync(file, 'utf8')).length > 0) return { id: chapter.id, lacks: 'holes open' }
  const verdict = recall(chapter.id, file)
  return verdict?.of === 'now' ? judged(chapter, verdict) : undefined
}

const judged = ({ id }: Chapter, { points, maxPoints }: Points): Part =>
  points === maxPoints ? { id } : { id, lacks: `${points} of ${maxPoints} points` }
