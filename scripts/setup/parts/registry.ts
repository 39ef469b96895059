import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fetchPackages, unpack } from '../apt.ts'
import { hostArchitecture } from '../loader.ts'
import { readLock } from '../packages.ts'
import type { Part } from '../part.ts'

/** What of Debian's is wanted. */
export const registryPackages = {
  roots: ['docker-registry', 'skopeo'],
  programs: /\/usr\/bin\/(docker-registry|skopeo)$/,
}

const pinned = () => readLock().debian.registry?.[hostArchitecture] ?? []

/** A registry, and another client of registries, as ordinary programs of the host: tests exchange images with them. */
export const registry: Part = {
  name: 'registry',
  title: 'docker-registry and skopeo, for tests',
  cost: { download: 14, disk: 53 },
  inputs: () => [JSON.stringify(pinned())],
  async make(dir, progress) {
    const debs = join(dir, 'debs')
    mkdirSync(debs)
    const set = { title: this.title, architecture: hostArchitecture, pinned: pinned(), ...registryPackages }
    const manifest = await unpack(await fetchPackages(set, debs, progress), join(dir, 'root'), progress)
    rmSync(debs, { recursive: true })
    writeFileSync(join(dir, 'manifest.json'), JSON.stringify(manifest))
  },
}
