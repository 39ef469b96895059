// right: masks are file systems by fsmount, laid where they fit; a filter is loaded by one capability that stays for it
import {
  AT_EMPTY_PATH,
  AT_FDCWD,
  type Block,
  CAP,
  capset,
  close,
  FSCONFIG_CMD_CREATE,
  FSCONFIG_SET_STRING,
  FSMOUNT_CLOEXEC,
  FSOPEN_CLOEXEC,
  fsconfig,
  fsmount,
  fsopen,
  MOUNT_ATTR_RDONLY,
  MOVE_MOUNT_F_EMPTY_PATH,
  move_mount,
  O_CLOEXEC,
  O_PATH,
  OPEN_TREE_CLOEXEC,
  OPEN_TREE_CLONE,
  open_tree,
  openat2,
  PR_CAP_AMBIENT,
  PR_CAP_AMBIENT_CLEAR_ALL,
  PR_CAP_AMBIENT_RAISE,
  PR_CAPBSET_DROP,
  PR_SET_NO_NEW_PRIVS,
  prctl,
  RESOLVE_IN_ROOT,
  SECCOMP_SET_MODE_FILTER,
  type Slot,
  type Step,
  seccomp,
  slot,
} from '#native'
import { capabilitySets, known, members } from '../../../chapters/12-security/capabilities.ts'
import { seccompFilter } from '../../../chapters/12-security/filter.ts'
import type { Container, Mechanism } from '../../../chapters/container.ts'
import { masking as given, bounding as limiting } from '../../../solutions/12-security.ts'

const copied = (from: Slot, to: Slot): Step => ({
  ...open_tree(from, '', OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | AT_EMPTY_PATH),
  save: to,
})
const laid = (copy: Slot, path: string): Step => ({
  ...move_mount(copy, '', AT_FDCWD, path, MOVE_MOUNT_F_EMPTY_PATH),
  allow: ['ENOENT'],
})

function masked(path: string, file: Slot): Step[] {
  const [copy, fs, folder] = [slot('copy'), slot('fs'), slot('folder')]
  return [
    copied(file, copy),
    { ...fsopen('tmpfs', FSOPEN_CLOEXEC), save: fs },
    fsconfig(fs, FSCONFIG_SET_STRING, 'nr_inodes', '1'),
    fsconfig(fs, FSCONFIG_CMD_CREATE, null, null),
    { ...fsmount(fs, FSMOUNT_CLOEXEC, MOUNT_ATTR_RDONLY), save: folder },
    { ...laid(folder, path), onError: { EINVAL: laid(copy, path) } },
    ...[copy, fs, folder].map(each => close(each)),
  ]
}

const masks = (host: Slot, paths: readonly string[]): Step[] => {
  const file = slot('file')
  const how = { flags: O_PATH | O_CLOEXEC, resolve: RESOLVE_IN_ROOT }
  return [{ ...openat2(host, 'dev/null', how), save: file }, ...paths.flatMap(path => masked(path, file)), close(file)]
}

export const masking: Mechanism = {
  ...given,
  steps(c) {
    const { linux = {} } = c.config
    const { maskedPaths = [], ...others } = linux
    const readonly = given.steps({ ...c, config: { ...c.config, linux: others } })
    return c.host && maskedPaths.length > 0 ? [...readonly, ...masks(c.host, maskedPaths)] : readonly
  },
}

const filters = new WeakMap<Container, Block>()

export const bounding: Mechanism = {
  ...limiting,
  steps(c) {
    const { capabilities: _, ...process } = c.config.process
    const limits = limiting.steps({ ...c, config: { ...c.config, process } })
    const wanted = capabilitySets(c)
    const all = members(known()).reverse()
    return [
      ...all
        .filter(each => wanted && !members(wanted.bounding).includes(each))
        .map(each => prctl(PR_CAPBSET_DROP, each)),
      ...limits,
    ]
  },
}

const ADMIN = 1n << BigInt(CAP.CAP_SYS_ADMIN)

export const mechanism: Mechanism = {
  name: '12-security',
  prepare(c) {
    const { seccomp: wanted } = c.config.linux ?? {}
    if (wanted) filters.set(c, seccompFilter(wanted))
  },
  steps(c) {
    const steps: Step[] = []
    const sets = capabilitySets(c)
    const program = filters.get(c)
    const { noNewPrivileges } = c.config.process
    const load = program && seccomp(SECCOMP_SET_MODE_FILTER, 0, program)
    if (load && !noNewPrivileges) {
      const kept = sets ? sets.permitted | ADMIN : known()
      steps.push(capset({ effective: kept, permitted: kept, inheritable: sets?.inheritable ?? 0n }), load)
    }
    if (sets) {
      steps.push(capset(sets), prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL))
      for (const each of members(sets.ambient)) steps.push(prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, each))
    }
    if (noNewPrivileges) steps.push(prctl(PR_SET_NO_NEW_PRIVS, 1))
    if (load && noNewPrivileges) steps.push(load)
    return steps
  },
}
