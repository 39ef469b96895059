import type { Wish } from '../check.ts'
import type { Demo } from '../demo.ts'

const WISH: Wish = {
  linux: { namespaces: [{ type: 'pid' }, { type: 'mount' }] },
  mounts: [
    { destination: '/proc', type: 'proc', source: 'proc', options: ['nosuid', 'noexec', 'nodev'] },
    { destination: '/dev', type: 'tmpfs', source: 'tmpfs', options: ['nosuid', 'mode=755', 'size=64k'] },
    {
      destination: '/dev/pts',
      type: 'devpts',
      source: 'devpts',
      options: ['nosuid', 'noexec', 'newinstance', 'ptmxmode=0666', 'mode=0620', 'gid=5'],
    },
    {
      destination: '/dev/shm',
      type: 'tmpfs',
      source: 'shm',
      options: ['nosuid', 'noexec', 'nodev', 'mode=1777', 'size=64k'],
    },
    { destination: '/dev/mqueue', type: 'mqueue', source: 'mqueue', options: ['nosuid', 'noexec', 'nodev'] },
    { destination: '/srv', type: 'sysfs', source: 'sysfs', options: ['nosuid', 'noexec', 'nodev', 'ro'] },
    { destination: '/mnt', type: 'none', source: '/run', options: ['bind', 'ro', 'rslave'] },
    { destination: '/etc/hosts', source: '/etc/passwd', options: ['bind', 'noatime'] },
  ],
}

export default {
  command: [
    '/bin/probe',
    'pid',
    'self',
    'mount',
    '/opt',
    'stat',
    '/dev/null',
    'list',
    '/dev',
    'show',
    '/proc/self/mountinfo',
    'forever',
  ],
  wish: WISH,
  async compare(t, container) {
    return [['mount ns', t.host.namespace('mnt'), container.namespace('mnt')]]
  },
} satisfies Demo
