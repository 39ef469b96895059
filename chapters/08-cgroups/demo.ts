import type { CgroupView } from '../check.ts'
import type { Demo } from '../demo.ts'

const MiB = 1024 * 1024

const processes = (group: CgroupView) => `${group.read('pids.current')}, at most ${group.read('pids.max')}`

const memory = (group: CgroupView) => {
  const most = group.read('memory.max')
  const used = Math.round(Number(group.read('memory.current')) / MiB)
  return `${used} MiB, at most ${most === 'max' ? most : `${Number(most) / MiB} MiB`}`
}

/** The command starts processes until it is stopped. Then a neighbour would like to have one. */
export default {
  command: ['/bin/probe', 'swarm', '1200', '0', 'forever'],
  wish: {
    linux: {
      namespaces: [{ type: 'pid' }, { type: 'cgroup' }],
      resources: { memory: { limit: 64 * MiB }, pids: { limit: 20 } },
    },
  },
  async compare(t, container) {
    const [host, own] = [t.cgroup('/'), t.cgroup(container)]
    const { error } = await t.run(['/bin/probe', 'exit', '0'])
    const refused = error?.split('\n')[0]?.replace(/\(.*\)/, '') // clone3: EAGAIN
    const [path = ''] = await t.probeIn(container, ['cgroup'], 'show', `/proc/${container.pid}/cgroup`)
    return [
      ['cgroup', t.cgroup(t.host).path, own.path],
      ['of the runtime', t.cgroup(t.answer).path, ''],
      ['its own view', '', path.replace('file 0::', '')],
      ['processes', processes(host), processes(own)],
      ['memory', memory(host), memory(own)],
      ['a neighbour', refused ?? 'starts', ''],
    ]
  },
} satisfies Demo
