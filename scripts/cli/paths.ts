import { existsSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'

/** The top of the repository, found from a source file and from a bundle in dist/ alike. */
export const root = topOf(import.meta.dirname)

function topOf(folder: string): string {
  return existsSync(join(folder, 'package.json')) ? folder : topOf(dirname(folder))
}

/** A file as the user typed it: npm runs scripts at the top of the repository and keeps where they were in INIT_CWD. */
export function userPath(file: string): string {
  const typedIn = process.cwd() === root && process.env.INIT_CWD ? process.env.INIT_CWD : process.cwd()
  return resolve(typedIn, file)
}
