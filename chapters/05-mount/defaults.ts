// What a container finds mounted where nobody asks for more: as Docker and Podman have it.
// https://github.com/opencontainers/runtime-spec/blob/main/config-linux.md#default-filesystems
import type { Mount } from '../config.ts'

const GUARDED = ['nosuid', 'noexec', 'nodev']

export const MOUNTS: readonly Mount[] = [
  { destination: '/proc', type: 'proc', source: 'proc', options: GUARDED },
  {
    destination: '/dev',
    type: 'tmpfs',
    source: 'tmpfs',
    options: ['nosuid', 'strictatime', 'mode=755', 'size=65536k'],
  },
  {
    destination: '/dev/pts',
    type: 'devpts',
    source: 'devpts',
    options: ['nosuid', 'noexec', 'newinstance', 'ptmxmode=0666', 'mode=0620', 'gid=5'],
  },
  { destination: '/dev/shm', type: 'tmpfs', source: 'shm', options: [...GUARDED, 'mode=1777', 'size=65536k'] },
  { destination: '/dev/mqueue', type: 'mqueue', source: 'mqueue', options: GUARDED },
  { destination: '/sys', type: 'sysfs', source: 'sysfs', options: [...GUARDED, 'ro'] },
]

/** Shows a container its own cgroup, where it has one. */
export const CGROUP: Mount = {
  destination: '/sys/fs/cgroup',
  type: 'cgroup',
  source: 'cgroup',
  options: [...GUARDED, 'ro'],
}
