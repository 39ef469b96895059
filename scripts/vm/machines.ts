import { accessSync, constants } from 'node:fs'
import { join } from 'node:path'
import { ready } from '../setup/part.ts'
import { bootStart, disk } from './hardware.ts'
import { Machine } from './machine.ts'
import { machineParts, readSnapshot, restoreFrom, snapshot } from './snapshot.ts'

/** Boots a machine from the beginning: 5 s or more under emulation. `image` is a further disk, /dev/vdc there; `seed` as for restore(). */
export async function boot(image?: string, seed?: Uint8Array): Promise<Machine> {
  const { folders, accelerator } = machineParts(await ready(...(snapshot.needs ?? [])))
  const more = image === undefined ? [] : disk('more', image, 'snapshot=on')
  return new Machine({ ...bootStart(folders, accelerator, more), ...(seed && { seed }) })
}

/**
 * Gives a machine as it was when it had just booted: nothing of any other restored machine is in it. Its random pool is given
 * `seed` (SEED bytes, machine.ts), or what is drawn anew.
 */
export async function restore(seed?: Uint8Array): Promise<Machine> {
  const needs = await ready(...(snapshot.needs ?? [])) // first: the snapshot goes with what was made anew
  const [dir] = await ready(snapshot)
  const { kind } = readSnapshot(dir)
  // QEMU opens the file of mapped memory for writing, though it does not write.
  const usable = kind === 'whole' || (kind === 'mapped' && writable(join(dir, 'ram')))
  return usable ? restoreFrom(dir, needs, seed) : boot(undefined, seed)
}

function writable(file: string): boolean {
  try {
    accessSync(file, constants.W_OK)
    return true
  } catch {
    return false
  }
}
