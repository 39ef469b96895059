// Loads the compiled addon.
import { createRequire } from 'node:module'
import { compiled } from './compiled.ts'

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

export const addon: Addon = createRequire(import.meta.filename)(compiled('addon.node'))

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
