import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fetchPackages, unpack } from '../apt.ts'
import { readLock } from '../packages.ts'
import type { Part } from '../part.ts'
import { guestArchitecture } from './guest.ts'

/** What of Debian's is wanted. */
export const runtimePackages = {
  roots: ['crun', 'passt', 'runc', 'uidmap'],
  programs: /\/usr\/s?bin\/(crun|new[gu]idmap|pasta|runc)$/,
}

const pinned = () => readLock().debian.runtimes?.[guestArchitecture] ?? []

/** Other people's programs for containers: tests and benches hold them beside ours, or use them. Nothing else needs them. */
export const runtimes: Part = {
  name: 'runtimes',
  title: 'runc, crun, pasta and newuidmap, for tests',
  cost: { download: 6, disk: 20 },
  inputs: () => [JSON.stringify(pinned())],
  async make(dir, progress) {
    const debs = join(dir, 'debs')
    mkdirSync(debs)
    const set = { title: this.title, architecture: guestArchitecture, pinned: pinned(), ...runtimePackages }
    const manifest = await unpack(await fetchPackages(set, debs, progress), join(dir, 'root'), progress)
    rmSync(debs, { recursive: true })
    writeFileSync(join(dir, 'manifest.json'), JSON.stringify(manifest))
  },
}
