// Reads one answer from what somebody has handed in. Nothing of it is written to disk under a name of theirs, and no link is
// followed: neither can lead anywhere.
import { constants, lstatSync, type Stats } from 'node:fs'
import { open, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { type Entry, openPromise, type ZipFile } from 'yauzl'
import { Problem } from '../../cli/problem.ts'

/** Bytes of one answer: the longest solution has a hundredth. */
const MOST = 1024 * 1024

/** Entries of a zip: a checkout with node_modules has a tenth. */
const MOST_ENTRIES = 500_000

/** Where an answer may stand, with or without one folder around it: a zip of GitHub's has one. */
const PLACES = ['labs/', ''] as const

export interface Source {
  readonly text: Buffer
  /** When the file, or the zip around it, was last written, in milliseconds since 1970. */
  readonly written: number
}

/**
 * The answer to a chapter in a file, a folder or a zip; a git checkout is a folder, whose history is not asked: git obeys what
 * stands in a checkout. Rejects with a Problem (1), for whoever
 * handed it in, where there is none or it is refused.
 */
export async function readAnswer(path: string, chapter: string): Promise<Source> {
  const stats = lstatSync(path)
  if (stats.isDirectory()) return readFrom(await filesIn(path), chapter, file => readFile(join(path, file)))
  if (path.endsWith('.zip') && stats.isFile()) return readZip(path, chapter, stats.mtimeMs)
  return readFile(path)
}

async function readFrom(files: readonly string[], chapter: string, read: (file: string) => Promise<Source>) {
  for (const around of ['', '[^/]+/']) {
    for (const place of PLACES) {
      const found = files.filter(file => new RegExp(`^${around}${place}${chapter}\\.ts$`).test(file))
      if (found.length > 1) throw new Problem(`there are two answers to ${chapter}: ${found.join(', ')}`, 1)
      if (found[0] !== undefined) return read(found[0])
    }
  }
  throw new Problem(`there is no answer to ${chapter}: neither labs/${chapter}.ts nor ${chapter}.ts`, 1)
}

/** Files of a folder that may be answers, by their paths in it. */
async function filesIn(folder: string): Promise<string[]> {
  const found: string[] = []
  const look = async (within: string, depth: number) => {
    for (const entry of await readdir(join(folder, within), { withFileTypes: true })) {
      const path = `${within}${entry.name}`
      if (entry.isDirectory() && depth > 0 && !['.git', 'node_modules'].includes(entry.name)) {
        await look(`${path}/`, depth - 1)
      } else if (!entry.isDirectory()) found.push(path)
    }
  }
  await look('', 2)
  return found
}

async function readFile(path: string): Promise<Source> {
  demandPlain(lstatSync(path)) // before open(), which would wait for the writer of a FIFO
  const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK)
  try {
    const stats = await file.stat()
    demandPlain(stats)
    const { buffer, bytesRead } = await file.read(Buffer.alloc(MOST + 1), 0, MOST + 1, 0)
    demandSmall(bytesRead)
    return { text: buffer.subarray(0, bytesRead), written: stats.mtimeMs }
  } finally {
    await file.close()
  }
}

function demandPlain(stats: Stats): void {
  if (stats.isSymbolicLink()) throw new Problem('the answer is a link, which is not followed', 1)
  if (!stats.isFile()) throw new Problem('the answer is no file', 1)
  demandSmall(stats.size)
}

function demandSmall(size: number): void {
  if (size > MOST) throw new Problem(`the answer has more than ${MOST} bytes`, 1)
}

async function readZip(path: string, chapter: string, written: number): Promise<Source> {
  try {
    const zip = await openPromise(path, { lazyEntries: true, autoClose: false })
    try {
      if (zip.entryCount > MOST_ENTRIES) throw new Error(`it has more than ${MOST_ENTRIES} files`)
      const entries = new Map<string, Entry>()
      for await (const entry of zip.eachEntry()) {
        const { fileName } = entry
        if (!fileName.endsWith(`${chapter}.ts`)) continue
        if (entries.has(fileName)) throw new Error(`it has two files ${fileName}`)
        entries.set(fileName, entry)
      }
      return await readFrom([...entries.keys()], chapter, async file => ({
        text: await readEntry(zip, entries.get(file)),
        written,
      }))
    } finally {
      zip.close()
    }
  } catch (error) {
    if (error instanceof Problem) throw error
    throw new Problem(`the zip is refused: ${(error as Error).message}`, 1)
  }
}

/** The kind of file in the upper half of the attributes that Unix gives: inode(7). */
const [KIND, LINK] = [0o170000, 0o120000]

async function readEntry(zip: ZipFile, entry: Entry | undefined): Promise<Buffer> {
  if (!entry) throw new Error('an entry is gone')
  if (((entry.externalFileAttributes >>> 16) & KIND) === LINK) {
    throw new Problem('the answer is a link, which is not followed', 1)
  }
  demandSmall(entry.uncompressedSize) // yauzl ends a stream that has more than this
  const pieces: Buffer[] = []
  for await (const piece of await zip.openReadStreamPromise(entry)) pieces.push(piece as Buffer)
  return Buffer.concat(pieces)
}
