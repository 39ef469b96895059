// right: fresh file systems come from fsopen, fsconfig and fsmount; all becomes private by mount_setattr
import { dirname } from 'node:path'
import { created, entered } from '#mechanisms/02-ipc'
import {
  AT_EMPTY_PATH,
  AT_FDCWD,
  AT_RECURSIVE,
  close,
  FSCONFIG_CMD_CREATE,
  FSCONFIG_SET_FLAG,
  FSCONFIG_SET_STRING,
  FSMOUNT_CLOEXEC,
  FSOPEN_CLOEXEC,
  fsconfig,
  fsmount,
  fsopen,
  MOUNT_ATTR_NOATIME,
  MOUNT_ATTR_NODEV,
  MOUNT_ATTR_NODIRATIME,
  MOUNT_ATTR_NOEXEC,
  MOUNT_ATTR_NOSUID,
  MOUNT_ATTR_NOSYMFOLLOW,
  MOUNT_ATTR_RDONLY,
  MOUNT_ATTR_STRICTATIME,
  MOVE_MOUNT_F_EMPTY_PATH,
  MS_DIRSYNC,
  MS_LAZYTIME,
  MS_NOATIME,
  MS_NODEV,
  MS_NODIRATIME,
  MS_NOEXEC,
  MS_NOSUID,
  MS_NOSYMFOLLOW,
  MS_PRIVATE,
  MS_RDONLY,
  MS_REC,
  MS_REMOUNT,
  MS_SHARED,
  MS_SLAVE,
  MS_STRICTATIME,
  MS_SYNCHRONOUS,
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

const ATTRIBUTES = [
  [MS_RDONLY, MOUNT_ATTR_RDONLY],
  [MS_NOSUID, MOUNT_ATTR_NOSUID],
  [MS_NODEV, MOUNT_ATTR_NODEV],
  [MS_NOEXEC, MOUNT_ATTR_NOEXEC],
  [MS_NOATIME, MOUNT_ATTR_NOATIME],
  [MS_STRICTATIME, MOUNT_ATTR_STRICTATIME],
  [MS_NODIRATIME, MOUNT_ATTR_NODIRATIME],
  [MS_NOSYMFOLLOW, MOUNT_ATTR_NOSYMFOLLOW],
] as const

const WORDS = [
  [MS_RDONLY, 'ro'],
  [MS_SYNCHRONOUS, 'sync'],
  [MS_DIRSYNC, 'dirsync'],
  [MS_LAZYTIME, 'lazytime'],
] as const

const attributesOf = (flags: number) =>
  ATTRIBUTES.reduce((all, [flag, attribute]) => (flags & flag ? all | attribute : all), 0)

const linked = ({ propagation }: Planned) => propagation.some(flag => flag & (MS_SHARED | MS_SLAVE))

export const propagation: Mechanism = {
  name: '05-mount',
  flags: c => created(c, 'mount'),
  prepare(c) {
    planned(c)
  },
  steps(c) {
    if (created(c, 'mount') === 0) return entered(c, 'mount')
    c.host = slot('host')
    const bounds = planned(c)
      .flatMap(m => [m, ...m.nodes])
      .filter(isBound)
    const copy = ({ copy, source, flags }: Bound): Step => ({
      ...open_tree(
        AT_FDCWD,
        source,
        OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | ((flags & MS_REC) === MS_REC ? AT_RECURSIVE : 0),
      ),
      save: copy,
    })
    return [
      { ...openat(AT_FDCWD, '/', O_PATH | O_DIRECTORY | O_CLOEXEC), save: c.host },
      ...bounds.filter(linked).map(copy),
      mount_setattr(AT_FDCWD, '/', AT_RECURSIVE, { propagation: MS_PRIVATE }),
      ...bounds.filter(m => !linked(m)).map(copy),
    ]
  },
}

/** In words of fsconfig: a key with its value, or a key alone. */
function configured(fs: ReturnType<typeof slot>, { source, data, flags }: Planned): Step[] {
  const words = (data ?? '').split(',').filter(Boolean)
  words.push(...WORDS.filter(([flag]) => flags & flag).map(([, word]) => word))
  const set = words.map(word => {
    const [key = '', ...value] = word.split('=')
    return word.includes('=')
      ? fsconfig(fs, FSCONFIG_SET_STRING, key, value.join('='))
      : fsconfig(fs, FSCONFIG_SET_FLAG, key, null)
  })
  return [fsconfig(fs, FSCONFIG_SET_STRING, 'source', source), ...set, fsconfig(fs, FSCONFIG_CMD_CREATE, null, null)]
}

function fresh(m: Planned): Step[] {
  if (m.flags & MS_REMOUNT) return [mount(m.source, m.destination, m.type, m.flags, m.data)]
  const [fs, made] = [slot('fs'), slot('made')]
  return [
    { ...fsopen(m.type, FSOPEN_CLOEXEC), save: fs },
    ...configured(fs, m),
    { ...fsmount(fs, FSMOUNT_CLOEXEC, attributesOf(m.flags)), save: made },
    move_mount(made, '', AT_FDCWD, m.destination, MOVE_MOUNT_F_EMPTY_PATH),
    close(made),
    close(fs),
  ]
}

function bound({ copy, destination, changes }: Bound): Step[] {
  const steps: Step[] = []
  for (const { recursive, set, clear } of changes)
    steps.push(mount_setattr(copy, '', recursive | AT_EMPTY_PATH, { set, clear }))
  steps.push(move_mount(copy, '', AT_FDCWD, destination, MOVE_MOUNT_F_EMPTY_PATH), close(copy))
  return steps
}

const there = (step: Step): Step => ({ ...step, allow: ['EEXIST', 'EROFS'] })

function folders(path: string): Step[] {
  if (path === '/') return []
  return [...folders(dirname(path)), there(mkdirat(AT_FDCWD, path, 0o755))]
}

const emptyFile = (path: string) => there(mknodat(AT_FDCWD, path, S_IFREG | 0o644, 0))

function honest(c: Container, path: string): Step[] {
  if (!c.config.root) return []
  const look = openat2(AT_FDCWD, path, { flags: O_PATH | O_CLOEXEC, resolve: RESOLVE_NO_MAGICLINKS })
  return [{ ...look, allow: ['ENOENT', 'ENOTDIR'] }]
}

const stepsOf = (c: Container, m: Planned): Step[] => [
  ...honest(c, m.destination),
  ...(m.file ? [...folders(dirname(m.destination)), emptyFile(m.destination)] : folders(m.destination)),
  ...(isBound(m) ? bound(m) : fresh(m)),
  ...m.propagation.map(flag => mount(null, m.destination, null, flag)),
  ...m.nodes.flatMap(node => [emptyFile(node.destination), ...bound(node)]),
  ...(m.nodes.length > 0 ? linkDevices() : []),
]

export const mechanism: Mechanism = {
  name: '05-mount',
  steps(c) {
    const mounts = planned(c)
    const seals = mounts
      .filter(({ sealed }) => sealed)
      .map(({ destination }) => mount_setattr(AT_FDCWD, destination, 0, { set: MOUNT_ATTR_RDONLY }))
    return [...mounts.flatMap(m => stepsOf(c, m)), ...seals]
  },
}
