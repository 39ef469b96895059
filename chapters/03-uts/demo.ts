import type { Demo } from '../demo.ts'

const value = (line = '') => line.slice(line.indexOf(' ') + 1)

/** The command tells its names, then does what the chapter is about: it renames the machine. */
export default {
  command: ['/bin/probe', 'names', 'rename', 'intruder', 'trap', 'TERM', 'await'],
  wish: { hostname: 'web', domainname: 'example.org', linux: { namespaces: [{ type: 'uts' }] } },
  async compare(t, container) {
    const host = await t.probe('names')
    const inside = await t.probeIn(container, ['uts'], 'names')
    return [
      ['uts namespace', t.host.namespace('uts'), container.namespace('uts')],
      ['of the runtime', t.answer.namespace('uts'), ''],
      ['host name', value(host[0]), value(inside[0])],
      ['domain name', value(host[1]), value(inside[1])],
      ['ipc namespace', t.host.namespace('ipc'), container.namespace('ipc')],
    ]
  },
} satisfies Demo
