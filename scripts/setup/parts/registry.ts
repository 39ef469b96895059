import { hostArchitecture } from '../loader.ts'
import { unpacked } from './unpacked.ts'

/** What of Debian's is wanted. */
export const registryPackages = {
  roots: ['docker-registry', 'skopeo'],
  programs: /\/usr\/bin\/(docker-registry|skopeo)$/,
}

/** A registry, and another client of registries, as ordinary programs of the host: tests exchange images with them. */
export const registry = unpacked(
  {
    name: 'registry',
    title: 'docker-registry and skopeo, for tests',
    cost: { download: 14, disk: 53 },
    architecture: hostArchitecture,
  },
  registryPackages,
)
