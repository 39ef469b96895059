import type { Demo } from '../demo.ts'
import { CAPABILITIES } from './defaults.ts'
import { profile } from './profile.ts'

const TTL = '/proc/sys/net/ipv4/ip_default_ttl'

/**
 * The command tries, as root: to set a number of the host's network, of which it has no copy; to read a key of the host; to
 * mount; to give another user the rights of root; to look at the host's firmware; and to make a user namespace (unshare).
 */
export default {
  command: [
    ...['/bin/probe', 'write', TTL, '1', 'key', 'congo-secret', 'mount', '/etc', 'setuid', '/tmp/su'],
    ...['as', '1000', '/tmp/su', 'ids', 'list', '/sys/firmware', 'call', '272', '0x10000000', '0', '0', 'forever'],
  ],
  wish: {
    root: { path: '/images/busybox' },
    mounts: [
      { destination: '/proc', type: 'proc', options: ['nosuid', 'nodev', 'noexec'] },
      { destination: '/sys', type: 'sysfs', options: ['nosuid', 'nodev', 'noexec'] },
      { destination: '/tmp', type: 'tmpfs' },
    ],
    capabilities: { bounding: CAPABILITIES, permitted: CAPABILITIES, effective: CAPABILITIES },
    noNewPrivileges: true,
    linux: {
      namespaces: [{ type: 'mount' }, { type: 'pid' }],
      maskedPaths: ['/proc/kcore', '/proc/keys', '/sys/firmware'],
      readonlyPaths: ['/proc/sys'],
      seccomp: profile(CAPABILITIES),
    },
  },
  async compare(t, container) {
    const seen = ([line = '']: string[]) => line.replace('file ', '')
    const ttl = [await t.probe('show', TTL), await t.probeIn(container, ['mount', 'network'], 'show', TTL)].map(seen)
    const field = (name: string) => [name, t.host.status(name), container.status(name)] as const
    return [
      ['ip_default_ttl', ...(ttl as [string, string])],
      ...['CapBnd', 'CapPrm', 'CapEff', 'NoNewPrivs', 'Seccomp'].map(field),
    ]
  },
} satisfies Demo
