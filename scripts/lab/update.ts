// Moves to a newer course. The learner's labs stay as they are, and what has changed of their starters lies beside them.
import { spawnSync } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../cli/paths.ts'
import { Problem } from '../cli/problem.ts'
import { keep } from './reset.ts'

/**
 * Where edited labs are while git writes others into their place. What is there after an update was cut short is put back by
 * the next one.
 */
const HELD = join(root, 'dist/update')

/** Whether an update was cut short. */
export const isHalfDone = (): boolean => existsSync(HELD)

/** Tells by `print` what it did. Throws a Problem (1) where it cannot move, and then has changed nothing. */
export function update(print: (line: string) => void): void {
  putBack(print)
  if (!existsSync(join(root, '.git'))) {
    throw new Problem(
      'this course is no git clone: unpack the newer one into another folder, and copy your labs/ there',
      1,
    )
  }
  const before = here()
  demand(git('fetch', '--quiet'), 'git fetch')
  const changed = demand(git('diff', '--name-only', 'HEAD...@{upstream}', '--', 'labs'), 'git diff').split('\n')
  const edited = demand(git('diff', '--name-only', 'HEAD', '--', 'labs'), 'git diff').split('\n')
  const both = edited.filter(
    path => /^labs\/[^/]+\.ts$/.test(path) && changed.includes(path) && existsSync(join(root, path)),
  )
  hold(both)
  const merged = git('merge', '--ff-only', '--quiet', '@{upstream}')
  putBack(print)
  demand(merged, 'git merge --ff-only')
  const after = here()
  print(before === after ? `this is the newest course: ${after}` : `the course was ${before}, and is ${after} now`)
}

/** A copy of each is made before the first is given to git. */
function hold(paths: readonly string[]): void {
  if (paths.length === 0) return
  mkdirSync(HELD, { recursive: true })
  for (const path of paths) {
    const held = join(HELD, path.slice('labs/'.length))
    copyFileSync(join(root, path), `${held}.part`)
    renameSync(`${held}.part`, held)
  }
  demand(git('checkout', '--quiet', 'HEAD', '--', ...paths), 'git checkout')
}

/** Each lab into its place, and the starter that is there beside it, where that is a newer one. */
function putBack(print: (line: string) => void): void {
  if (!isHalfDone()) return
  for (const name of readdirSync(HELD).filter(each => each.endsWith('.ts'))) {
    const [held, lab] = [join(HELD, name), join(root, 'labs', name)]
    const fresh = lab.replace(/\.ts$/, '.new.ts')
    const isNewer = git('diff', '--quiet', '@{1}', 'HEAD', '--', `labs/${name}`).status !== 0
    if (existsSync(lab) && !same(lab, held) && isNewer) {
      if (existsSync(fresh) && !same(fresh, lab)) keep(fresh)
      copyFileSync(lab, fresh)
      print(`labs/${name} is yours and stays; its newer starter is labs/${name.replace(/\.ts$/, '.new.ts')}`)
    }
    renameSync(held, lab)
  }
  rmSync(HELD, { recursive: true })
}

const same = (one: string, other: string) => readFileSync(one).equals(readFileSync(other))

const git = (...words: string[]) => spawnSync('git', ['-C', root, ...words], { encoding: 'utf8' })

function demand({ status, stdout, stderr, error }: ReturnType<typeof git>, what: string): string {
  if (status === 0) return stdout.trim()
  const [said = ''] = (error?.message ?? stderr).trim().split('\n')
  throw new Problem(`the course stays as it is: ${what} said "${said}"`, 1)
}

/** The version of the course, and the commit. */
function here(): string {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }
  return `${version} (${git('rev-parse', '--short', 'HEAD').stdout.trim()})`
}
