// The file "exit", which the monitor leaves: how the container's first process ended.
import { openSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

export type Record = ({ readonly code: number } | { readonly signal: number }) & {
  /** Whether the kernel has killed a process of the container for want of memory. */
  readonly oom: boolean
  readonly at: string
}

/**
 * A descriptor of the file in this folder, also while it waits under another name to be written: so that it can be read
 * whatever becomes of the folder meanwhile. Undefined where there is none. Whoever opens it closes it.
 */
export const openRecord = (folder: string): number | undefined =>
  open(join(folder, 'exit.new')) ?? open(join(folder, 'exit')) // it may get its name between the two

function open(file: string): number | undefined {
  try {
    return openSync(file, 'r')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

/** Of a folder, or of what openRecord() has given. Undefined where none was written. Throws an Error of one line where the file is not what a monitor writes. */
export function readRecord(from: string | number): Record | undefined {
  const file = typeof from === 'string' ? join(from, 'exit') : from
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
  if (/^ *$/.test(text)) return undefined // the room for it
  try {
    const record: unknown = JSON.parse(text)
    if (isRecord(record)) return record
  } catch {
    // told below
  }
  throw new Error(`${typeof file === 'string' ? file : 'exit'}: not the record of a monitor`)
}

const isRecord = (value: unknown): value is Record => {
  if (typeof value !== 'object' || value === null) return false
  const { code, signal, oom, at } = value as { [key: string]: unknown }
  return (Number.isInteger(code) || Number.isInteger(signal)) && typeof oom === 'boolean' && typeof at === 'string'
}
