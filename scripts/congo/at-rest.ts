// Containers that do not run, as they were when they were last listed: their files, if they are still the same ones, need not
// be read again.
import { existsSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Fresh } from '../../chapters/fresh.ts'
import { ifWritable } from '../../chapters/full.ts'
import { folderOf, type Kept } from '../../chapters/lifecycle.ts'
import type { Summary } from './library/types.ts'

/** What is kept of a container. `files` says which ones it was read from. */
type Entry = { readonly files: string; readonly summary: Summary }

/** Of the file's entries; those of another form are forgotten. */
const FORM = 1

/** Milliseconds: a file that is younger may be changed once more, and look the same. */
const YOUNG = 1000

export class AtRest {
  readonly #root: string
  readonly #entries: ReadonlyMap<string, Entry>
  /** As they were before anybody looked into them. */
  readonly #files = new Map<string, string>()

  constructor(root: string) {
    this.#root = root
    this.#entries = read(join(root, FILE))
  }

  get(id: string): Summary | undefined {
    const files = filesOf(folderOf(this.#root, id))
    if (files === undefined) return undefined
    this.#files.set(id, files)
    const entry = this.#entries.get(id)
    return entry?.files === files ? entry.summary : undefined
  }

  /** Keeps what was found of those whom nothing but another command can change, and what get() has given. */
  keep(found: readonly Kept[], all: readonly Summary[]): void {
    const news = found.filter(isAtRest).filter(({ container: { id } }) => this.#files.has(id))
    if (news.length === 0 || !existsSync(this.#root)) return
    const names = new Set(news.map(({ container: { id } }) => id))
    const entries = all.flatMap((summary): [string, Entry][] => {
      const files = this.#files.get(summary.id) ?? ''
      const known = this.#entries.get(summary.id)?.files === files
      return known || names.has(summary.id) ? [[summary.id, { files, summary }]] : []
    })
    ifWritable(() => {
      using fresh = new Fresh(this.#root)
      const file = join(fresh.folder, FILE)
      writeFileSync(file, JSON.stringify({ form: FORM, entries }), { mode: 0o600 })
      renameSync(file, join(this.#root, FILE))
    })
  }
}

const FILE = 'at-rest.json'

function read(file: string): Map<string, Entry> {
  try {
    const { form, entries } = JSON.parse(readFileSync(file, 'utf8')) as { form: number; entries: [string, Entry][] }
    if (form === FORM) return new Map(entries)
  } catch {
    // There is none, or it is of no use: they are all looked at.
  }
  return new Map()
}

/** Undefined where a file is missing, or has been written just now. */
function filesOf(folder: string): string | undefined {
  const now = Date.now()
  let files = ''
  for (const name of ['state.json', 'config.json']) {
    const file = statSync(`${folder}/${name}`, { throwIfNoEntry: false }) // join() takes longer than this call
    if (!file || Math.abs(now - file.mtimeMs) < YOUNG) return undefined
    files += `${file.ino} ${file.size} ${file.mtimeMs} `
  }
  return files
}

const isAtRest = ({ status, state: { ended, waiter } }: Kept): boolean =>
  status === 'created' || (status === 'stopped' && ended !== undefined && !waiter)
