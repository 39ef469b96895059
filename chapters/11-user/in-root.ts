// Reads a file of a root file system that somebody else has made: nothing in there leads out of it, or keeps us waiting.
import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs'
import { O_CLOEXEC, O_NONBLOCK, openat2, RESOLVE_IN_ROOT, run, StepError } from '#native'

const LARGEST = 1024 * 1024

/** The text; undefined where there is no such file. Throws an Error of one line for what is no ordinary file. */
export function readInRoot(root: string, path: string): string | undefined {
  const top = openSync(root, constants.O_RDONLY | constants.O_DIRECTORY)
  try {
    const file = run(openat2(top, path, { flags: O_CLOEXEC | O_NONBLOCK, resolve: RESOLVE_IN_ROOT }))
    return readWhole(file, `/${path} of ${root}`)
  } catch (error) {
    if (!(error instanceof StepError)) throw error
    if (error.errno === 'ENOENT' || error.errno === 'ENOTDIR') return undefined
    throw new Error(`/${path} of ${root} cannot be opened: ${error.errno}`)
  } finally {
    closeSync(top)
  }
}

function readWhole(file: number, what: string): string {
  try {
    const stat = fstatSync(file)
    if (!stat.isFile() || stat.size > LARGEST) {
      throw new Error(`${what}: an ordinary file of no more than ${LARGEST} bytes is read, and this is none`)
    }
    return readFileSync(file, 'utf8')
  } finally {
    closeSync(file)
  }
}
