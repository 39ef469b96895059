import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fetchPackages, type PackageSet, unpack } from '../apt.ts'
import { type Architecture, readLock } from '../packages.ts'
import type { Part } from '../part.ts'

/** What a part of Debian's packages is for, and what it takes. Its name is that of its pins in the lock as well. */
interface About extends Pick<Part, 'name' | 'title' | 'cost'> {
  readonly architecture: Architecture
}

/** Programs of Debian's packages, unpacked over each other into `root`. */
export function unpacked(
  { architecture, ...about }: About,
  { roots, kernel }: Pick<PackageSet, 'roots' | 'kernel'>,
): Part {
  const pinned = () => readLock().debian[about.name]?.[architecture] ?? []
  return {
    ...about,
    inputs: () => [JSON.stringify(pinned())],
    async make(dir, progress) {
      const debs = join(dir, 'debs')
      mkdirSync(debs)
      const set = { title: about.title, architecture, pinned: pinned(), roots, ...(kernel !== undefined && { kernel }) }
      const manifest = await unpack(await fetchPackages(set, debs, progress), join(dir, 'root'), progress)
      rmSync(debs, { recursive: true })
      writeFileSync(join(dir, 'manifest.json'), JSON.stringify(manifest))
    },
  }
}
