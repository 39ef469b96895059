// What is told of a class: a table, and a text for each student.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import kleur from 'kleur'
import { errorCode, Problem } from '../../cli/problem.ts'
import { printable } from '../../cli/text.ts'
import type { Task } from '../../course/file.ts'
import { sha256 } from '../../setup/packages.ts'
import { terminal } from '../formats/terminal.ts'
import type { ChapterResult } from '../result.ts'

/** What is remembered of a result for the table. */
export interface Sum {
  readonly points: number
  readonly maxPoints: number
  /** The grader failed. */
  readonly error: boolean
  readonly late: boolean
  /** As in a result. */
  readonly normal: string | undefined
}

/** Throws a Problem (2) where the folder cannot be made. */
export function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true })
  } catch (error) {
    throw new Problem(`--reports ${folder} cannot be made (${errorCode(error)})`, 2)
  }
}

/** Writes one student's report, without colours. Throws a Problem (3) where it cannot be written. */
export function writeReport(folder: string, student: string, chapters: ChapterResult[]): void {
  const coloured = kleur.enabled
  kleur.enabled = false
  try {
    writeFileSync(join(folder, `${fileName(student)}.txt`), terminal({ version: 1, chapters }))
  } catch (error) {
    throw new Problem(`the report on ${printable(student)} cannot be written (${errorCode(error)})`, 3)
  } finally {
    kleur.enabled = coloured
  }
}

/** A name that is one on every system, and no other student's: what is neither letter nor digit as %20. */
export function fileName(student: string): string {
  const name = student.replace(/[^\p{L}\p{N}._-]|^\./gu, c =>
    [...Buffer.from(c)].map(byte => `%${byte.toString(16).padStart(2, '0')}`).join(''),
  )
  return Buffer.byteLength(name) <= LONGEST
    ? name
    : `${name.slice(0, LONGEST / 4)}-${sha256(Buffer.from(student)).slice(0, 16)}`
}

/** Bytes: a file system allows 255, and an ending follows. */
const LONGEST = 200

/**
 * A line for each student: the points in each chapter (? where the grader failed; late), their sum, and the grade, which is
 * the mean of the parts of each chapter's points, by weight.
 */
export function showTable(tasks: readonly Task[], sums: ReadonlyMap<string, readonly Sum[]>): string {
  const head = ['student', ...tasks.map(({ chapter }) => chapter.id.slice(0, 2)), 'sum', 'grade']
  const rows = [...sums].map(([student, all]) => [
    printable(student).replace(/[\n\t]/g, ' '),
    ...all.map(({ points, error, late }) => `${error ? '?' : points}${late ? ' late' : ''}`),
    `${total(all.map(({ points }) => points))} of ${total(all.map(({ maxPoints }) => maxPoints))}`,
    `${Math.round(100 * grade(tasks, all))}%`,
  ])
  const widths = head.map((_, i) => Math.max(...[head, ...rows].map(row => (row[i] ?? '').length)))
  return [head, ...rows]
    .map(row => row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0))))
    .map(cells => cells.join('  '))
    .join('\n')
}

const total = (numbers: readonly number[]) => numbers.reduce((sum, number) => sum + number, 0)

/** From 0 to 1. */
function grade(tasks: readonly Task[], sums: readonly Sum[]): number {
  const parts = sums.map(({ points, maxPoints }, i) => (tasks[i]?.weight ?? 0) * (points / maxPoints))
  return total(parts) / (total(tasks.map(({ weight }) => weight)) || 1)
}
