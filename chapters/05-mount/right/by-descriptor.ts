// right: propagation is set by mount_setattr, nodes of /dev are attached below a descriptor of it
import { basename, dirname } from 'node:path'
import { created, entered } from '#mechanisms/02-ipc'
import {
  AT_EMPTY_PATH,
  AT_FDCWD,
  AT_RECURSIVE,
  MOUNT_ATTR_RDONLY,
  MOVE_MOUNT_F_EMPTY_PATH,
  MS_PRIVATE,
  MS_REC,
  MS_SHARED,
  MS_SLAVE,
  MS_UNBINDABLE,
  mkdirat,
  mknodat,
  mount,
  mount_setattr,
  move_mount,
  O_CLOEXEC,
  O_DIRECTORY,
  O_PATH,
  OPEN_TREE_CLOEXEC,
  OPEN_TREE_CLONE,
  open_tree,
  openat,
  openat2,
  RESOLVE_NO_MAGICLINKS,
  S_IFREG,
  type Step,
  slot,
} from '#native'
import { linkDevices } from '../../../chapters/05-mount/dev.ts'
import { type Bound, isBound, type Planned, planned } from '../../../chapters/05-mount/plan.ts'
import type { Container, Mechanism } from '../../../chapters/container.ts'

const KINDS = MS_PRIVATE | MS_SLAVE | MS_SHARED | MS_UNBINDABLE
const isTouching = (m: Planned) => m.propagation.some(flag => (flag & (MS_SHARED | MS_SLAVE)) > 0)

const takeCopy = (m: Bound): Step => ({
  ...open_tree(AT_FDCWD, m.source, OPEN_TREE_CLOEXEC | OPEN_TREE_CLONE | (m.flags & MS_REC ? AT_RECURSIVE : 0)),
  save: m.copy,
})

export const propagation: Mechanism = {
  name: '05-mount',
  flags: c => created(c, 'mount'),
  prepare: c => {
    planned(c)
  },
  steps(c) {
    if (!created(c, 'mount')) return entered(c, 'mount')
    const all = planned(c).flatMap(m => [...m.nodes, m].filter(isBound))
    const host = slot('the root of the host')
    c.host = host
    return [
      ...all.filter(isTouching).map(takeCopy),
      mount('', '/', '', MS_PRIVATE | MS_REC),
      { ...openat(AT_FDCWD, '/', O_PATH | O_DIRECTORY | O_CLOEXEC), save: host },
      ...all.filter(m => !isTouching(m)).map(takeCopy),
    ]
  },
}

export const mechanism: Mechanism = {
  name: '05-mount',
  steps: c => [
    ...planned(c).flatMap(m => [...looked(c, m), ...lain(m)]),
    ...planned(c).flatMap(({ sealed, destination }) =>
      sealed ? [mount_setattr(AT_FDCWD, destination, 0, { set: MOUNT_ATTR_RDONLY })] : [],
    ),
  ],
}

function looked(c: Container, { destination }: Planned): Step[] {
  const how = { flags: O_PATH | O_CLOEXEC, resolve: RESOLVE_NO_MAGICLINKS }
  return c.config.root ? [{ ...openat2(AT_FDCWD, destination, how), allow: ['ENOENT', 'ENOTDIR'] }] : []
}

function lain(m: Planned): Step[] {
  const parts = m.destination.split('/').slice(1)
  const folders = parts.map((_, i) => `/${parts.slice(0, i + 1).join('/')}`).filter(path => path !== '/')
  const last = m.file ? folders.pop() : undefined
  return [
    ...folders.map(path => ({ ...mkdirat(AT_FDCWD, path, 0o755), allow: ['EEXIST', 'EROFS'] })),
    ...(last === undefined ? [] : [{ ...mknodat(AT_FDCWD, last, S_IFREG | 0o644, 0), allow: ['EEXIST', 'EROFS'] }]),
    ...(isBound(m) ? shown(m) : [mount(m.source, m.destination, m.type, m.flags, m.data)]),
    ...m.propagation.map(flag =>
      mount_setattr(AT_FDCWD, m.destination, flag & MS_REC ? AT_RECURSIVE : 0, { propagation: flag & KINDS }),
    ),
    ...furnished(m),
  ]
}

const shown = (m: Bound): Step[] => [
  ...m.changes.map(({ set, clear, recursive }) => mount_setattr(m.copy, '', AT_EMPTY_PATH | recursive, { clear, set })),
  move_mount(m.copy, '', AT_FDCWD, m.destination, MOVE_MOUNT_F_EMPTY_PATH),
]

/** The nodes, by their names below a descriptor of the folder. */
function furnished({ nodes, destination }: Planned): Step[] {
  if (nodes.length === 0) return []
  const folder = slot(dirname(`${destination}/.`))
  return [
    { ...openat(AT_FDCWD, destination, O_PATH | O_DIRECTORY | O_CLOEXEC), save: folder },
    ...nodes.flatMap(({ copy, destination: path }) => [
      mknodat(folder, basename(path), S_IFREG | 0o644, 0),
      move_mount(copy, '', folder, basename(path), MOVE_MOUNT_F_EMPTY_PATH),
    ]),
    ...linkDevices(),
  ]
}
