import { lstatSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

const BLOCK = 512 // bytes: stat(3type)

/** The bytes that folders take on the disk, as du counts them: a file with several names once. What goes meanwhile does not count. */
export function diskUse(...folders: readonly string[]): number {
  const seen = new Set<string>()
  const of = (path: string): number => {
    const stat = lstatSync(path, { throwIfNoEntry: false })
    if (!stat) return 0
    const inode = `${stat.dev}:${stat.ino}`
    if (seen.has(inode)) return 0
    if (stat.nlink > 1 && !stat.isDirectory()) seen.add(inode)
    const below = stat.isDirectory() ? namesIn(path).map(name => of(join(path, name))) : []
    return below.reduce((sum, size) => sum + size, stat.blocks * BLOCK)
  }
  return folders.map(of).reduce((sum, size) => sum + size, 0)
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}
