// right: the file is opened below a descriptor of its folder, as ip-netns would by name; both are left to execve to close
import { basename, dirname } from 'node:path'
import * as native from '#native'
import type { Container, Mechanism, Namespace } from '../../../chapters/container.ts'

const KINDS = new Map<Namespace['type'], number>([
  ['cgroup', native.CLONE_NEWCGROUP],
  ['ipc', native.CLONE_NEWIPC],
  ['mount', native.CLONE_NEWNS],
  ['network', native.CLONE_NEWNET],
  ['pid', native.CLONE_NEWPID],
  ['user', native.CLONE_NEWUSER],
  ['uts', native.CLONE_NEWUTS],
])

/** The path, '' of a new one; undefined where none is wanted. */
function pathOf({ config }: Container, type: Namespace['type']): string | undefined {
  for (const each of config.linux?.namespaces ?? []) if (each.type === type) return each.path ?? ''
  return undefined
}

export const created = (c: Container, type: Namespace['type']): number =>
  pathOf(c, type) === '' ? (KINDS.get(type) ?? 0) : 0

export const entered = (c: Container, type: Namespace['type']): native.Step[] => {
  const path = pathOf(c, type)
  if (!path) return []
  const [folder, file] = [native.slot('folder'), native.slot('file')]
  return [
    {
      ...native.openat(native.AT_FDCWD, dirname(path), native.O_PATH | native.O_DIRECTORY | native.O_CLOEXEC),
      save: folder,
    },
    { ...native.openat(folder, basename(path), native.O_RDONLY | native.O_CLOEXEC), save: file },
    native.setns(file, KINDS.get(type) ?? 0),
    native.close_range(3, native.UINT_MAX, native.CLOSE_RANGE_CLOEXEC),
  ]
}

export const mechanism: Mechanism = {
  name: '02-ipc',
  flags(c) {
    return created(c, 'ipc')
  },
  steps(c) {
    return entered(c, 'ipc')
  },
}
