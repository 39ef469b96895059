import { accessSync, constants, readFileSync, writeFileSync } from 'node:fs'
import { cpus, release } from 'node:os'
import { join } from 'node:path'
import { errorCode } from '../cli/problem.ts'
import { type Part, ready } from '../setup/part.ts'
import { guest } from '../setup/parts/guest.ts'
import { qemu } from '../setup/parts/qemu.ts'
import { bootStart, type Folders } from './hardware.ts'
import { image } from './image.ts'
import { initramfs } from './initramfs.ts'
import { Machine } from './machine.ts'

export interface Accelerator {
  accelerator: 'kvm' | 'tcg'
  /** For people: why it is this one. */
  why: string
}

/** Seconds that a boot under KVM may take. It takes two where KVM works. */
const LIMIT = 20

/**
 * Whether the machine can use KVM, as proved by booting in it: there are hosts where /dev/kvm opens, tiny guests run, and a
 * Linux kernel hangs. The answer is kept for this host's kernel, processor and QEMU, so a hang is waited for once.
 */
export const accelerator: Part = {
  name: 'accelerator',
  title: 'whether KVM works here',
  cost: { download: 0, disk: 0 },
  needs: [qemu, guest],
  inputs: () => [kvmDevice() ?? 'accessible', release(), cpus()[0]?.model ?? ''],
  async make(dir, progress, [qemuDir = '', guestDir = '']) {
    let answer: Accelerator = { accelerator: 'tcg', why: kvmDevice() ?? '' }
    if (!answer.why) {
      const [imageDir, initramfsDir] = await ready(image, initramfs)
      progress('trying to boot with it')
      answer = await tryKvm({ qemu: qemuDir, guest: guestDir, image: imageDir, initramfs: initramfsDir })
    }
    writeFileSync(join(dir, 'accelerator.json'), JSON.stringify(answer))
  },
}

export function readAccelerator(dir: string): Accelerator {
  return JSON.parse(readFileSync(join(dir, 'accelerator.json'), 'utf8')) as Accelerator
}

/** What speaks against KVM before any trial. */
function kvmDevice(): string | undefined {
  if (process.arch !== 'x64') return 'the machine is an x86-64 one, this computer is not'
  try {
    accessSync('/dev/kvm', constants.R_OK | constants.W_OK)
    return undefined
  } catch (error) {
    return errorCode(error) === 'ENOENT' ? 'there is no /dev/kvm' : '/dev/kvm may not be opened by this user'
  }
}

/** Boots with KVM, for at most so many seconds. */
export async function tryKvm(folders: Folders, seconds = LIMIT): Promise<Accelerator> {
  await using machine = new Machine(bootStart(folders, 'kvm'))
  const limit = setTimeout(() => void machine.close(), seconds * 1000)
  try {
    await machine.ready()
    return { accelerator: 'kvm', why: 'the machine booted with it' }
  } catch (error) {
    const [how] = (error as Error).message.split('\n')
    const late = machine.closed ? `the machine had not booted after ${seconds} s` : how
    return { accelerator: 'tcg', why: `/dev/kvm opens, but ${late}` }
  } finally {
    clearTimeout(limit)
  }
}
