// How the master of a terminal comes out of a container: over a socket, from the child that has made it.
import { closeSync } from 'node:fs'
import {
  AT_FDCWD,
  MS_BIND,
  mknodat,
  mount,
  openSocketPair,
  readable,
  receiveDescriptor,
  S_IFREG,
  type Step,
  Terminal,
} from '#native'
import type { Container } from '../container.ts'

/** Makes both ends of the socket, where the process shall have a terminal. */
export function openConsole(c: Container): void {
  if (!c.config.process.terminal) return
  ;[c.console, c.master] = openSocketPair()
}

/** The child has its end: only when ours of it is closed does the child's death show at the other one. */
export function giveConsole(c: Container): void {
  if (c.console !== undefined) closeSync(c.console)
  delete c.console
}

export function closeConsole(c: Container): void {
  giveConsole(c)
  if (c.master !== undefined) closeSync(c.master)
  delete c.master
}

/** The terminal that the child makes. Rejects where it ends before: then its own error says more. */
export async function terminalOf(c: Container): Promise<Terminal> {
  const { master } = c
  if (master === undefined) throw new Error(`${c.id}: process.terminal asks for no terminal`)
  await readable(master)
  return new Terminal(receiveDescriptor(master))
}

/**
 * /dev/console, where a container is started: the terminal itself, which in a new devpts is number 0. A /dev that cannot be
 * written does without.
 */
export function consoleSteps(c: Container): Step[] {
  if (c.host === undefined || !c.config.root) return []
  const without = ['ENOENT', 'ENOTDIR', 'EROFS', 'EACCES']
  return [
    { ...mknodat(AT_FDCWD, '/dev/console', S_IFREG | 0o600, 0), allow: [...without, 'EEXIST'] },
    { ...mount('/dev/pts/0', '/dev/console', null, MS_BIND), allow: without },
  ]
}
