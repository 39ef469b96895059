import { existsSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'

/** The top of the repository or package, found from a source file and from a bundle in dist/ alike; / where it is in none. */
export const root = topOf(import.meta.dirname)

function topOf(folder: string): string {
  const isTop = existsSync(join(folder, 'package.json')) || folder === '/'
  return isTop ? folder : topOf(dirname(folder))
}

/** A file as the user typed it: npm runs scripts at the top of the repository and keeps where they were in INIT_CWD. */
export function userPath(file: string): string {
  const typedIn = process.cwd() === root && process.env.INIT_CWD ? process.env.INIT_CWD : process.cwd()
  return resolve(typedIn, file)
}
