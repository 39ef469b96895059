import { createHash, randomUUID } from 'node:crypto'
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statfsSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { join, relative } from 'node:path'
import { root } from '../cli/paths.ts'
import { errorCode, Problem } from '../cli/problem.ts'
import { cacheFolder } from './import.mjs'
import { withLock } from './lock.ts'
import { type Progress, withProgress } from './progress.ts'

/** One folder of the cache: what it is made from, and how. */
export interface Part {
  /** The folder's name begins with it: letters and digits. */
  name: string
  /** What it is, for people: "QEMU, from Debian's packages". */
  title: string
  /** What making it takes, in MB: bytes fetched from the network, and space in the cache. */
  cost: { download: number; disk: number }
  /** Other parts that it is made from. Their keys go into its own. */
  needs?: Part[]
  /** All else that it is made from: texts, or the bytes of files (see `contentOf`). Read at every start, so be quick. */
  inputs(): (string | Uint8Array)[]
  /** Makes it in `dir`, an empty folder. `needs` are the folders of the needed parts, in their order. */
  make(dir: string, progress: Progress, needs: string[]): Promise<void>
}

export { cacheFolder }

/** Names and contents of files and of all files in folders, by path from the repository's top, as inputs of a part. */
export function contentOf(...paths: string[]): (string | Uint8Array)[] {
  return paths.flatMap(path => {
    const full = join(root, path)
    if (!statSync(full).isDirectory()) return [relative(root, full), readFileSync(full)]
    return contentOf(
      ...readdirSync(full)
        .sort()
        .map(file => join(path, file)),
    )
  })
}

/** The key of a part: a hash of its inputs and of the keys of what it needs. */
export function keyOf(part: Part): string {
  const hash = createHash('sha256')
  for (const input of [part.name, ...(part.needs ?? []).map(keyOf), ...part.inputs()]) {
    hash.update(`${input.length}:`).update(input)
  }
  return hash.digest('hex').slice(0, 16)
}

/** The folder where a part is, or will be: `<cache>/<name>-<key>`. */
export function folderOf(part: Part): string {
  return join(cacheFolder(), `${part.name}-${keyOf(part)}`)
}

/**
 * Makes what is missing of these parts and of what they need; what is there is taken as it is, in milliseconds, and then
 * the cache may be read-only. Gives the folders, in order. Throws a Problem (3) where the cache cannot be written.
 */
export async function ready<Parts extends Part[]>(...parts: Parts): Promise<{ [I in keyof Parts]: string }> {
  const folders: string[] = []
  for (const part of parts) folders.push(await readyOne(part))
  return folders as { [I in keyof Parts]: string }
}

async function readyOne(part: Part): Promise<string> {
  const folder = folderOf(part)
  if (isWhole(part)) {
    markUsed(folder)
    return folder
  }
  const needs = await ready(...(part.needs ?? []))
  try {
    mkdirSync(cacheFolder(), { recursive: true })
    await withLock(join(cacheFolder(), `${part.name}.lock`), part.title, async () => {
      if (isWhole(part)) return // the one we waited for has made it
      if (existsSync(folder)) process.stderr.write(`congo: ${folder} is not whole, and is made anew\n`)
      rmSync(folder, { recursive: true, force: true })
      sweep(part.name)
      const temporary = `${folder}.tmp`
      mkdirSync(temporary)
      try {
        await withProgress(part.title, progress => part.make(temporary, progress, needs))
        writeSeal(temporary, part)
        renameSync(temporary, folder)
      } catch (error) {
        const full = isFull()
        rmSync(temporary, { recursive: true, force: true })
        throw full ? noSpace(part) : error
      }
    })
  } catch (error) {
    throw cacheProblem(error, part) ?? error
  }
  return folder
}

/** The last file of a part. `id` is of this make, `needs` are those that it was made from. */
interface Seal {
  id: string
  needs: (string | undefined)[]
  sizes: Record<string, number>
}

const SEAL = 'seal.json'

/**
 * Whether the part is there, and neither cut short, say by a power failure, nor made from another make of what it needs: a
 * saved machine has the disk that it was saved with in its memory. Looks only at the files at the top, to be quick.
 */
export function isWhole(part: Part): boolean {
  const folder = folderOf(part)
  const seal = readSeal(folder)
  if (!seal) return false
  const sizes = Object.entries(seal.sizes).every(([name, size]) => sizeOf(join(folder, name)) === size)
  return sizes && idsOf(part).every((id, i) => id === undefined || id === seal.needs[i])
}

const sizeOf = (path: string) => statSync(path, { throwIfNoEntry: false })?.size

const idsOf = (part: Part) => (part.needs ?? []).map(need => readSeal(folderOf(need))?.id)

function readSeal(folder: string): Seal | undefined {
  try {
    return JSON.parse(readFileSync(join(folder, SEAL), 'utf8'))
  } catch {
    return undefined
  }
}

function writeSeal(folder: string, part: Part): void {
  const files = readdirSync(folder, { withFileTypes: true }).filter(entry => entry.isFile())
  const sizes = Object.fromEntries(files.map(({ name }) => [name, sizeOf(join(folder, name)) ?? 0]))
  writeFileSync(join(folder, SEAL), JSON.stringify({ id: randomUUID(), needs: idsOf(part), sizes } satisfies Seal))
}

/**
 * Removes, under the part's lock, what interrupted makes have left, and older makes of the part: all but the last used,
 * and those used within the hour.
 */
function sweep(name: string): void {
  const cache = cacheFolder()
  const mine = readdirSync(cache).filter(entry => entry.startsWith(`${name}-`))
  const used = (entry: string) => statSync(join(cache, entry)).mtimeMs
  const whole = mine.filter(entry => !entry.endsWith('.tmp')).sort((a, b) => used(b) - used(a))
  const old = whole.slice(1).filter(entry => Date.now() - used(entry) > 3_600_000)
  for (const entry of [...mine.filter(entry => entry.endsWith('.tmp')), ...old]) {
    rmSync(join(cache, entry), { recursive: true, force: true, maxRetries: 5 })
  }
}

function markUsed(folder: string): void {
  try {
    utimesSync(folder, new Date(), new Date())
  } catch {
    // a read-only cache is good enough to read from
  }
}

const ELSEWHERE = 'or set CONGO_CACHE to another folder'

/** Whether there is no room for anything more. What a command says when it cannot write is not always the reason. */
function isFull(): boolean {
  const { bavail, bsize } = statfsSync(cacheFolder())
  return bavail * bsize < 1e6
}

function noSpace({ title, cost }: Part): Problem {
  return new Problem(`no space left in ${cacheFolder()} for ${title}, ${cost.disk} MB. Free some, ${ELSEWHERE}`, 3)
}

/** What to tell when the cache's folder is full or cannot be written; undefined for any other error. */
function cacheProblem(error: unknown, part: Part): Problem | undefined {
  const cache = cacheFolder()
  const code = errorCode(error) ?? ''
  if (code === 'ENOSPC' || code === 'EDQUOT' || /No space left on device|ENOSPC/.test(String(error)))
    return noSpace(part)
  const path = error instanceof Error && 'path' in error ? String(error.path) : ''
  if (['EROFS', 'EACCES', 'EPERM', 'ENOTDIR', 'EEXIST'].includes(code) && path.startsWith(cache)) {
    return new Problem(`the cache ${cache} cannot be written (${code}). Make it writable, ${ELSEWHERE}`, 3)
  }
  return undefined
}
