// Loads the compiled addon: beside a bundle, or where set-up puts it for the sources.
import { statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'

/** What addon.cc exports. Everything it is given was checked by the modules beside this one. */
interface Addon {
  run(program: Uint8Array): void
  /** Of a child that has ended: its exit status, 256 + the signal that killed it, or -errno of waitid(2). */
  reap(pidfd: number): number
  Child: new (program: Uint8Array, cloneArgs: Uint8Array) => AddonChild
  Watch: new (fd: number, writable: boolean, callback: () => void) => Watch
}

export interface AddonChild {
  readonly pid: number
  readonly pidfd: number
  /** Whether the child runs in this process's memory. Once it does not, the process is as dumpable as before. */
  shares(): boolean
  read(bytes: Uint8Array): void
  free(): boolean
}

export interface Watch {
  close(): void
  ref(): void
  unref(): void
}

/** A file that set-up compiled from native/: `addon.node`, `init`, `probe`. Throws where it is missing. */
export function compiled(name: string): string {
  const places = [`./${name}`, `../${name}`, `../dist/${name}`].map(place =>
    fileURLToPath(new URL(place, import.meta.url)),
  )
  const found = places.find(place => statSync(place, { throwIfNoEntry: false })?.isFile()) // native/probe is a folder
  if (found === undefined)
    throw new Error(`native/ is not compiled: ${name} is missing; npm run doctor says what to do`)
  return found
}

export const addon: Addon = createRequire(import.meta.url)(compiled('addon.node'))

/**
 * Calls back each time the descriptor can be read (or written), until close(). Anything that poll(2) knows will do:
 * sockets, pipes, terminals, pidfds. Throws where libuv refuses the descriptor.
 */
export const watch = (fd: number, event: 'readable' | 'writable', callback: () => void): Watch =>
  new addon.Watch(fd, event === 'writable', callback)

/** Comes back when the descriptor can be read: also at its end, and of a pidfd when the process has ended. */
export const readable = (fd: number): Promise<void> =>
  new Promise(resolve => {
    const watching = watch(fd, 'readable', () => {
      watching.close()
      resolve()
    })
  })
