import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { fetchPackages } from '../apt.ts'
import { readLock } from '../packages.ts'
import type { Part } from '../part.ts'
import { guestArchitecture } from './guest.ts'

/** What of Debian's is wanted, with all that it depends on: the essential packages, and real programs. */
export const debianPackages = {
  roots: [
    ...['base-files', 'base-passwd', 'bash', 'bsdutils', 'coreutils', 'dash', 'debianutils', 'diffutils', 'dpkg'],
    ...['findutils', 'grep', 'gzip', 'hostname', 'init-system-helpers', 'libc-bin', 'login', 'ncurses-base'],
    ...['ncurses-bin', 'perl-base', 'sed', 'sysvinit-utils', 'tar', 'util-linux', 'usr-is-merged'],
    ...['apt', 'iputils-ping', 'libcap2-bin', 'nginx', 'python3-minimal'],
  ],
}

const pinned = () => readLock().debian.debian?.[guestArchitecture] ?? []

/** Packages as they come, of which a Debian root is made in a container. */
export const debian: Part = {
  name: 'debian',
  title: 'the packages of a Debian root, for tests',
  cost: { download: 39, disk: 39 },
  inputs: () => [JSON.stringify(pinned())],
  async make(dir, progress) {
    const set = { title: this.title, architecture: guestArchitecture, pinned: pinned(), ...debianPackages }
    await fetchPackages(set, dir, progress)
    rmSync(join(dir, 'apt'), { recursive: true })
  },
}
