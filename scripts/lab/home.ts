// What `npm run lab` shows: the chapters, the points, and the one thing to do next. Fits 80 columns.
import { relative } from 'node:path'
import kleur from 'kleur'
import { root } from '../cli/paths.ts'
import { wrapped } from '../cli/text.ts'
import type { Progress } from './progress.ts'
import { isHalfDone } from './update.ts'

export function showHome(all: readonly Progress[], plain: boolean): string {
  const lines = all.map(each => {
    const { id, title, minutes, points } = each.chapter
    if (plain) return `chapter ${id}: ${title}; ${minutes} minutes, ${points} points; ${inWords(each)}`
    return `${kleur.bold(id.padEnd(13))} ${title.padEnd(36)} ${PAINT[each.state](inWords(each))}`
  })
  const sum = (of: (each: Progress) => number) => all.reduce((sum, each) => sum + of(each), 0)
  const whole = all.filter(({ state }) => state === 'whole').length
  const points = sum(({ state, verdict }) => (state === 'judged' || state === 'whole' ? (verdict?.points ?? 0) : 0))
  const most = sum(({ chapter }) => chapter.points)
  return [
    ...lines,
    '',
    `together: ${points} of ${most} points, ${whole} of ${all.length} chapters whole`,
    kleur.cyan(wrapped(`next: ${next(all)}`, 80, '      ')),
  ].join('\n')
}

const PAINT: Record<Progress['state'], (text: string) => string> = {
  missing: kleur.red,
  untouched: kleur.gray,
  begun: kleur.yellow,
  written: kleur.yellow,
  changed: kleur.yellow,
  outdated: kleur.yellow,
  judged: kleur.yellow,
  whole: kleur.green,
}

function inWords({ state, open, verdict, chapter }: Progress): string {
  const points = verdict ? `${verdict.points} of ${verdict.maxPoints}` : ''
  switch (state) {
    case 'missing':
      return 'no lab file'
    case 'untouched':
      return `not begun, ${chapter.minutes} minutes`
    case 'begun':
      return `${open.length} ${open.length === 1 ? 'hole' : 'holes'} open`
    case 'written':
      return 'not checked yet'
    case 'changed':
      return `changed; was ${points} points`
    case 'outdated':
      return `${points} by checks of ${verdict?.version}`
    default:
      return `${points} points`
  }
}

/** What is begun comes before what is new. */
function next(all: readonly Progress[]): string {
  if (isHalfDone())
    return 'an update was cut short, and some of your labs are not in their place: npm run lab -- --update'
  const todo =
    all.find(({ state }) => state !== 'whole' && state !== 'untouched' && state !== 'missing') ??
    all.find(({ state }) => state !== 'whole')
  if (!todo) return 'all is whole: npm run congo -- run --labs -it busybox sh is the runtime that you have written'
  const { chapter, file, state, open, verdict } = todo
  const [id, path] = [chapter.id, relative(root, file)]
  const failed = verdict?.checks.find(({ status }) => status !== 'pass')
  switch (state) {
    case 'missing':
      return `npm run labs (it makes ${path} again)`
    case 'untouched':
      return `read chapters/${id}/README.md, then: npm run lab ${id}`
    case 'begun':
      return `fill hole ${open[0]?.number} in ${path}, line ${open[0]?.line}, then: npm run lab ${id}`
    case 'written':
      return `npm run check ${id}`
    case 'changed':
      return `${id} has changed since it was judged: npm run check ${id}`
    case 'outdated':
      return `the checks of ${id} have changed since it was judged: npm run check ${id}`
    default:
      return `mend what ${id} lacks, "${failed?.title}": npm run check ${id} -- --only ${failed?.id}`
  }
}
