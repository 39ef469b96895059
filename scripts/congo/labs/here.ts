// The learner's congo on this system.
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { root } from '../../cli/paths.ts'
import { placeAddon } from '../../setup/parts/addon.ts'
import { bundled } from '../installed.ts'
import type { Run, Typed } from './hook.ts'
import { words } from './words.ts'

/** Gives what becomes that congo: it ends this process, with the exit code of the container. */
export const here =
  ({ root: store, verb, image, command }: Typed): Run =>
  async conditions => {
    await placeAddon() // where that program looks for it
    const file = kept(await bundled({ entry: 'scripts/congo/bin.ts' }, { conditions, target: 'node20.19' }))
    process.argv.splice(1, Infinity, file, '--root', store, 'run', ...words(verb, ['labs', 'here']), image, ...command)
    await import(pathToFileURL(file).href)
    return new Promise(() => undefined)
  }

const DAY = 86_400_000

/** A file of the program: it stays, since the monitors of containers start it when these have ended. Old ones go. */
function kept(program: string): string {
  const folder = join(root, 'dist/composed')
  mkdirSync(folder, { recursive: true })
  const file = join(folder, `${createHash('sha256').update(program).digest('hex').slice(0, 16)}.mjs`)
  if (!existsSync(file)) {
    writeFileSync(`${file}.${process.pid}`, program)
    renameSync(`${file}.${process.pid}`, file)
  }
  utimesSync(file, new Date(), new Date())
  for (const name of readdirSync(folder)) {
    const at = join(folder, name)
    const used = statSync(at, { throwIfNoEntry: false })?.mtimeMs ?? 0
    if (Date.now() - used > DAY) rmSync(at, { force: true })
  }
  return file
}
