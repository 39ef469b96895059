import type { Demo, Row } from '../demo.ts'

const IDS = [{ containerID: 0, hostID: 1000, size: 1000 }]
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

/** After the name of a field, with single blanks. */
const fields = (line = '') =>
  line
    .replace(/^[^:]*:/, '')
    .trim()
    .replace(/\s+/g, ' ')

/**
 * The command tells who it is, makes a file of its own, looks at one of the host, and then does what the chapter is about:
 * it leaves a set-user-id program in a folder of the host, and writes into a file of the host's root.
 */
export default {
  command: ['/bin/probe', ...SELF, ...ATTACK, 'trap', 'TERM', 'await'],
  wish: {
    root: { path: '/images/busybox' },
    mounts: [
      { destination: '/proc', type: 'proc' },
      { destination: '/host', source: '/etc', options: ['bind'] },
    ],
    linux: {
      namespaces: [{ type: 'user' }, { type: 'mount' }, { type: 'pid' }],
      uidMappings: IDS,
      gidMappings: IDS,
    },
  },
  async compare(t, container) {
    const proc = `/proc/${container.numbers[1]}`
    const outside = await t.probe('show', `${proc}/status`)
    const inside = await t.probeIn(container, ['user', 'pid', 'mount'], 'show', '/proc/1/status')
    const both = (what: string, name: string): Row => {
      const of = (lines: string[]) => fields(lines.find(line => line.startsWith(`file ${name}:`)))
      return [what, of(outside), of(inside)]
    }
    const owner = (line = '') => /mode \d+ uid \d+ gid \d+/.exec(line)?.[0] ?? 'none'
    const [mine, tool] = await t.probe('stat', `${proc}/root/root/mine`, 'stat', '/etc/tool')
    const [hosts] = await t.probe('show', '/etc/hosts')
    return [
      ['user namespace', t.host.namespace('user'), container.namespace('user')],
      both('user', 'Uid'),
      both('group', 'Gid'),
      ['/root/mine', owner(mine), ''],
      ['/etc/tool', owner(tool), ''],
      ['/etc/hosts', (hosts ?? '').slice('file '.length), ''],
    ]
  },
} satisfies Demo
