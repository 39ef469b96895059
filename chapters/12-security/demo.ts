import type { Demo } from '../demo.ts'
import { CAPABILITIES, MASKED, READONLY } from './defaults.ts'
import { profile } from './profile.ts'

export default {
  command: [
    '/bin/probe',
    'write',
    '/proc/sys/net/ipv4/ip_forward',
    '0',
    'mount',
    '/mnt',
    'key',
    'congo-secret',
    'type',
    '0',
    'call',
    '435',
    '0',
    '0',
    '0',
    'call',
    '272',
    '0x10000000',
    '0',
    '0',
    'status',
    'list',
    '/sys/firmware',
    'forever',
  ],
  wish: {
    root: { path: '/images/busybox' },
    mounts: [
      { destination: '/proc', type: 'proc', options: ['nosuid', 'nodev', 'noexec'] },
      { destination: '/sys', type: 'sysfs', options: ['nosuid', 'nodev', 'noexec'] },
      { destination: '/dev', type: 'tmpfs', options: ['nosuid', 'mode=755'] },
      { destination: '/dev/pts', type: 'devpts', options: ['nosuid', 'noexec', 'newinstance', 'ptmxmode=0666'] },
      { destination: '/tmp', type: 'tmpfs' },
    ],
    capabilities: { bounding: CAPABILITIES, permitted: CAPABILITIES, effective: CAPABILITIES },
    noNewPrivileges: true,
    linux: {
      namespaces: [{ type: 'mount' }, { type: 'pid' }],
      maskedPaths: MASKED,
      readonlyPaths: READONLY,
      seccomp: profile(CAPABILITIES),
    },
  },
  async compare(t, container) {
    return [
      ['CapBnd', t.host.status('CapBnd'), container.status('CapBnd')],
      ['mounts', '', container.proc('mountinfo')],
    ]
  },
} satisfies Demo
