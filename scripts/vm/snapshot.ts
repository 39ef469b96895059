import { closeSync, openSync, readFileSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { join } from 'node:path'
import { Problem } from '../cli/problem.ts'
import { within } from '../cli/within.ts'
import { contentOf, type Part } from '../setup/part.ts'
import { guest } from '../setup/parts/guest.ts'
import { qemu } from '../setup/parts/qemu.ts'
import { run } from '../setup/run.ts'
import { accelerator, readAccelerator } from './accelerator.ts'
import { disk, type Folders, fileMemory, kernel, PLAIN_MEMORY, type Start, start } from './hardware.ts'
import { image } from './image.ts'
import { initramfs } from './initramfs.ts'
import { Machine } from './machine.ts'

/**
 * How a machine is saved. 'mapped': the memory is a file that a restored machine maps, page by page as it needs them, and
 * `state` holds the rest. 'whole': all in `state`, read at each restore. 'none': not at all; each machine boots.
 */
type Kind = 'mapped' | 'whole' | 'none'

/** MB, with room to spare: what the machine has touched of its memory. */
const DISK = 300

/** Seconds. Without KVM a boot takes 9, on a busy computer 40. */
const LIMIT = 180

/** A machine that has booted and warmed up, saved: `ram`, `state`, and the sandbox's disk as it was then. */
export const snapshot: Part = {
  name: 'snapshot',
  title: 'the virtual machine, booted',
  cost: { download: 0, disk: DISK },
  needs: [qemu, guest, image, initramfs, accelerator],
  inputs: () => [cpus()[0]?.model ?? '', ...contentOf('scripts/vm/hardware.ts', 'scripts/vm/snapshot.ts')],
  async make(dir, progress, needs) {
    demandSpace(dir)
    for (const kind of ['mapped', 'whole'] satisfies Kind[]) {
      progress('booting')
      await using machine = await bootToSave(dir, kind, needs)
      try {
        progress('saving')
        await save(machine, kind)
        writeFileSync(join(dir, 'snapshot.json'), JSON.stringify({ kind }))
        progress('restoring')
        await using restored = restoreFrom(dir, needs)
        await restored.ready()
        return
      } catch (error) {
        const { message } = error as Error
        process.stderr.write(`congo: a snapshot of the kind "${kind}" does not work here: ${message}\n`)
      }
    }
    writeFileSync(join(dir, 'snapshot.json'), JSON.stringify({ kind: 'none' satisfies Kind }))
  },
}

/** A full disk would end QEMU by a signal, as it writes to mapped memory. */
function demandSpace(dir: string): void {
  const { bavail, bsize } = statfsSync(dir)
  if (bavail * bsize < DISK * 1e6) throw Object.assign(new Error('No space left on device'), { code: 'ENOSPC' })
}

/** Folders of `snapshot.needs`, in their order. */
export function machineParts([qemu = '', guest = '', image = '', initramfs = '', accelerator = '']: string[]) {
  return { folders: { qemu, guest, image, initramfs } satisfies Folders, ...readAccelerator(accelerator) }
}

export function readSnapshot(dir: string): { kind: Kind } {
  return JSON.parse(readFileSync(join(dir, 'snapshot.json'), 'utf8'))
}

/** Starts the saved machine, which must be of some kind. It runs before it has answered, and takes jobs at once. `seed` as for restore(). */
export function restoreFrom(dir: string, needs: string[], seed?: Uint8Array): Machine {
  const { kind } = readSnapshot(dir)
  const { folders, accelerator } = machineParts(needs)
  const state = openSync(join(dir, 'state'), 'r')
  const memory = kind === 'mapped' ? fileMemory(join(dir, 'ram'), 'share=off') : PLAIN_MEMORY
  const sandbox = disk('sandbox', join(dir, 'sandbox.img'), 'snapshot=on')
  const devices = [...memory, ...sandbox, '-incoming', 'defer']
  const machine = new Machine({ ...start(folders, accelerator, devices), state, ...(seed && { seed }) })
  closeSync(state) // QEMU has its own
  const begun = Promise.all([
    machine.qmp.command('migrate-set-capabilities', capabilities(kind)),
    machine.qmp.command('migrate-incoming', { uri: 'fd:5' }),
  ])
  begun.catch(() => void machine.close())
  return machine
}

/** Boots, and waits for the warm agent. Throws a Problem (3) where the machine does not come up. */
async function bootToSave(dir: string, kind: Kind, needs: string[]): Promise<Machine> {
  const { folders, accelerator } = machineParts(needs)
  for (const name of ['ram', 'state']) rmSync(join(dir, name), { force: true })
  await run('cp', ['--sparse=always', '--reflink=auto', join(folders.image, 'sandbox.img'), dir])
  const memory = kind === 'mapped' ? fileMemory(join(dir, 'ram'), 'share=on') : PLAIN_MEMORY
  const sandbox = disk('sandbox', join(dir, 'sandbox.img'), 'readonly=off')
  const begin: Start = { ...start(folders, accelerator, [...kernel(folders), ...memory, ...sandbox]), toSave: true }
  begin.qemu.env.CONGO_STATE = join(dir, 'state')
  const machine = new Machine(begin)
  const late = new Problem(
    `the virtual machine has not come up within ${LIMIT} s; run this again when less runs beside it`,
    3,
  )
  await within(LIMIT, machine.ready(), late).catch(async (error: Error) => {
    await machine.close()
    throw new Problem(error.message, 3)
  })
  return machine
}

/** Saves a machine of bootToSave, and ends it. */
async function save(machine: Machine, kind: Kind): Promise<void> {
  await machine.qmp.command('migrate-set-capabilities', capabilities(kind))
  let status: unknown
  const done = machine.qmp.until(({ event, data }) => {
    status = data?.status
    return event === 'MIGRATION' && (status === 'completed' || status === 'failed')
  })
  await machine.qmp.command('migrate', { uri: 'exec:cat >"$CONGO_STATE"' })
  await Promise.race([done, machine.ended])
  if (status !== 'completed') throw new Error('QEMU could not save the machine')
  void machine.qmp.command('quit').catch(() => {})
  await machine.ended // and cat, which holds QEMU's stderr
}

const capabilities = (kind: Kind) => ({
  capabilities: [
    { capability: 'x-ignore-shared', state: kind === 'mapped' },
    { capability: 'events', state: true },
  ],
})
