// Finished results, by what they were made from: a run that was cut short goes on where it stood.
import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as v from 'valibot'
import { root } from '../../cli/paths.ts'
import { bundle, checkChapter, type Order } from '../check-chapter.ts'
import { ChapterResult } from '../result.ts'

const folder = join(root, 'dist/graded')

/** The result of this answer by these checks: that of an earlier run where there is one. */
export async function checkOrRecall(order: Order): Promise<{ result: ChapterResult; recalled: boolean }> {
  const bundles = await bundle(order)
  const key = createHash('sha256').update(bundles.key).update(readFileSync(order.file)).digest('hex')
  const file = join(folder, `${key}.json`)
  const kept = recall(file)
  if (kept) return { result: kept, recalled: true }
  const result = await checkChapter(order, undefined, bundles)
  // The next time these may be over in time, or have a machine.
  if (!result.checks.some(({ status }) => status === 'timeout' || status === 'error')) keep(file, result)
  return { result, recalled: false }
}

function recall(file: string): ChapterResult | undefined {
  try {
    return v.parse(ChapterResult, JSON.parse(readFileSync(file, 'utf8')))
  } catch {
    return undefined
  }
}

function keep(file: string, result: ChapterResult): void {
  try {
    mkdirSync(folder, { recursive: true })
    writeFileSync(`${file}.${process.pid}`, JSON.stringify(result))
    renameSync(`${file}.${process.pid}`, file)
  } catch {
    // a full disk: it is graded again the next time
  }
}
