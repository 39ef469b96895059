// What a result was made with, as far as the driver knows it.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../cli/paths.ts'
import { run } from '../setup/run.ts'

/** What the points of an answer depend on besides the answer; labs/ is the learner's. */
const COURSE = ['chapters', 'native', 'scripts', 'solutions', 'package-lock.json']

let asked: Promise<string | undefined> | undefined

/** The commit of the course, with "+" where files of it are changed; undefined where it is no git checkout, or there is no git. */
export function courseCommit(): Promise<string | undefined> {
  asked ??= existsSync(join(root, '.git')) ? askGit().catch(() => undefined) : Promise.resolve(undefined)
  return asked
}

async function askGit(): Promise<string> {
  const git = (...words: string[]) => run('git', words, { cwd: root })
  const [commit, changes] = await Promise.all([
    git('rev-parse', 'HEAD'),
    git('status', '--porcelain', '--untracked-files=no', '--', ...COURSE),
  ])
  return `${commit.trim()}${changes === '' ? '' : '+'}`
}
