import { readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'

/**
 * Finds the named kernel modules (without ".ko") under `directory` and all that they depend on, in an order in which
 * they can be inserted one by one. A module says itself what it needs, in its .modinfo section (`depends=a,b`): Debian
 * ships no modules.dep. Throws for a name that is not there.
 */
export function resolveModules(directory: string, names: string[]): string[] {
  const files = new Map<string, string>()
  for (const entry of readdirSync(directory, { recursive: true, encoding: 'utf8' })) {
    if (entry.endsWith('.ko')) files.set(plain(basename(entry, '.ko')), join(directory, entry))
  }
  const order = new Set<string>()
  const add = (name: string) => {
    const path = files.get(plain(name))
    if (path === undefined) throw new Error(`no kernel module "${name}" under ${directory}`)
    if (order.has(path)) return
    for (const needed of dependencies(path)) add(needed)
    order.add(path)
  }
  for (const name of names) add(name)
  return [...order]
}

// The kernel takes "-" and "_" in a module's name for the same.
const plain = (name: string) => name.replaceAll('-', '_')

function dependencies(path: string): string[] {
  const [, list = ''] = /\0depends=([^\0]*)\0/.exec(readFileSync(path, 'latin1')) ?? []
  return list.split(',').filter(name => name !== '')
}
