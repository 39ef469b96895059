// The file "exit", which the monitor leaves: how the container's first process ended.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

export type Record = ({ readonly code: number } | { readonly signal: number }) & {
  /** Whether the kernel has killed a process of the container for want of memory. */
  readonly oom: boolean
  readonly at: string
}

/** Undefined where there is none. Throws an Error of one line where the file is not what a monitor writes. */
export function readRecord(folder: string): Record | undefined {
  const file = join(folder, 'exit')
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
  try {
    const record: unknown = JSON.parse(text)
    if (isRecord(record)) return record
  } catch {
    // told below
  }
  throw new Error(`${file}: not the record of a monitor`)
}

const isRecord = (value: unknown): value is Record => {
  if (typeof value !== 'object' || value === null) return false
  const { code, signal, oom, at } = value as { [key: string]: unknown }
  return (Number.isInteger(code) || Number.isInteger(signal)) && typeof oom === 'boolean' && typeof at === 'string'
}
