// A log that is being written: what comes is given as it comes.
import { closeSync, fstatSync, openSync, readSync, statSync, watch } from 'node:fs'
import { type Entry, logFiles, parse } from './log.ts'

/**
 * The entries that the log holds, and those to come, across files that are turned meanwhile; until `over` says that nobody
 * will write any more, and all is read. Who breaks off leaves nothing open.
 */
export async function* follow(folder: string, over: () => boolean): AsyncGenerator<Entry> {
  let wake = () => {}
  const watching = watch(folder, () => wake())
  let file = new Reading(logFiles(folder)[0])
  try {
    for (;;) {
      const change = new Promise<void>(resolve => {
        wake = resolve
      })
      const last = over() // asked before we read: what was written until then is read below
      yield* file.read()
      const next = logFiles(folder)[file.place(folder) + 1]
      if (next !== undefined) {
        yield* file.read() // what came between that and the turning
        file.close()
        file = new Reading(next)
      } else if (last) return
      else await Promise.race([change, new Promise(resolve => setTimeout(resolve, LOOK).unref())])
    }
  } finally {
    watching.close()
    file.close()
  }
}

/** Milliseconds after which `over` is asked again: of a monitor's end the folder tells nothing. */
const LOOK = 200

class Reading {
  readonly #file: number | undefined
  readonly #bytes = Buffer.alloc(65536)
  #rest: Buffer = Buffer.alloc(0)

  constructor(path: string | undefined) {
    this.#file = path === undefined ? undefined : openSync(path, 'r')
  }

  /** The entries that have come since the last time. */
  *read(): Generator<Entry> {
    for (let length = -1; this.#file !== undefined && length !== 0; ) {
      length = readSync(this.#file, this.#bytes)
      const all = Buffer.concat([this.#rest, this.#bytes.subarray(0, length)])
      const { entries, taken } = parse(all)
      this.#rest = all.subarray(taken)
      yield* entries
    }
  }

  /** Which of the files of the log it is now; -1 where it is none of them any more. */
  place(folder: string): number {
    const own = this.#file === undefined ? undefined : fstatSync(this.#file).ino
    return logFiles(folder).findIndex(path => statSync(path, { throwIfNoEntry: false })?.ino === own)
  }

  close(): void {
    if (this.#file !== undefined) closeSync(this.#file)
  }
}
