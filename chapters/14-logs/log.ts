// The files that the monitor writes: log, and before it log.1, log.2, ... as they were turned.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** A line of the file, in the form of Kubernetes' CRI: "2026-11-25T10:00:00.000000000Z stdout F text". */
export interface Entry {
  readonly time: string
  /** 'monitor': a line of its own, about output that it could not keep. */
  readonly stream: 'stdout' | 'stderr' | 'monitor'
  /** Whether the line of output goes on in the next entry of its stream. */
  readonly partial: boolean
  readonly bytes: Buffer
}

/** The files of the log in a folder, the oldest first; none where the folder has gone. */
export const logFiles = (folder: string): string[] =>
  (existsSync(folder) ? readdirSync(folder) : [])
    .filter(name => /^log(\.\d+)?$/.test(name))
    .sort((a, b) => Number(b.slice(4)) - Number(a.slice(4)))
    .map(name => join(folder, name))

/** All entries; what is no entry is left out, as a half line is that a full disk has made. */
export function* entries(folder: string): Generator<Entry> {
  for (const file of logFiles(folder)) if (existsSync(file)) yield* parse(readFileSync(file)).entries
}

/** The entries in these bytes, and how many bytes they took: what is behind the last newline is left. */
export function parse(bytes: Buffer): { entries: Entry[]; taken: number } {
  const entries: Entry[] = []
  let at = 0
  for (let end = bytes.indexOf(10); end >= 0; end = bytes.indexOf(10, at)) {
    const entry = parseLine(bytes.subarray(at, end))
    if (entry) entries.push(entry)
    at = end + 1
  }
  return { entries, taken: at }
}

const HEAD = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z) (stdout|stderr|monitor) ([FP]) /

const LONGEST = 'YYYY-MM-DDTHH:MM:SS.nnnnnnnnnZ monitor F '.length

function parseLine(line: Buffer): Entry | undefined {
  const [head, time, stream, mark] = HEAD.exec(line.toString('latin1', 0, LONGEST)) ?? []
  if (head === undefined || time === undefined) return undefined
  return { time, stream: stream as Entry['stream'], partial: mark === 'P', bytes: line.subarray(head.length) }
}
