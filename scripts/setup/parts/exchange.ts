import { guestArchitecture } from './guest.ts'
import { unpacked } from './unpacked.ts'

/** What of Debian's is wanted. The two last have what the others read in /etc and /usr/share. */
export const exchangePackages = {
  roots: [
    ...['conmon', 'crun', 'podman', 'skopeo', 'umoci'],
    ...['golang-github-containers-common', 'golang-github-containers-image'],
  ],
  programs: /\/usr\/bin\/(conmon|crun|podman|skopeo|umoci)$/,
}

/** Other people's tools for images, which tests exchange images with. Nothing else needs them. */
export const exchange = unpacked(
  {
    name: 'exchange',
    title: 'podman, skopeo and umoci, for tests',
    cost: { download: 22, disk: 80 },
    architecture: guestArchitecture,
  },
  exchangePackages,
)
