// right: the child unshares its IPC namespace; a file is opened by openat2 and closed before others look
import * as native from '#native'
import type { Container, Mechanism, Namespace } from '../../../chapters/container.ts'

type Type = Namespace['type']

function flagOf(type: Type): number {
  switch (type) {
    case 'pid':
      return native.CLONE_NEWPID
    case 'network':
      return native.CLONE_NEWNET
    case 'mount':
      return native.CLONE_NEWNS
    case 'ipc':
      return native.CLONE_NEWIPC
    case 'uts':
      return native.CLONE_NEWUTS
    case 'user':
      return native.CLONE_NEWUSER
    case 'cgroup':
      return native.CLONE_NEWCGROUP
  }
}

const listed = (c: Container, type: Type) => (c.config.linux?.namespaces ?? []).filter(each => each.type === type)

export function created(c: Container, type: Type): number {
  const [first] = listed(c, type)
  if (first === undefined) return 0
  return first.path ? 0 : flagOf(type)
}

export function entered(c: Container, type: Type): native.Step[] {
  return listed(c, type)
    .slice(0, 1)
    .flatMap(({ path }) => (path ? stepsInto(path, flagOf(type)) : []))
}

function stepsInto(path: string, kind: number): native.Step[] {
  const fd = native.slot(path)
  const open = native.openat2(native.AT_FDCWD, path, { flags: native.O_RDONLY | native.O_CLOEXEC, resolve: 0 })
  return [{ ...open, save: fd }, native.setns(fd, kind), native.close(fd)]
}

export const mechanism: Mechanism = {
  name: '02-ipc',
  steps(c) {
    const flag = created(c, 'ipc')
    return flag ? [native.unshare(flag)] : entered(c, 'ipc')
  },
}
