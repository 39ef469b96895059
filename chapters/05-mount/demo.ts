import type { ProcessView, Wish } from '../check.ts'
import type { Demo } from '../demo.ts'

/** What every program expects to find; and one file of the host, to be read and not written. */
const WISH: Wish = {
  linux: { namespaces: [{ type: 'pid' }, { type: 'mount' }] },
  mounts: [
    { destination: '/proc', type: 'proc', source: 'proc', options: ['nosuid', 'noexec', 'nodev'] },
    { destination: '/tmp', type: 'tmpfs', source: 'tmpfs', options: ['nosuid', 'nodev', 'size=1m', 'mode=1777'] },
    { destination: '/etc/hosts', source: '/etc/hosts', options: ['bind', 'ro'] },
    { destination: '/dev', type: 'tmpfs', source: 'tmpfs', options: ['nosuid', 'size=64k', 'mode=755'] },
    { destination: '/dev/pts', type: 'devpts', source: 'devpts', options: ['newinstance', 'ptmxmode=666', 'gid=5'] },
    { destination: '/dev/shm', type: 'tmpfs', source: 'shm', options: ['nosuid', 'nodev', 'noexec', 'size=64k'] },
    { destination: '/dev/mqueue', type: 'mqueue', source: 'mqueue', options: ['nosuid', 'nodev', 'noexec'] },
  ],
}

/** What is seen at a place, with those of its options that the config could have asked for. */
function seen(process: ProcessView, point: string): string {
  const mount = process.mounts().findLast(each => each.point === point)
  return mount ? `${mount.type} ${mount.options.filter(option => !/relatime|idmapped/.test(option))}` : 'nothing'
}

/**
 * The command reads about process 1, hides /srv under a mount, and writes to the hosts file: of its own, or of the host?
 */
export default {
  command: [
    '/bin/probe',
    'pid',
    'self',
    'show',
    '/proc/1/comm',
    'mount',
    '/srv',
    'write',
    '/etc/hosts',
    'evil',
    'forever',
  ],
  wish: WISH,
  async compare(t, container) {
    const both = (what: string, tell: (process: ProcessView) => string) =>
      [what, tell(t.host), tell(container)] as const
    return [
      both('mount namespace', process => process.namespace('mnt')),
      ['of the runtime', t.answer.namespace('mnt'), ''],
      both('mounts', process => String(process.mounts().length)),
      both(
        '/ is',
        process =>
          process
            .mounts()
            .find(({ point }) => point === '/')
            ?.propagation.join() || 'private',
      ),
      both('process 1 is', process => process.file('/proc/1/comm')?.trim() ?? ''),
      ...['/srv', '/tmp', '/etc/hosts'].map(point => both(`on ${point}`, process => seen(process, point))),
      both('in /etc/hosts', process => process.file('/etc/hosts')?.split('\n')[0] ?? ''),
    ]
  },
} satisfies Demo
