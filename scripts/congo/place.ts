// Where containers are kept, and how they are named.
import { readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import leven from 'leven'
import { ids } from '../../chapters/lifecycle.ts'

/** A mistake of whoever types; `exitCode` as Docker has it: 125 where a container could not be made, 1 for all else. */
export class Misuse extends Error {
  readonly exitCode: number

  constructor(message: string, exitCode = 1) {
    super(message)
    this.exitCode = exitCode
  }
}

/** The folder that was asked for, or the usual one: of the system for root, of the user for everybody else. */
export function storeRoot(asked: string | undefined): string {
  if (asked !== undefined) return resolve(asked)
  if (process.geteuid?.() === 0) return '/var/lib/congo'
  return join(process.env.XDG_DATA_HOME ?? join(homedir(), '.local/share'), 'congo')
}

/** A name for a container whose maker gave none. The kernel's random numbers are there sooner than node:crypto: random(4) */
export const freshId = (): string => `congo-${readFileSync('/proc/sys/kernel/random/uuid', 'utf8').slice(0, 8)}`

/** The container that was meant: its name, or a beginning that only one name has. */
export function findId(root: string, typed: string): string {
  const all = ids(root)
  if (all.includes(typed)) return typed
  const begun = typed === '' ? [] : all.filter(id => id.startsWith(typed) || id.startsWith(`congo-${typed}`))
  if (begun.length === 1) return begun[0] as string
  if (begun.length > 1) throw new Misuse(`"${typed}" may be ${begun.join(' or ')}: type more of the name`)
  throw new Misuse(`there is no container "${typed}"${nearest(typed, all)}`)
}

/** "; do you mean web?", where there is anything that could be meant. */
export function nearest(typed: string, all: readonly string[]): string {
  const near = all.toSorted((a, b) => leven(a, typed) - leven(b, typed))[0]
  return near ? `; do you mean ${near}?` : ''
}
