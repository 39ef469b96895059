// An answer may lie anywhere, and says `import ... from '../chapters/container.ts'` all the same.
import { copyFileSync, existsSync, mkdirSync, rmSync, symlinkSync } from 'node:fs'
import { basename, join, relative } from 'node:path'
import { root } from '../cli/paths.ts'

/**
 * The file itself, or of one that lies outside the repository a copy that finds its imports as if it stood in labs/. The
 * copy goes when this process ends.
 */
export function inRepository(file: string): string {
  if (!relative(root, file).startsWith('..') || !existsSync(file)) return file
  const folder = join(root, 'dist', `answer-${process.pid}`)
  const copy = join(folder, 'labs', basename(file))
  if (!existsSync(folder)) {
    mkdirSync(join(folder, 'labs'), { recursive: true })
    for (const name of ['chapters', 'native', 'solutions']) symlinkSync(join(root, name), join(folder, name))
    process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  }
  copyFileSync(file, copy)
  return copy
}
