// right: the config's namespaces are sorted once for each container, into flags and paths
import {
  AT_FDCWD,
  CLONE_NEWCGROUP,
  CLONE_NEWIPC,
  CLONE_NEWNET,
  CLONE_NEWNS,
  CLONE_NEWPID,
  CLONE_NEWUSER,
  CLONE_NEWUTS,
  close,
  dup3,
  O_CLOEXEC,
  O_RDONLY,
  openat,
  type Step,
  setns,
  slot,
} from '#native'
import type { Config, Container, Mechanism, Namespace } from '../../../chapters/container.ts'

const flags = {
  cgroup: CLONE_NEWCGROUP,
  user: CLONE_NEWUSER,
  uts: CLONE_NEWUTS,
  ipc: CLONE_NEWIPC,
  mount: CLONE_NEWNS,
  network: CLONE_NEWNET,
  pid: CLONE_NEWPID,
} as const satisfies Record<Namespace['type'], number>

class Namespaces {
  static readonly #of = new WeakMap<Config, Namespaces>()
  readonly new = new Set<Namespace['type']>()
  readonly old = new Map<Namespace['type'], string>()

  static of({ config }: Container): Namespaces {
    const found = Namespaces.#of.get(config) ?? new Namespaces(config.linux?.namespaces)
    Namespaces.#of.set(config, found)
    return found
  }

  constructor(list: readonly Namespace[] = []) {
    for (const { type, path } of list) {
      if (path) this.old.set(type, path)
      else this.new.add(type)
    }
  }
}

export const created = (c: Container, type: Namespace['type']) => (Namespaces.of(c).new.has(type) ? flags[type] : 0)

const HIGH = 700

export function entered(c: Container, type: Namespace['type']): Step[] {
  const path = Namespaces.of(c).old.get(type)
  if (path === undefined) return []
  const fd = slot(`namespace ${type}`)
  return [
    { ...openat(AT_FDCWD, path, O_CLOEXEC | O_RDONLY), save: fd },
    dup3(fd, HIGH, O_CLOEXEC),
    close(fd),
    setns(HIGH, flags[type]),
    close(HIGH),
  ]
}

export const mechanism: Mechanism = {
  name: '02-ipc',
  flags: c => created(c, 'ipc'),
  steps: c => [...entered(c, 'ipc')],
}
