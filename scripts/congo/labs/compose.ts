// Which chapters of a composed congo are the learner's, and which come from solutions/.
import { existsSync, readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { checkChapter, labOf, verdictOf } from '../../check/check-chapter.ts'
import { inOrder } from '../../cli/in-order.ts'
import { wrapped } from '../../cli/text.ts'
import { type Chapter, chapters } from '../../course/chapters.ts'
import { holes } from '../../labs/starter.ts'

/** A chapter of the composition; `lacks` says why it is borrowed. */
interface Part {
  readonly id: string
  readonly lacks?: string
}

/** Gives the chapters whose labs pass all their checks, and says which they are; the kernel judges those that have changed. */
export async function compose(say: (line: string) => void): Promise<string[]> {
  const all = chapters()
  const parts = new Map<Chapter, Part>()
  const changed: Chapter[] = []
  const look = async (chapter: Chapter) => {
    const lacks = unfinished(chapter)
    const points = lacks === undefined ? await verdictOf(chapter) : undefined
    if (lacks !== undefined) parts.set(chapter, { id: chapter.id, lacks })
    else if (points) parts.set(chapter, judged(chapter, points))
    else changed.push(chapter)
  }
  await Promise.all(all.map(look))
  changed.sort((a, b) => all.indexOf(a) - all.indexOf(b))
  if (changed.length > 0) {
    say(wrapped(`first the kernel judges what has changed since: ${named(changed)}`, WIDTH, '  '))
    await inOrder(changed, availableParallelism(), say, async (chapter, show) => {
      const points = await checkChapter({ chapter, file: labOf(chapter), named: '' })
      parts.set(chapter, judged(chapter, points))
      show(`${chapter.id}: ${points.points} of ${points.maxPoints} points`)
    })
  }
  const told = all.flatMap(chapter => parts.get(chapter) ?? [])
  const yours = told.filter(({ lacks }) => lacks === undefined)
  const reasons = new Set(told.flatMap(({ lacks }) => lacks ?? []))
  const borrowed = [...reasons].map(reason => `${named(told.filter(({ lacks }) => lacks === reason))} (${reason})`)
  say(wrapped(`yours: ${named(yours) || 'nothing'}`, WIDTH, '  '))
  say(wrapped(`borrowed from solutions: ${borrowed.join(', ') || 'nothing'}`, WIDTH, '  '))
  return yours.map(({ id }) => id)
}

const WIDTH = 72 // and "congo: " in front of it

const named = (all: readonly { readonly id: string }[]) => all.map(({ id }) => id).join(' ')

/** What can be seen without the kernel's help; undefined of a lab that may pass. */
function unfinished(chapter: Chapter): string | undefined {
  const file = labOf(chapter)
  if (!existsSync(file)) return 'no lab'
  return holes(readFileSync(file, 'utf8')).length > 0 ? 'holes open' : undefined
}

const judged = ({ id }: Chapter, { points, maxPoints }: { points: number; maxPoints: number }): Part =>
  points === maxPoints ? { id } : { id, lacks: `${points} of ${maxPoints} points` }
