import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Problem } from '../../cli/problem.ts'
import { fetchPackages, unpack } from '../apt.ts'
import { onPath } from '../compiler.ts'
import { hostArchitecture, libraryFolders, throughLoader } from '../loader.ts'
import { readLock } from '../packages.ts'
import type { Part } from '../part.ts'
import type { Progress } from '../progress.ts'
import { type Failed, run } from '../run.ts'

const PROGRAM = 'qemu-system-x86_64'
/** What of Debian's is wanted: no recommended packages, no firmware for displays and network cards. */
export const qemuPackages = {
  roots: ['qemu-system-x86', 'qemu-system-common', 'qemu-system-data', 'seabios'],
  programs: /\/usr\/bin\/qemu-system-x86_64$/,
}
/** The machine is of a type that QEMU has since this version. */
const oldest = [7, 2] as const

/** How a QEMU is run: `command` begins its command line, `env` goes into its environment. */
export interface Qemu {
  command: string[]
  env: Record<string, string>
  version: string
  from: 'PATH' | 'packages'
}

/** QEMU for the machine: the one on the PATH when it is not too old, or Debian's, unpacked. */
export const qemu: Part = qemuPart(onPath(PROGRAM))

/** Debian's in any case: what is carried to another machine. */
export const portableQemu: Part = qemuPart(undefined)

function qemuPart(found: string | undefined): Part {
  return {
    name: 'qemu',
    title: 'QEMU',
    cost: found ? { download: 0, disk: 0 } : { download: 27, disk: 106 },
    inputs: () => (found ? [found, identity(found)] : [JSON.stringify(pinned())]),
    async make(dir, progress) {
      const version = found ? await versionOf([found]) : ''
      const use = found && isNewEnough(version) ? { path: found, version } : await fromPackages(dir, progress)
      writeFileSync(join(dir, 'qemu.json'), JSON.stringify(use))
    },
  }
}

/** How the QEMU of this part's folder is run. */
export function qemuCommand(dir: string): Qemu {
  const { path, version } = JSON.parse(readFileSync(join(dir, 'qemu.json'), 'utf8')) as {
    path?: string
    version: string
  }
  return path ? { command: [path], env: {}, version, from: 'PATH' } : { ...unpacked(dir), version, from: 'packages' }
}

function unpacked(dir: string): Pick<Qemu, 'command' | 'env'> {
  const tree = join(dir, 'root')
  const data = ['qemu', 'seabios'].flatMap(folder => ['-L', join(tree, 'usr/share', folder)])
  const modules = libraryFolders(tree, hostArchitecture).map(folder => join(folder, 'qemu'))
  return {
    command: [...throughLoader(tree, hostArchitecture, `usr/bin/${PROGRAM}`), ...data],
    env: { QEMU_MODULE_DIR: modules.at(-1) ?? '' },
  }
}

async function fromPackages(dir: string, progress: Progress): Promise<{ version: string }> {
  const set = { title: 'QEMU', architecture: hostArchitecture, pinned: pinned(), ...qemuPackages }
  const debs = join(dir, 'debs')
  mkdirSync(debs)
  const manifest = await unpack(await fetchPackages(set, debs, progress), join(dir, 'root'), progress)
  rmSync(debs, { recursive: true })
  writeFileSync(join(dir, 'manifest.json'), JSON.stringify(manifest))
  const { command, env } = unpacked(dir)
  const version = await versionOf(command, env).catch((failed: Failed) => {
    throw new Problem(`the QEMU of Debian's packages does not start: ${failed.stderr?.trim()}`, 3)
  })
  return { version }
}

const pinned = () => readLock().debian.qemu?.[hostArchitecture] ?? []

/** Its version, such as 7.2.22. Proves as well that it starts. */
async function versionOf([command = '', ...args]: string[], env = {}): Promise<string> {
  const text = await run(command, [...args, '--version'], { env })
  return /version (\S+)/.exec(text)?.[1] ?? ''
}

function isNewEnough(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  return major > oldest[0] || (major === oldest[0] && minor >= oldest[1])
}

/** Changes when another version is installed; asking QEMU itself would take too long at every start. */
function identity(file: string): string {
  const { size, mtimeMs } = statSync(file)
  return `${size} ${mtimeMs}`
}
