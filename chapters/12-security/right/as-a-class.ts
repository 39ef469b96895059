// right: a class for the rights of a container, which gives the steps of each moment; read-only paths are copies by open_tree
import * as n from '#native'
import { capabilitySets, held, known, members, type Sets } from '../../../chapters/12-security/capabilities.ts'
import { setDeviceRules } from '../../../chapters/12-security/devices.ts'
import { seccompFilter } from '../../../chapters/12-security/filter.ts'
import { limitSteps, setOomScore } from '../../../chapters/12-security/limits.ts'
import type { Container, Mechanism } from '../../../chapters/container.ts'
import { masking as given } from '../../../solutions/12-security.ts'

class Rights {
  readonly #sets: Sets | undefined
  readonly #filter: n.Block | undefined
  readonly #forGood: boolean
  readonly #all: bigint

  constructor(c: Container) {
    const { linux, process } = c.config
    this.#sets = capabilitySets(c)
    this.#filter = linux?.seccomp && seccompFilter(linux.seccomp)
    this.#forGood = process.noNewPrivileges === true
    this.#all = held(c)
  }

  bound(): n.Step[] {
    const { bounding } = this.#sets ?? { bounding: known() }
    return members(known()).flatMap(each => (bounding & (1n << BigInt(each)) ? [] : [n.prctl(n.PR_CAPBSET_DROP, each)]))
  }

  end(): n.Step[] {
    if (this.#forGood) return [...this.#drop(), n.prctl(n.PR_SET_NO_NEW_PRIVS, 1), ...this.#load()]
    return [...this.#raise(), ...this.#load(), ...this.#drop()]
  }

  #raise(): n.Step[] {
    if (!this.#filter) return []
    return [n.capset({ effective: this.#all, permitted: this.#all, inheritable: 0n })]
  }

  #load(): n.Step[] {
    return this.#filter ? [n.seccomp(n.SECCOMP_SET_MODE_FILTER, 0, this.#filter)] : []
  }

  #drop(): n.Step[] {
    const sets = this.#sets
    if (!sets) return []
    const ambient = members(sets.ambient).map(each => n.prctl(n.PR_CAP_AMBIENT, n.PR_CAP_AMBIENT_RAISE, each))
    return [n.capset(sets), n.prctl(n.PR_CAP_AMBIENT, n.PR_CAP_AMBIENT_CLEAR_ALL), ...ambient.reverse()]
  }
}

const rights = new WeakMap<Container, Rights>()

const emptied = (path: string, nothing: n.Slot): n.Step[] => {
  const copy = n.slot('copy of null')
  const overFile = n.move_mount(copy, '', n.AT_FDCWD, path, n.MOVE_MOUNT_F_EMPTY_PATH)
  const tmpfs = n.mount('tmpfs', path, 'tmpfs', n.MS_RDONLY | n.MS_NOSUID, 'size=4k')
  return [
    { ...n.open_tree(nothing, '', n.AT_EMPTY_PATH | n.OPEN_TREE_CLONE | n.OPEN_TREE_CLOEXEC), save: copy },
    { ...tmpfs, onError: { ENOTDIR: overFile }, allow: ['ENOENT'] },
    n.close(copy),
  ]
}

export const masking: Mechanism = {
  ...given,
  steps(c) {
    const { maskedPaths = [], readonlyPaths = [] } = c.config.linux ?? {}
    const { host } = c
    if (host === undefined) return []
    const nothing = n.slot('null')
    const how = { flags: n.O_PATH | n.O_CLOEXEC, resolve: n.RESOLVE_IN_ROOT | n.RESOLVE_NO_MAGICLINKS }
    const fixed = (path: string): n.Step[] => {
      const tree = n.slot('tree')
      const taken = n.open_tree(n.AT_FDCWD, path, n.OPEN_TREE_CLONE | n.OPEN_TREE_CLOEXEC | n.AT_RECURSIVE)
      const flags = n.AT_RECURSIVE | n.AT_EMPTY_PATH
      return [
        { ...taken, save: tree, allow: ['ENOENT'] },
        { ...n.mount_setattr(tree, '', flags, { set: n.MOUNT_ATTR_RDONLY }), allow: ['EBADF', 'EINVAL'] },
        { ...n.move_mount(tree, '', n.AT_FDCWD, path, n.MOVE_MOUNT_F_EMPTY_PATH), allow: ['EBADF', 'ENOENT'] },
        { ...n.close(tree), allow: ['EBADF'] },
      ]
    }
    return [
      ...readonlyPaths.flatMap(fixed),
      { ...n.openat2(host, 'dev/null', how), save: nothing },
      ...maskedPaths.flatMap(path => emptied(path, nothing)),
      n.close(nothing),
    ]
  },
}

export const bounding: Mechanism = {
  name: '12-security',
  prepare(c) {
    limitSteps(c.config.process.rlimits)
    setDeviceRules(c)
    rights.set(c, new Rights(c))
  },
  steps: c => [
    ...(rights.get(c)?.bound() ?? []),
    ...limitSteps(c.config.process.rlimits),
    { ...n.join_session_keyring(), allow: ['ENOSYS'] },
  ],
  connect: (c, { pid }) => setOomScore(pid, c.config.process.oomScoreAdj),
}

export const mechanism: Mechanism = { name: '12-security', steps: c => rights.get(c)?.end() ?? [] }
