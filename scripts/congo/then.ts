// What a monitor starts when its container has ended: this very congo, which nobody waits for.
import { readFileSync, statSync } from 'node:fs'
import { self } from './self.ts'

/** Variables that say where things are. They become words of a command line, which everybody may read: no others. */
const PLACES = ['PATH', 'HOME', 'XDG_CACHE_HOME', 'CONGO_CACHE']

/** The words. */
export function thenWords(root: string, id: string): readonly string[] {
  const places = PLACES.map(name => [name, process.env[name]] as const)
  const variables = places.flatMap(([name, value]) => (value === undefined ? [] : [`${name}=${value}`]))
  return ['/usr/bin/env', ...variables, process.execPath, ...process.execArgv, ...self, '--root', root, 'ended', id]
}

/** What it had to complain of, after the last end of the container in this folder; nothing where all went well. */
export function complaint(bundle: string, begun: string | null | undefined): string {
  const file = `${bundle}/then.log`
  const at = statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0
  return at >= Date.parse(begun ?? '') ? readFileSync(file, 'utf8').trim() : ''
}
