import type { Architecture } from '../packages.ts'
import { unpacked } from './unpacked.ts'

/** The machine's architecture, on every host. */
export const guestArchitecture: Architecture = 'amd64'
/** What of Debian's is wanted. */
export const guestPackages = {
  roots: ['busybox-static', 'dash', 'iproute2', 'nftables', 'e2fsprogs', 'libstdc++6', 'libgcc-s1'],
  kernel: `linux-image-cloud-${guestArchitecture}`,
  programs: /\/s?bin\//,
}

/** What the machine's disk is made from: the kernel, its modules, and programs. */
export const guest = unpacked(
  {
    name: 'guest',
    title: "the machine's kernel and programs",
    cost: { download: 37, disk: 141 },
    architecture: guestArchitecture,
  },
  guestPackages,
)
