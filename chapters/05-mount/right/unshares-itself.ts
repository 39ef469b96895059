// right: the child unshares its table, makes it a slave and then private; copies are attached first and changed afterwards
import { dirname } from 'node:path'
import { created, entered } from '#mechanisms/02-ipc'
import * as n from '#native'
import { linkDevices } from '../../../chapters/05-mount/dev.ts'
import { type Bound, isBound, type Planned, planned } from '../../../chapters/05-mount/plan.ts'
import type { Container, Mechanism } from '../../../chapters/container.ts'

export const propagation: Mechanism = {
  name: '05-mount',
  prepare: c => void planned(c),
  steps(c) {
    if (!created(c, 'mount')) return entered(c, 'mount')
    const steps: n.Step[] = [n.unshare(n.CLONE_NEWNS)]
    const [early, late] = copied(c)
    steps.push(...early)
    steps.push(n.mount('none', '/', null, n.MS_SLAVE | n.MS_REC), n.mount('none', '/', null, n.MS_PRIVATE | n.MS_REC))
    steps.push(...late)
    c.host = n.slot('host')
    steps.push({ ...n.openat(n.AT_FDCWD, '/', n.O_DIRECTORY | n.O_PATH | n.O_CLOEXEC), save: c.host })
    return steps
  },
}

/** Before and after all is private. */
function copied(c: Container): [n.Step[], n.Step[]] {
  const [early, late]: [n.Step[], n.Step[]] = [[], []]
  for (const m of planned(c).flatMap(each => [each, ...each.nodes])) {
    if (!isBound(m)) continue
    let flags = n.OPEN_TREE_CLONE | n.OPEN_TREE_CLOEXEC
    if (m.flags & n.MS_REC) flags |= n.AT_RECURSIVE
    const touching = m.propagation.some(flag => (flag & n.MS_SHARED) !== 0 || (flag & n.MS_SLAVE) !== 0)
    const group = touching ? early : late
    group.push({ ...n.open_tree(n.AT_FDCWD, m.source, flags), save: m.copy })
  }
  return [early, late]
}

function attach({ copy, destination, changes }: Bound): n.Step[] {
  const change = changes.map(({ recursive, ...attributes }) =>
    n.mount_setattr(copy, '', n.AT_EMPTY_PATH | recursive, attributes),
  )
  return [n.move_mount(copy, '', n.AT_FDCWD, destination, n.MOVE_MOUNT_F_EMPTY_PATH), ...change]
}

const present = { allow: ['EEXIST', 'EROFS'] }

function place(path: string, file: boolean): n.Step[] {
  const steps: n.Step[] = []
  const folder = file ? dirname(path) : path
  let built = ''
  for (const name of folder.split('/')) {
    if (name === '') continue
    built += `/${name}`
    steps.push({ ...n.mkdirat(n.AT_FDCWD, built, 0o755), ...present })
  }
  if (file) steps.push(touch(path))
  return steps
}

const touch = (path: string): n.Step => ({
  ...n.openat(n.AT_FDCWD, path, n.O_CREAT | n.O_EXCL | n.O_CLOEXEC, 0o644),
  ...present,
})

export const mechanism: Mechanism = {
  name: '05-mount',
  steps(c) {
    const steps: n.Step[] = []
    for (const m of planned(c)) steps.push(...one(m, c.config.root !== undefined))
    for (const { sealed, destination } of planned(c))
      if (sealed) steps.push(n.mount_setattr(n.AT_FDCWD, destination, 0, { set: n.MOUNT_ATTR_RDONLY }))
    return steps
  },
}

function one(m: Planned, strange: boolean): n.Step[] {
  const steps: n.Step[] = []
  if (strange) {
    const how = { flags: n.O_CLOEXEC | n.O_PATH, resolve: n.RESOLVE_NO_MAGICLINKS }
    steps.push({ ...n.openat2(n.AT_FDCWD, m.destination, how), allow: ['ENOENT', 'ENOTDIR'] })
  }
  steps.push(...place(m.destination, m.file))
  if (isBound(m)) steps.push(...attach(m))
  else steps.push(n.mount(m.source, m.destination, m.type, m.flags, m.data))
  for (const flag of m.propagation) steps.push(n.mount('none', m.destination, null, flag))
  if (m.nodes.length === 0) return steps
  steps.push(...linkDevices())
  for (const node of m.nodes) steps.push(touch(node.destination))
  for (const node of m.nodes) steps.push(...attach(node))
  return steps
}
