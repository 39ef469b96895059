// right: a volume is attached first and changed in its place; flags and propagation are set by a call each
import { closeSync } from 'node:fs'
import { basename, dirname, normalize } from 'node:path'
import { created } from '#mechanisms/02-ipc'
import * as n from '#native'
import { linkDevices } from '../../../chapters/05-mount/dev.ts'
import { fresh } from '../../../chapters/10-volumes/fresh.ts'
import { helped } from '../../../chapters/10-volumes/helper.ts'
import { openTarget } from '../../../chapters/10-volumes/target.ts'
import { checkProc, makeNamed, readVolume, takenOver, type Volume } from '../../../chapters/10-volumes/volume.ts'
import type { Container, Mechanism, Mount } from '../../../chapters/container.ts'

const WHOLE = n.AT_EMPTY_PATH | n.AT_RECURSIVE

const known = new Map<Container, Volume[]>()
const allOf = (c: Container): Volume[] => known.get(c) ?? []

const copy = (v: Volume): n.Step => ({
  ...n.open_tree(n.AT_FDCWD, v.source, n.OPEN_TREE_CLOEXEC | n.OPEN_TREE_CLONE | v.recursive),
  save: v.tree,
})

export const sources: Mechanism = {
  name: '10-volumes',
  prepare(c) {
    const mounts = c.config.mounts ?? []
    c.volumes = takenOver(mounts)
    if (c.volumes.length && created(c, 'mount') === 0) throw new Error('volumes want a new mount namespace')
    mounts.forEach((m, i) => {
      checkProc(m, `mounts[${i}] ${m.destination}`)
    })
    const first = mounts.length - c.volumes.length
    const volumes = c.volumes.map((m, i) => readVolume(c, m, `mounts[${first + i}]`))
    volumes.forEach(v => {
      makeNamed(c, v)
    })
    known.set(c, volumes)
  },
  steps(c) {
    const steps: n.Step[] = []
    for (const v of allOf(c)) for (const each of [v, ...v.nodes]) if (each.kind === 'copy') steps.push(copy(each))
    return steps
  },
}

function changed({ tree, attributes, propagation }: Volume): n.Step[] {
  const steps = propagation.map(kind => n.mount_setattr(tree, '', WHOLE, { propagation: kind }))
  if (attributes.set || attributes.clear) steps.unshift(n.mount_setattr(tree, '', WHOLE, attributes))
  return steps
}

function attach(root: n.Slot, v: Volume): n.Step[] {
  const place = n.slot('place')
  const flags = n.MOVE_MOUNT_T_EMPTY_PATH | n.MOVE_MOUNT_F_EMPTY_PATH
  return [
    ...openTarget(root, v.destination, v.file, place),
    n.move_mount(v.tree, '', place, '', flags),
    n.close(place),
    ...changed(v),
  ]
}

const rooted = (root: n.Slot): n.Step => ({
  ...n.openat(n.AT_FDCWD, '/', n.O_DIRECTORY | n.O_PATH | n.O_CLOEXEC),
  save: root,
})

export const mechanism: Mechanism = {
  name: '10-volumes',
  steps(c) {
    const all = allOf(c)
    if (all.length === 0) return []
    const root = n.slot('/')
    const steps = [rooted(root)]
    for (const v of all) {
      if (v.kind === 'fresh') steps.push(...fresh(v))
      steps.push(...attach(root, v))
      for (const node of v.nodes) steps.push(...attach(root, node), n.close(node.tree))
      if (v.nodes.length > 0) steps.push(...linkDevices())
    }
    const seals = all.filter(v => v.sealed)
    steps.push(...seals.map(v => n.mount_setattr(v.tree, '', n.AT_EMPTY_PATH, { set: n.MOUNT_ATTR_RDONLY })))
    steps.push(...all.map(v => n.close(v.tree)), n.close(root))
    return steps
  },
  connect(c, { pidfd }) {
    c.pidfd = n.run(n.fcntl(pidfd, n.F_DUPFD_CLOEXEC, 3))
  },
  release(c) {
    const { pidfd } = c
    delete c.pidfd
    if (pidfd !== undefined) closeSync(pidfd)
    known.delete(c)
  },
}

function demand(c: Container, what: string): number {
  if (!created(c, 'mount')) throw new Error(`${what}: no mount namespace of its own`)
  if (c.pidfd === undefined) throw new Error(`${what}: it does not run`)
  return c.pidfd
}

export async function addVolume(c: Container, m: Mount): Promise<void> {
  const pidfd = demand(c, 'addVolume')
  const v = readVolume(c, m, 'addVolume:')
  if (v.kind === 'fresh' && v.type !== 'tmpfs') throw new Error(`addVolume: ${v.type} cannot come later`)
  makeNamed(c, v)
  const root = n.slot('/')
  const made = v.kind === 'copy' ? [copy(v)] : fresh(v)
  await helped(pidfd, [...made, ...changed(v), n.setns(pidfd, n.CLONE_NEWNS), rooted(root), ...attach(root, v)])
}

export async function removeVolume(c: Container, destination: string, options: { detach?: boolean } = {}) {
  const pidfd = demand(c, 'removeVolume')
  checkProc({ destination }, `removeVolume: ${destination}`)
  const path = normalize(`/${destination}`)
  const [root, above] = [n.slot('/'), n.slot('above')]
  const how = { flags: n.O_PATH | n.O_DIRECTORY | n.O_CLOEXEC, resolve: n.RESOLVE_NO_SYMLINKS | n.RESOLVE_IN_ROOT }
  const flags = options.detach ? n.MNT_DETACH | n.UMOUNT_NOFOLLOW : n.UMOUNT_NOFOLLOW
  try {
    await helped(pidfd, [
      n.setns(pidfd, n.CLONE_NEWNS),
      rooted(root),
      { ...n.openat2(root, dirname(path), how), save: above },
      n.fchdir(above),
      n.umount2(`./${basename(path)}`, flags),
    ])
  } catch (error) {
    if (error instanceof n.StepError && error.errno === 'EBUSY') throw new Error(`${destination} is in use: EBUSY`)
    throw error
  }
}
