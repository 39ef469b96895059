// The last verdict on each lab, so that it need not be asked for again as long as nothing has changed.
import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../cli/paths.ts'
import { folderOf } from '../setup/part.ts'
import { snapshot } from '../vm/snapshot.ts'
import type { ChapterResult } from './result.ts'

/** What a verdict came to. */
export type Points = Pick<ChapterResult, 'points' | 'maxPoints'>

type Verdict = Points & Pick<ChapterResult, 'id' | 'checks'>

const folder = join(root, 'dist/verdicts')
const fileOf = (chapter: string) => join(folder, `${chapter}.json`)

/** What a verdict depends on: the bundles of the answer and of its checks, and the machine. */
export function keyOf(answer: string, checks: string): string {
  const hash = createHash('sha256')
  for (const text of [answer, checks, folderOf(snapshot)]) hash.update(`${text.length}:`).update(text)
  return hash.digest('hex')
}

/** Keeps it in place of an earlier one. What ran out of time, or was the grader's fault, may pass the next time: that is not kept. */
export function remember(key: string, { id, points, maxPoints, checks }: Verdict): void {
  if (checks.some(({ status }) => status === 'timeout' || status === 'error')) return
  try {
    mkdirSync(folder, { recursive: true })
    const fresh = join(folder, `.${id}.${process.pid}`)
    writeFileSync(fresh, JSON.stringify({ key, points, maxPoints }))
    renameSync(fresh, fileOf(id))
  } catch {
    // a full or read-only disk: then it is asked for again
  }
}

/** Undefined where nothing is known of just these bundles. */
export function recall(key: string, chapter: string): Points | undefined {
  try {
    const kept = JSON.parse(readFileSync(fileOf(chapter), 'utf8')) as Points & { key: string }
    return kept.key === key ? kept : undefined
  } catch {
    return undefined
  }
}
