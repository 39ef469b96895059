// right: as runc's rootfs_linux.go: the old root stays at "/" as a slave until it is unmounted from its own descriptor
import { realpathSync, statSync } from 'node:fs'
import { resolve } from 'node:path'
import { created } from '#mechanisms/02-ipc'
import * as n from '#native'
import type { Container, Mechanism } from '../../../chapters/container.ts'

const newRoot = n.slot('newroot')

function locate({ bundle, config: { root } }: Container): string {
  const path = resolve(bundle, root?.path ?? '')
  const found = statSync(path, { throwIfNoEntry: false })
  if (!found?.isDirectory()) throw new Error(`root.path ${path}: not a folder`)
  if (realpathSync(path) === '/') throw new Error(`root.path ${path}: the root of the host`)
  return path
}

const KINDS = new Map([
  ['shared', n.MS_SHARED],
  ['slave', n.MS_SLAVE],
  ['private', n.MS_PRIVATE],
  ['unbindable', n.MS_UNBINDABLE],
])

export const enter: Mechanism = {
  name: '06-pivot-root',
  prepare(c) {
    const { root, linux } = c.config
    if (!root) return
    if (created(c, 'mount') === 0) throw new Error('root: a new mount namespace is missing in linux.namespaces')
    locate(c)
    const word = linux?.rootfsPropagation
    if (word && !KINDS.has(word)) throw new Error(`linux.rootfsPropagation ${word}: not known`)
  },
  steps(c) {
    if (!c.config.root) return []
    const root = resolve(c.bundle, c.config.root.path)
    return [
      n.mount(root, root, 'bind', n.MS_BIND | n.MS_REC),
      n.chdir(root),
      { ...n.openat(n.AT_FDCWD, '.', n.O_PATH | n.O_DIRECTORY | n.O_CLOEXEC), save: newRoot },
      n.chroot('.'),
    ]
  },
}

export const leave: Mechanism = {
  name: '06-pivot-root',
  steps(c) {
    const { config, host } = c
    if (config.root === undefined || host === undefined) return []
    const steps = [
      n.fchdir(host),
      n.chroot('.'),
      n.fchdir(newRoot),
      n.pivot_root('.', '.'),
      n.fchdir(host),
      n.mount('', '.', '', n.MS_SLAVE | n.MS_REC),
      n.umount2('.', n.MNT_DETACH),
      n.chdir('/'),
      n.close(host),
    ]
    if (config.root.readonly) {
      steps.push(n.mount_setattr(newRoot, '', n.AT_EMPTY_PATH, { set: n.MOUNT_ATTR_RDONLY }))
    }
    steps.push(n.close(newRoot))
    const kind = KINDS.get(config.linux?.rootfsPropagation ?? '')
    if (kind !== undefined) steps.push(n.mount('', '/', '', kind))
    return steps
  },
}
