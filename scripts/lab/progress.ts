// What is known of a chapter's lab as it is now. Nobody writes it down: it follows from the file and the last verdict on it.
import { existsSync, readFileSync } from 'node:fs'
import { recall, type Verdict } from '../check/remembered.ts'
import { root } from '../cli/paths.ts'
import type { Chapter } from '../course/chapters.ts'
import { labOf } from '../labs/lab-of.ts'
import { holes, type OpenHole } from '../labs/starter.ts'
import { type LabState, labs } from '../labs/workbench.ts'

export interface Progress {
  readonly chapter: Chapter
  /** The learner's file: a path. */
  readonly file: string
  /**
   * missing: there is no file; untouched: a starter; begun: holes are open; written: never judged; changed: judged, but
   * otherwise then; outdated: judged as it is, by checks that have changed since; judged: points are missing; whole.
   */
  readonly state: 'missing' | 'untouched' | 'begun' | 'written' | 'changed' | 'outdated' | 'judged' | 'whole'
  readonly open: readonly OpenHole[]
  /** The last one, of whatever text. */
  readonly verdict?: Verdict
}

/** Of all these chapters. Quick, and without a machine. */
export function progress(chapters: readonly Chapter[]): Progress[] {
  const states = new Map(labs(root).map(({ name, state }) => [name, state]))
  return chapters.map(chapter => of(chapter, states.get(chapter.id)))
}

export const progressOf = (chapter: Chapter): Progress => progress([chapter])[0] as Progress

function of(chapter: Chapter, lab: LabState | undefined): Progress {
  const file = labOf(chapter)
  if (!existsSync(file)) return { chapter, file, state: 'missing', open: [] }
  const open = holes(readFileSync(file, 'utf8'))
  const verdict = recall(chapter.id, file)
  const found = { chapter, file, open, ...(verdict && { verdict }) }
  if (lab === 'current' || lab === 'stale') return { ...found, state: 'untouched' }
  if (open.length > 0) return { ...found, state: 'begun' }
  if (!verdict) return { ...found, state: 'written' }
  if (verdict.of === 'an older lab') return { ...found, state: 'changed' }
  if (verdict.of === 'an older course') return { ...found, state: 'outdated' }
  return { ...found, state: verdict.points === verdict.maxPoints ? 'whole' : 'judged' }
}
