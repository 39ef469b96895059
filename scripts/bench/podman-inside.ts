// Loaded into the agent of a machine that has podman.
import { CONGO, inTurns, type Times } from './in-turns.ts'

const IMAGE = '/mnt/images/busybox'

export default (): Times => {
  Object.assign(process.env, { CONGO_CACHE: '/mnt/cache', HOME: '/var/tmp' })
  const podman = ['podman', '--cgroup-manager', 'cgroupfs', '--events-backend', 'file', 'run', '--network', 'none']
  return inTurns({
    'congo beside podman': [...CONGO, 'run', '--rm', '--network', 'none', IMAGE, 'true'],
    podman: [...podman, '--rm', '--rootfs', IMAGE, 'true'],
  })
}
