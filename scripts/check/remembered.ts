// The last verdict on each lab, so that it need not be asked for again as long as nothing has changed.
import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { root } from '../cli/paths.ts'
import { folderOf } from '../setup/part.ts'
import { snapshot } from '../vm/snapshot.ts'
import type { ChapterResult, CheckResult } from './result.ts'

/** What a verdict came to. */
export type Points = Pick<ChapterResult, 'points' | 'maxPoints'>

export interface Verdict extends Points {
  /** The version of the course whose checks said so. */
  readonly version: string
  readonly checks: readonly Pick<CheckResult, 'id' | 'title' | 'status' | 'hint'>[]
}

/** Whether just these checks would say so now; or they, or what the lab is built upon, have changed; or the lab has. */
export type Of = 'now' | 'an older course' | 'an older lab'

interface Kept extends Verdict {
  /** Hash of the lab's text, whatever the file is called. */
  readonly lab: string
  /** The course's files that the lab and its checks were bundled with; and their hash, the machine's with them. */
  readonly from: readonly string[]
  readonly course: string
}

const folder = join(root, 'dist/verdicts')
const fileOf = (chapter: string) => join(folder, `${chapter}.json`)

/** Names what is in a file: its hash; '' where no file is there. */
export const contentOf = (file: string): string =>
  statSync(file, { throwIfNoEntry: false })?.isFile()
    ? createHash('sha256').update(readFileSync(file)).digest('hex')
    : ''

function courseOf(from: readonly string[]): string {
  const hash = createHash('sha256').update(folderOf(snapshot))
  for (const path of from) hash.update(`\n${path} ${contentOf(join(root, path))}`)
  return hash.digest('hex')
}

/**
 * Keeps the verdict on the lab `file`, bundled `from` these files, in place of an earlier one. What ran out of time, or was
 * the grader's fault, may pass the next time: that is not kept.
 */
export function remember(
  file: string,
  from: readonly string[],
  { id, points, maxPoints, checks }: Points & Pick<ChapterResult, 'id' | 'checks'>,
): void {
  if (checks.some(({ status }) => status === 'timeout' || status === 'error')) return
  const course = [...new Set(from)].filter(path => path !== relative(root, file)).sort()
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }
  const kept: Kept = {
    version,
    points,
    maxPoints,
    checks: checks.map(({ id, title, status, hint }) => ({ id, title, status, hint })),
    lab: contentOf(file),
    from: course,
    course: courseOf(course),
  }
  try {
    mkdirSync(folder, { recursive: true })
    const fresh = join(folder, `.${id}.${process.pid}`)
    writeFileSync(fresh, JSON.stringify(kept))
    renameSync(fresh, fileOf(id))
  } catch {
    // a full or read-only disk: then it is asked for again
  }
}

/** The last verdict on the lab of this chapter, and what it is of. Undefined where there is none. */
export function recall(chapter: string, file: string): (Verdict & { readonly of: Of }) | undefined {
  const kept = read(fileOf(chapter))
  if (!kept) return undefined
  if (kept.lab !== contentOf(file)) return { ...kept, of: 'an older lab' }
  return { ...kept, of: kept.course === courseOf(kept.from) ? 'now' : 'an older course' }
}

function read(file: string): Kept | undefined {
  try {
    const kept = JSON.parse(readFileSync(file, 'utf8')) as Partial<Kept>
    return Array.isArray(kept.checks) && Array.isArray(kept.from) ? (kept as Kept) : undefined
  } catch {
    return undefined
  }
}
