import { guestArchitecture } from './guest.ts'
import { unpacked } from './unpacked.ts'

/** What of Debian's is wanted. */
export const runtimePackages = {
  roots: ['crun', 'passt', 'runc', 'uidmap'],
  programs: /\/usr\/s?bin\/(crun|new[gu]idmap|pasta|runc)$/,
}

/** Other people's programs for containers: tests and benches hold them beside ours, or use them. Nothing else needs them. */
export const runtimes = unpacked(
  {
    name: 'runtimes',
    title: 'runc, crun, pasta and newuidmap, for tests',
    cost: { download: 6, disk: 20 },
    architecture: guestArchitecture,
  },
  runtimePackages,
)
