import type { MountView, ProcessView } from '../check.ts'
import type { Mount } from '../config.ts'
import type { Demo, Row } from '../demo.ts'

const ROOT = { root: { path: '/images/busybox' }, linux: { namespaces: [{ type: 'pid' }, { type: 'mount' }] } } as const
const PROC: Mount = { destination: '/proc', type: 'proc', source: 'proc' }
const SHARED: Mount = { destination: '/shared', source: '/srv/shared', options: ['rbind'] }
const READONLY: Mount = { destination: '/data', source: '/srv/data', options: ['rbind', 'ro'] }
const SECRETS = '/root/secrets'

const shows = (mount: MountView | undefined) => (mount ? `${mount.options[0]} ${mount.root}` : 'none')
const row = (host: ProcessView, container: ProcessView, there: string, here: string): Row => {
  const at = (process: ProcessView, point: string) => process.mounts().findLast(mount => mount.point === point)
  return [here, shows(at(host, there)), shows(at(container, here))]
}

/**
 * The first container writes to a read-only volume, and below it, and leaves a symbolic link in a folder that it shares. The
 * second has a volume in that folder, behind the link: to a folder that the host has, and the image has one of the same name.
 */
export default {
  command: [
    '/bin/probe',
    ...['write', '/data/x', 'x', 'write', '/data/below/x', 'x', 'symlink', SECRETS, '/shared/way', 'forever'],
  ],
  wish: { ...ROOT, mounts: [PROC, READONLY, SHARED] },
  async prepare(t) {
    await t.probe('mkdir', '/srv/shared', 'mkdir', '/srv/data', 'mkdir', '/srv/data/below', 'mount', '/srv/data/below')
    await t.probe('mkdir', SECRETS, 'mkdir', `/images/busybox${SECRETS}`)
  },
  async compare(t, container) {
    const rows = [
      row(t.host, container, '/srv/data', '/data'),
      row(t.host, container, '/srv/data/below', '/data/below'),
    ]
    const behind: Mount = { ...READONLY, destination: '/shared/way/new' }
    const second = await t.start(['/bin/probe', 'say', 'second', 'forever'], {
      ...ROOT,
      mounts: [PROC, SHARED, behind],
    })
    const list = async (process: ProcessView) => {
      const found = await t.probeIn(process, ['mount'], 'list', SECRETS)
      return found.map(line => line.replace('list ', '')).join(' ') || 'empty'
    }
    rows.push(['/root/secrets', await list(t.host), await list(second.command)])
    rows.push(row(t.host, second.command, `${SECRETS}/new`, `${SECRETS}/new`))
    const late: Mount = { destination: '/late', source: '/srv/shared', options: ['rbind'] }
    await second.call('addVolume', late).catch(() => undefined)
    rows.push(row(t.host, second.command, '/images/busybox/late', '/late'))
    return rows
  },
} satisfies Demo
