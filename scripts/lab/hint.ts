// What to think of next, for who is stuck: one hint at a time, from what is known of the lab. No machine is asked.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import kleur from 'kleur'
import { HINTS, type Hint } from '../../chapters/hints.ts'
import { root } from '../cli/paths.ts'
import { Problem } from '../cli/problem.ts'
import { wrapped } from '../cli/text.ts'
import type { Progress } from './progress.ts'

const SIZES = ['question', 'pointer', 'nearly'] as const
const NAMES = { question: 'a question', pointer: 'a pointer', nearly: 'nearly the line' } as const

/** Where somebody is stuck, and what helps there. */
interface Stuck {
  /** In words. */
  readonly where: string
  /** By what it is known the next time: lines move. */
  readonly at: string
  readonly hint: Hint
}

/**
 * The next larger hint for the first hole that is open, or else for the first check that does not pass. Throws a Problem (1)
 * where nobody knows of one.
 */
export function nextHint(lab: Progress): string {
  const { id } = lab.chapter
  const { where, at, hint } = stuckAt(lab)
  const last = shownLast(id)
  const size = last.at === at ? Math.min(last.size + 1, SIZES.length - 1) : 0
  keepShown(id, { at, size })
  const name = SIZES[size] ?? 'nearly'
  return [
    kleur.bold(wrapped(`${where}; hint ${size + 1} of ${SIZES.length}, ${NAMES[name]}:`, 80)),
    wrapped(hint[name], 76),
    '',
    kleur.cyan(
      size < SIZES.length - 1
        ? `next: try it; npm run lab ${id} -- --hint says more`
        : `next: try it; the text is chapters/${id}/README.md,\nand npm run lab ${id} -- --show-solution shows how we did it`,
    ),
  ].join('\n')
}

function stuckAt({ chapter: { id }, file, state, open, verdict }: Progress): Stuck {
  const hints = HINTS[id] ?? {}
  if (state === 'missing') throw new Problem(`${relative(root, file)} is not there; npm run labs makes it`, 1)
  const [hole] = open
  if (hole) {
    const hint = hints[hole.number]
    if (!hint) throw new Problem(`${relative(root, file)}:${hole.line}: chapter ${id} has no hole ${hole.number}`, 1)
    return { where: `${id}, hole ${hole.number} (line ${hole.line})`, at: `hole ${hole.number}`, hint }
  }
  if (state === 'whole') throw new Problem(`${id} passes all its checks: there is nothing to hint at`, 1)
  const failed = state === 'judged' && verdict?.checks.find(({ status }) => status !== 'pass')
  if (!failed) throw new Problem(`nobody knows what ${id} lacks as it is now; first: npm run check ${id}`, 1)
  const about = hints[Number(HOLE.exec(failed.hint)?.[1])] ?? given(id)
  return { where: `${id}, "${failed.title}"`, at: failed.id, hint: { ...about, pointer: failed.hint } }
}

/** How the hint of a check names the hole that it is about. */
export const HOLE = /\bholes? (\d+)/

const given = (id: string): Omit<Hint, 'pointer'> => ({
  question: 'This is about code that was given. What have you changed in it, and what was it there for?',
  nearly: `Something that was given has been lost. npm run lab ${id} -- --reset gives it back, and keeps your file beside it.`,
})

/** The hint that was given last, so that the next one is larger. */
interface Shown {
  readonly at: string
  readonly size: number
}

const shownFile = (id: string) => join(root, 'dist/hints', `${id}.json`)

function shownLast(id: string): Shown {
  try {
    return JSON.parse(readFileSync(shownFile(id), 'utf8')) as Shown
  } catch {
    return { at: '', size: 0 }
  }
}

function keepShown(id: string, shown: Shown): void {
  try {
    mkdirSync(join(root, 'dist/hints'), { recursive: true })
    writeFileSync(shownFile(id), JSON.stringify(shown))
  } catch {
    // a full or read-only disk: then the smallest comes again
  }
}
