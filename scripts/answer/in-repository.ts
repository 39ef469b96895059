// An answer may lie anywhere, and says `import ... from '../chapters/container.ts'` all the same.
import { copyFileSync, existsSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { basename, dirname, join, relative } from 'node:path'
import { root } from '../cli/paths.ts'

/**
 * The file itself, or of one that lies outside the repository a copy that finds its imports as if it stood in labs/. The
 * copy goes when this process ends.
 */
export function inRepository(file: string): string {
  if (!relative(root, file).startsWith('..') || !existsSync(file)) return file
  const copy = join(workplace(), 'labs', basename(file))
  mkdirSync(dirname(copy), { recursive: true })
  copyFileSync(file, copy)
  return copy
}

let used = 0

/** Uses an answer of this text as a file of this name that finds its imports as if it stood in labs/; beside any number of others. */
export async function withText<Result>(name: string, text: Uint8Array, use: (file: string) => Promise<Result>) {
  const folder = join(workplace(), `${++used}`)
  mkdirSync(folder)
  writeFileSync(join(folder, name), text)
  return use(join(folder, name)).finally(() => rmSync(folder, { recursive: true, force: true }))
}

let made = false

/** A folder of this process whose folders are as deep as labs/ is. */
function workplace(): string {
  const folder = join(root, 'dist', `answer-${process.pid}`)
  if (!made) {
    rmSync(folder, { recursive: true, force: true }) // of one that was killed, and had our number
    made = true
    mkdirSync(folder, { recursive: true })
    for (const name of ['chapters', 'native', 'solutions']) symlinkSync(join(root, name), join(folder, name))
    process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  }
  return folder
}
