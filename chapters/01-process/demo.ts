import type { ProcessView } from '../check.ts'
import type { Demo } from '../demo.ts'

const secrets = (process: ProcessView) =>
  [...process.descriptors()].filter(([, file]) => file.includes('secret')).map(([fd, file]) => `${fd} -> ${file}`)
const names = (process: ProcessView) => process.environment().map(entry => entry.split('=')[0])

/** "host" is the runtime here: the process that your file runs in, and that the command was cloned from. */
export default {
  command: ['/bin/probe', 'fds', 'cwd', 'env', 'trap', 'TERM', 'await', 'exit', '5'],
  wish: { cwd: '/usr', env: ['PATH=/usr/bin:/bin', 'COLOUR=green'] },
  async compare(t, container) {
    const both = (what: string, of: (process: ProcessView) => string) => [what, of(t.answer), of(container)] as const
    return [
      both('process', ({ pid }) => String(pid)),
      both('program', ({ program }) => program),
      both('threads', process => process.status('Threads')),
      both('descriptors', process => String(process.descriptors().size)),
      both('secrets', process => secrets(process).join(', ') || 'none'),
      both('directory', ({ cwd }) => cwd),
      both('environment', process => names(process).join(' ')),
      both('signals ignored', process => process.status('SigIgn')),
      both('ipc namespace', process => process.namespace('ipc')),
    ]
  },
} satisfies Demo
