import type { ProcessView } from '../check.ts'
import type { Demo } from '../demo.ts'

const [SECRET, VISITOR] = ['/root/secret', '/root/visitor']
const text = (process: ProcessView, path: string) => process.file(path)?.trimEnd() ?? 'no such file'
const atRoot = (process: ProcessView) => process.mounts().findLast(({ point }) => point === '/')

/** The command asks for a file of the host, tries to get out of its root, asks again, and leaves a file of its own. */
export default {
  command: [
    '/bin/probe',
    'list',
    '/',
    'show',
    SECRET,
    'escape',
    'show',
    SECRET,
    'write',
    VISITOR,
    'hello\n',
    'forever',
  ],
  wish: {
    root: { path: '/images/busybox' },
    mounts: [{ destination: '/proc', type: 'proc' }],
    linux: { namespaces: [{ type: 'pid' }, { type: 'mount' }] },
  },
  async compare(t, container) {
    return [
      ['mount namespace', t.host.namespace('mnt'), container.namespace('mnt')],
      ['mounts', String(t.host.mounts().length), String(container.mounts().length)],
      ['mounted at /', atRoot(t.host)?.root ?? 'none', atRoot(container)?.root ?? 'none'],
      [SECRET, text(t.host, SECRET), text(container, SECRET)],
      [VISITOR, text(t.host, VISITOR), text(container, VISITOR)],
    ]
  },
} satisfies Demo
