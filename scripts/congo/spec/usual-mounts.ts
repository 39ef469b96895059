// What every container finds mounted, as far as what it shares with the host allows.
import { resolve } from 'node:path'
import { CGROUP, MOUNTS } from '../../../chapters/05-mount/defaults.ts'
import type { IdMapping, Mount } from '../../../chapters/config.ts'
import { hasCgroups } from './limits.ts'
import { bind } from './mounts.ts'

interface Sharing {
  readonly ipc?: string
  readonly network?: string
  readonly privileged?: boolean
}

/** `gids` are the groups of users of its own; `added` what takes the place of what would be there, or below. */
export function usualMounts(
  { ipc, network, privileged = false }: Sharing,
  gids: readonly IdMapping[] | undefined,
  added: readonly Mount[],
): Mount[] {
  const own = added.map(({ destination }) => resolve(destination))
  const covered = (path: string) => own.some(place => path === place || path.startsWith(`${place}/`))
  return [...MOUNTS, ...(hasCgroups() ? [CGROUP] : [])]
    .filter(({ destination }) => !covered(destination))
    .map(m => {
      const { destination, options = [] } = m
      if (ipc === 'host' && (destination === '/dev/shm' || destination === '/dev/mqueue'))
        return bind(destination, destination, [])
      // A sysfs shows a network, and is made by whom that belongs to.
      if (destination === '/sys' && gids && network === 'host') return bind('/sys', '/sys', ['ro'])
      if (destination === '/dev/pts' && gids && !hasTty(gids))
        return { ...m, options: options.filter(word => word !== 'gid=5') }
      return privileged ? { ...m, options: options.filter(word => word !== 'ro') } : m
    })
}

/** Group 5 is that of terminals. */
const hasTty = (gids: readonly IdMapping[]) =>
  gids.some(({ containerID, size }) => containerID <= 5 && 5 < containerID + size)
