import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fetchPackages, unpack } from '../apt.ts'
import { type Architecture, readLock } from '../packages.ts'
import type { Part } from '../part.ts'

/** The machine's architecture, on every host. */
export const guestArchitecture: Architecture = 'amd64'
/** What of Debian's is wanted. */
export const guestPackages = {
  roots: ['busybox-static', 'dash', 'iproute2', 'nftables', 'e2fsprogs', 'libstdc++6', 'libgcc-s1'],
  kernel: `linux-image-cloud-${guestArchitecture}`,
  programs: /\/s?bin\//,
}

const pinned = () => readLock().debian.guest?.[guestArchitecture] ?? []

/** What the machine's disk is made from: kernel, modules and programs, unpacked from Debian's packages into `root`. */
export const guest: Part = {
  name: 'guest',
  title: "the machine's kernel and programs",
  cost: { download: 37, disk: 141 },
  inputs: () => [JSON.stringify(pinned())],
  async make(dir, progress) {
    const debs = join(dir, 'debs')
    mkdirSync(debs)
    const set = { title: this.title, architecture: guestArchitecture, pinned: pinned(), ...guestPackages }
    const files = await fetchPackages(set, debs, progress)
    const manifest = await unpack(files, join(dir, 'root'), progress)
    rmSync(debs, { recursive: true })
    writeFileSync(join(dir, 'manifest.json'), JSON.stringify(manifest))
  },
}
