import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { type Qemu, qemuCommand } from '../setup/parts/qemu.ts'

/** The folders of the parts that a machine is made from. */
export interface Folders {
  qemu: string
  guest: string
  image: string
  initramfs: string
}

/** How a machine is started. */
export interface Start {
  qemu: Qemu
  options: string[]
  /** The open file of a saved machine: QEMU's descriptor 5. */
  state?: number
  /** What its random pool is given (SEED bytes); drawn anew if not said. */
  seed?: Uint8Array
  /** A machine that is going to be saved. */
  toSave?: true
}

/** MiB of memory. */
const MEMORY = 1024

// The kernel's own words: Documentation/admin-guide/kernel-parameters.txt. Mitigations and zeroed pages guard against what
// a machine of one user for one second has no need of, and cost time under emulation. norandmaps: a program that is started
// again lies at the same addresses, so that what the emulator has translated of it serves again: nft takes half as long.
const APPEND = 'console=ttyS0 quiet norandmaps panic=-1 tsc=reliable init_on_alloc=0 mitigations=off apparmor=0 audit=0'

/** A boot from the beginning, that keeps nothing of what is written. `more` are further disks. */
export function bootStart(folders: Folders, accelerator: 'kvm' | 'tcg', more: string[] = []): Start {
  const sandbox = disk('sandbox', join(folders.image, 'sandbox.img'), 'snapshot=on')
  return start(folders, accelerator, [...kernel(folders), ...PLAIN_MEMORY, ...sandbox, ...more])
}

/** `more`: the memory and the sandbox's disk, and what it starts from. The rest is the same in every machine. */
export function start(folders: Folders, accelerator: 'kvm' | 'tcg', more: string[]): Start {
  const options = [
    ['-machine', 'pc-i440fx-7.2,memory-backend=ram', '-m', `${MEMORY}`],
    // One processor: with two the emulator pays for every lock, and takes a third more of the host's time for the same work.
    ['-smp', '1', '-accel', accelerator, '-cpu', accelerator === 'kvm' ? 'host' : 'qemu64'],
    ['-nodefaults', '-no-user-config', '-display', 'none', '-no-reboot'],
    // Every process that lives across the snapshot has seeded its random generator in this future. When the clock is set
    // back to the present, OpenSSL takes that for a reason to seed it anew.
    ['-rtc', 'base=2100-01-01'],
    ['-chardev', 'socket,id=qmp,fd=3', '-mon', 'chardev=qmp,mode=control'],
    ['-chardev', 'socket,id=agent,fd=4', '-device', 'virtio-serial-pci,max_ports=2'],
    ['-device', 'virtserialport,chardev=agent,name=congo.agent'],
    ['-chardev', 'stdio,id=console,signal=off', '-serial', 'chardev:console'],
    ['-object', 'rng-builtin,id=rng', '-device', 'virtio-rng-pci,rng=rng'],
    disk('root', join(folders.image, 'root.img'), 'readonly=on'),
    more,
  ]
  return { qemu: qemuCommand(folders.qemu), options: options.flat() }
}

/** What a machine boots from. A restored one has it in its memory. */
export function kernel({ guest, initramfs }: Folders): string[] {
  const boot = join(guest, 'root/boot')
  const vmlinuz = readdirSync(boot).find(name => name.startsWith('vmlinuz-')) ?? ''
  return ['-kernel', join(boot, vmlinuz), '-initrd', join(initramfs, 'initramfs'), '-append', APPEND]
}

/**
 * One disk. With snapshot=on, what is written goes to a file that has no name and ends with QEMU. A full disk of the host is
 * an error to the guest; QEMU's own way is to stop the machine and wait.
 */
export function disk(id: string, path: string, mode: 'readonly=on' | 'readonly=off' | 'snapshot=on'): string[] {
  const drive = `file=${escaped(path)},id=${id},if=none,format=raw,${mode}`
  return ['-drive', drive, '-device', `virtio-blk-pci,drive=${id},werror=report`]
}

export const PLAIN_MEMORY = ['-object', `memory-backend-ram,id=ram,size=${MEMORY}M`]

/** Memory in a file: `share=on` writes to it, `share=off` only begins with what is there. */
export function fileMemory(path: string, share: 'share=on' | 'share=off'): string[] {
  return ['-object', `memory-backend-file,id=ram,size=${MEMORY}M,mem-path=${escaped(path)},${share}`]
}

const escaped = (path: string) => path.replaceAll(',', ',,')
