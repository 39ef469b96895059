import type { ProcessView, Trial } from '../check.ts'
import type { Demo, Row } from '../demo.ts'

const IDS = [{ containerID: 0, hostID: 1000, size: 1000 }]
const MAPS = { uidMappings: IDS, gidMappings: IDS }
const SELF = ['write', '/root/mine', 'text', 'stat', '/root/mine', 'stat', '/host/hosts']
const ATTACK = [
  'copy',
  '/bin/probe',
  '/host/tool',
  'chmod',
  '4755',
  '/host/tool',
  'write',
  '/host/hosts',
  '6.6.6.6 bank\n',
]

/**
 * The command makes a file of its own, looks at one of the host, and then does what the chapter is about: it leaves a
 * set-user-id program in a folder of the host, and writes into a file of the host's root. A second container has a user.
 */
export default {
  command: ['/bin/probe', ...SELF, ...ATTACK, 'trap', 'TERM', 'await'],
  wish: {
    root: { path: '/images/busybox' },
    mounts: [
      { destination: '/proc', type: 'proc' },
      { destination: '/host', source: '/etc', options: ['bind'] },
    ],
    linux: { namespaces: [{ type: 'user' }, { type: 'mount' }, { type: 'pid' }], ...MAPS },
  },
  async compare(t, container) {
    const proc = `/proc/${container.numbers[1]}`
    const owner = (line = '') => /mode \d+ uid \d+ gid \d+/.exec(line)?.[0] ?? 'none'
    const [mine, tool] = await t.probe('stat', `${proc}/root/root/mine`, 'stat', '/etc/tool')
    const [hosts = ''] = await t.probe('show', '/etc/hosts')
    const rows: Row[] = [
      ['user namespace', t.host.namespace('user'), container.namespace('user')],
      await ids(t, 'user', container, 'Uid'),
      await ids(t, 'group', container, 'Gid'),
      ['/root/mine', owner(mine), ''],
      ['/etc/tool', owner(tool), ''],
      ['/etc/hosts', hosts.slice('file '.length), ''],
    ]
    const user = { uid: 33, gid: 44, additionalGids: [50, 60] }
    const linux = { namespaces: [{ type: 'user' } as const], ...MAPS }
    const second = await t.start(['/bin/probe', 'forever'], { user, linux }).catch(() => undefined)
    if (!second) return rows
    rows.push(
      await ids(t, 'container 2', second.command, 'Uid'),
      await ids(t, 'its group', second.command, 'Gid'),
      await ids(t, 'further groups', second.command, 'Groups'),
    )
    await second.stop(1)
    return rows
  },
} satisfies Demo

/** Some ids of a process, as the host and as the container calls them. */
async function ids(t: Trial, what: string, process: ProcessView, field: string): Promise<Row> {
  const of = (lines: readonly string[]) => {
    const line = lines.find(each => each.startsWith(`file ${field}:`)) ?? ''
    return line.slice(`file ${field}:`.length).trim().replace(/\s+/g, ' ')
  }
  const outside = await t.probe('show', `/proc/${process.numbers[1]}/status`)
  const inside = await t.probeIn(process, ['user'], 'show', `/proc/${process.pid}/status`)
  return [what, of(outside), of(inside)]
}
