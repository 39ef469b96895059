// labs/ is made from solutions/, and then it belongs to the learner: this module tells whose a lab is.
import { execFileSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { starter } from './starter.ts'

/**
 * current: it is the starter that its solution makes now. stale: it is an older starter, which nobody has touched.
 * edited: it is the learner's, and nothing of ours may write or judge it.
 */
export type LabState = 'missing' | 'current' | 'stale' | 'edited'

export interface Lab {
  name: string
  /** Relative to the root: labs/04-pid.ts */
  path: string
  starter: string
  state: LabState
}

/** One lab for each solution, in order. Throws a Problem (1) where a solution has a bad marker. */
export function labs(root: string): Lab[] {
  return readdirSync(join(root, 'solutions'))
    .filter(file => /^\d\d-[a-z-]+\.ts$/.test(file))
    .sort()
    .map(file => {
      const name = file.slice(0, -'.ts'.length)
      const solution = join('solutions', file)
      const fresh = starter(readFileSync(join(root, solution), 'utf8'), name)
      const path = join('labs', file)
      return { name, path, starter: fresh, state: state(root, path, name, fresh) }
    })
}

/** Writes the starter to labs/, and a copy to dist/, by which it is known later as untouched. */
export function writeStarter(root: string, lab: Lab): void {
  for (const path of [join(root, lab.path), copy(root, lab.name)]) {
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, lab.starter)
  }
}

function state(root: string, path: string, name: string, fresh: string): LabState {
  const text = read(join(root, path))
  if (text === undefined) return 'missing'
  if (text === fresh) return 'current'
  return text === read(copy(root, name)) || text === committedStarter(root, name) ? 'stale' : 'edited'
}

const copy = (root: string, name: string) => join(root, 'dist', 'starters', `${name}.ts`)

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

// Not the committed lab: a learner may have committed theirs.
function committedStarter(root: string, name: string): string | undefined {
  try {
    const show = ['-C', root, 'show', `HEAD:./solutions/${name}.ts`]
    return starter(execFileSync('git', show, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }), name)
  } catch {
    return undefined // no git, no commit yet, or markers that were bad then
  }
}
