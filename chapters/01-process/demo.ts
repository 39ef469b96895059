import type { ProcessView } from '../check.ts'
import type { Demo, Row } from '../demo.ts'

const openOn = (process: ProcessView, file: string) =>
  [...process.descriptors()].flatMap(([fd, target]) => (target === file ? [fd] : [])).sort((a, b) => a - b)
const names = (process: ProcessView) => process.environment().map(entry => entry.split('=')[0])

/** "host" is the runtime here: the process that your file runs in, and that the command was cloned from. */
export default {
  command: ['/bin/probe', 'fds', 'show', '/proc/self/fd/1000', 'cwd', 'env', 'trap', 'TERM', 'await', 'exit', '5'],
  wish: { cwd: '/usr', env: ['PATH=/usr/bin:/bin', 'COLOUR=green'] },
  async compare(t, container) {
    const row = (what: string, of: (process: ProcessView) => string): Row => [what, of(t.answer), of(container)]
    return [
      row('process', ({ pid }) => String(pid)),
      row('program', ({ program }) => program),
      row('threads', process => process.status('Threads')),
      row('descriptors', process => String(process.descriptors().size)),
      row('/root/secret', process => openOn(process, '/root/secret').join(', ') || 'not open'),
      row('directory', ({ cwd }) => cwd),
      row('environment', process => names(process).join(' ')),
      row('signals ignored', process => process.status('SigIgn')),
      row('host name in', process => process.namespace('uts')),
      row('queues in', process => process.namespace('ipc')),
    ]
  },
} satisfies Demo
