import { existsSync, readFileSync, statfsSync } from 'node:fs'
import { cpus, release, totalmem } from 'node:os'
import { dirname, join } from 'node:path'
import { root } from '../cli/paths.ts'
import { installCommand, missingForCompiler } from '../setup/compiler.ts'
import { cacheFolder, folderOf, isWhole, type Part } from '../setup/part.ts'
import { addon, guestAddon } from '../setup/parts/addon.ts'
import { guest } from '../setup/parts/guest.ts'
import { node } from '../setup/parts/node.ts'
import { qemu, qemuCommand } from '../setup/parts/qemu.ts'
import { run } from '../setup/run.ts'
import { accelerator, readAccelerator } from '../vm/accelerator.ts'
import { image } from '../vm/image.ts'
import { initramfs } from '../vm/initramfs.ts'
import { snapshot } from '../vm/snapshot.ts'

/** All parts, in the order in which they are made. */
export const parts = [...new Set([qemu, guest, node, addon, guestAddon, image, initramfs, accelerator, snapshot])]

/** One line of what the doctor tells. */
export interface Finding {
  about: string
  text: string
  missing?: boolean
}

/** What is here, what is missing, and what to do: the last one says it. */
export async function findings(): Promise<Finding[]> {
  const missing = parts.filter(part => !isWhole(part))
  return [
    { about: 'system', text: system() },
    ...wsl(release()),
    { about: 'Node', text: process.versions.node },
    { about: 'cache', text: `${cacheFolder()}, ${gigabytes(free(cacheFolder()))} free` },
    ...(await Promise.all(parts.map(finding))),
    { about: 'compiler', ...compiler(missing.some(part => part === addon || part === guestAddon)) },
    { about: 'KVM', text: kvm() },
    { about: 'next', text: next(missing) },
  ]
}

async function finding(part: Part): Promise<Finding> {
  const folder = folderOf(part)
  const { download, disk } = part.cost
  if (!isWhole(part)) {
    const costs = [download && `${download} MB to fetch`, disk && `${disk} MB on disk`].filter(Boolean).join(', ')
    return {
      about: part.name,
      text: `${existsSync(folder) ? 'damaged' : 'missing'}: ${part.title}${costs && ` (${costs})`}`,
      missing: true,
    }
  }
  const used = Number.parseInt(await run('du', ['--summarize', '--block-size=1000000', folder]), 10)
  return { about: part.name, text: `there: ${part.title}${versions(part, folder)}, ${used} MB` }
}

/** What a part was made from, where one version says it. */
function versions(part: Part, folder: string): string {
  if (part === qemu) {
    const { version, from } = qemuCommand(folder)
    return ` ${version} ${from === 'PATH' ? 'on the PATH' : "from Debian's packages"}`
  }
  if (part !== node && part !== guest) return ''
  const manifest = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) as {
    name: string
    version: string
  }[]
  const main = manifest.find(({ name }) => part === node || name.startsWith('linux-image')) // of the guest: the kernel
  return main ? `, ${main.name} ${main.version}` : ''
}

function system(): string {
  const name = /^PRETTY_NAME="?(.*?)"?$/m.exec(
    existsSync('/etc/os-release') ? readFileSync('/etc/os-release', 'utf8') : '',
  )
  const memory = `${gigabytes(totalmem())} of memory, of which the virtual machine takes 1 GB`
  return `${name?.[1] ?? 'Linux'}, ${process.arch}, ${cpus().length} processors, ${memory}`
}

/** What is different under Windows, by the name of the kernel. */
export function wsl(kernel: string): Finding[] {
  if (!/microsoft/i.test(kernel)) return []
  const two = /WSL2|microsoft-standard/.test(kernel)
  const where = root.startsWith('/mnt/')
    ? '; move the clone out of /mnt, where files are slow, to your home folder'
    : ''
  return [
    { about: 'Windows', text: two ? `WSL 2${where}` : 'WSL 1: not tried; wsl --set-version DISTRIBUTION 2 changes it' },
  ]
}

function compiler(needed: boolean): { text: string; missing?: boolean } {
  const missing = missingForCompiler(process.arch)
  if (missing.length === 0) return { text: 'there' }
  const names = missing.join(', ')
  if (!needed) return { text: `${names} missing, and not needed: the addon is there` }
  return { text: `${names} missing, for compiling the addon: ${installCommand(process.arch)}`, missing: true }
}

/** Whether the machine uses KVM: known once it has been tried. */
function kvm(): string {
  const folder = folderOf(accelerator)
  if (!isWhole(accelerator)) return 'not known yet: tried when the machine is first made; emulation serves as well'
  const { accelerator: used, why } = readAccelerator(folder)
  return used === 'kvm' ? `used: ${why}` : `not used, emulation serves as well: ${why}`
}

function next(missing: Part[]): string {
  if (missing.length === 0) return 'npm run lab'
  const sum = (of: 'download' | 'disk') => missing.reduce((all, { cost }) => all + cost[of], 0)
  const costs = `${sum('download')} MB to fetch, ${sum('disk')} MB on disk`
  return `npm run lab 01-process makes what is missing: ${costs}`
}

/** Bytes free for this user where the folder is, or will be. */
function free(folder: string): number {
  if (!existsSync(folder)) return free(dirname(folder))
  const { bavail, bsize } = statfsSync(folder)
  return bavail * bsize
}

function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(1)} GB`
}
