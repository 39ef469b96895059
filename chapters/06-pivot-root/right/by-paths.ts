// right: a class, which goes by paths; the old root is unmounted at "/"
import { realpathSync, statSync } from 'node:fs'
import { resolve } from 'node:path'
import { created } from '#mechanisms/02-ipc'
import {
  AT_FDCWD,
  AT_RECURSIVE,
  chdir,
  chroot,
  close,
  fchdir,
  MNT_DETACH,
  MOUNT_ATTR_RDONLY,
  MS_BIND,
  MS_PRIVATE,
  MS_REC,
  MS_SHARED,
  MS_SLAVE,
  MS_UNBINDABLE,
  mount,
  mount_setattr,
  O_CLOEXEC,
  O_PATH,
  openat,
  pivot_root,
  type Step,
  slot,
  umount2,
} from '#native'
import type { Container, Mechanism } from '../../../chapters/container.ts'

const flagOf = { private: MS_PRIVATE, shared: MS_SHARED, slave: MS_SLAVE, unbindable: MS_UNBINDABLE }

class Root {
  readonly path: string
  readonly place = slot('place')

  constructor({ bundle }: Container, path: string) {
    this.path = resolve(bundle, path)
  }

  check(): void {
    const refuse = (why: string) => new Error(`root.path ${this.path}: ${why}`)
    let real: string
    try {
      real = realpathSync(this.path)
    } catch {
      throw refuse('nothing is there')
    }
    if (real === '/') throw refuse('it must not be the root of the host')
    if (!statSync(real).isDirectory()) throw refuse('it is a file')
  }

  enter(): Step[] {
    return [
      mount(this.path, this.path, null, MS_REC | MS_BIND),
      mount_setattr(AT_FDCWD, this.path, AT_RECURSIVE, { propagation: MS_PRIVATE }),
      chroot(this.path),
      chdir('/'),
      { ...openat(AT_FDCWD, '/', O_PATH | O_CLOEXEC), save: this.place },
    ]
  }

  leave(host: ReturnType<typeof slot>): Step[] {
    return [
      fchdir(host),
      chroot('.'),
      fchdir(this.place),
      pivot_root('.', '.'),
      umount2('/', MNT_DETACH),
      ...[host, this.place].map(fd => close(fd)),
    ]
  }
}

const roots = new WeakMap<Container, Root>()

export const enter: Mechanism = {
  name: '06-pivot-root',
  prepare(c) {
    const { root: wanted, linux } = c.config
    if (!wanted) return
    if (!created(c, 'mount')) throw new Error('root: only in a new mount namespace')
    const root = new Root(c, wanted.path)
    root.check()
    const word = linux?.rootfsPropagation
    if (word !== undefined && !Object.hasOwn(flagOf, word)) throw new Error(`linux.rootfsPropagation "${word}"`)
    roots.set(c, root)
  },
  steps: c => roots.get(c)?.enter() ?? [],
}

export const leave: Mechanism = {
  name: '06-pivot-root',
  steps(c) {
    const root = roots.get(c)
    if (!root || !c.host) return []
    const word = c.config.linux?.rootfsPropagation
    return [
      ...root.leave(c.host),
      ...(word ? [mount(null, '/', null, flagOf[word])] : []),
      ...(c.config.root?.readonly ? [mount_setattr(AT_FDCWD, '/', 0, { set: MOUNT_ATTR_RDONLY })] : []),
    ]
  },
}
