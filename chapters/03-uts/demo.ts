import type { Demo } from '../demo.ts'

export default {
  command: ['/bin/probe', 'names', 'trap', 'TERM', 'await'],
  wish: { hostname: 'web', domainname: 'example.org', linux: { namespaces: [{ type: 'uts' }] } },
  async compare(t, container) {
    const names = await t.probe('names')
    const inside = await t.probeIn(container, ['uts'], 'names')
    return [
      ['uts namespace', t.host.namespace('uts'), container.namespace('uts')],
      ['host name', names[0] ?? '', inside[0] ?? ''],
      ['domain name', names[1] ?? '', inside[1] ?? ''],
    ]
  },
} satisfies Demo
