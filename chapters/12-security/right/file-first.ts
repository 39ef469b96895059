// right: a mask tries the file first and the folder where that fails; no_new_privs comes before rights go
import {
  AT_EMPTY_PATH,
  AT_FDCWD,
  AT_RECURSIVE,
  type Block,
  capset,
  close,
  join_session_keyring,
  MOUNT_ATTR_RDONLY,
  MOVE_MOUNT_F_EMPTY_PATH,
  MS_BIND,
  MS_NODEV,
  MS_NOEXEC,
  MS_NOSUID,
  MS_RDONLY,
  MS_REC,
  mount,
  mount_setattr,
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
import { capabilitySets, held, known, type Sets } from '../../../chapters/12-security/capabilities.ts'
import { setDeviceRules } from '../../../chapters/12-security/devices.ts'
import { seccompFilter } from '../../../chapters/12-security/filter.ts'
import { limitSteps, setOomScore } from '../../../chapters/12-security/limits.ts'
import type { Container, Mechanism } from '../../../chapters/container.ts'
import { masking as right } from '../../../solutions/12-security.ts'

const name = '12-security'

function hide(path: string, nothing: Slot): Step[] {
  const own = slot(`over ${path}`)
  const folder = mount('none', path, 'tmpfs', MS_RDONLY | MS_NOSUID | MS_NODEV | MS_NOEXEC, 'size=0,mode=000')
  return [
    { ...open_tree(nothing, '', OPEN_TREE_CLOEXEC | OPEN_TREE_CLONE | AT_EMPTY_PATH), save: own },
    {
      ...move_mount(own, '', AT_FDCWD, path, MOVE_MOUNT_F_EMPTY_PATH),
      allow: ['ENOENT'],
      onError: { ENOTDIR: folder, EINVAL: folder },
    },
    close(own),
  ]
}

export const masking: Mechanism = {
  ...right,
  steps(c) {
    const { maskedPaths: hidden = [], readonlyPaths: fixed = [] } = c.config.linux ?? {}
    if (c.host === undefined) return []
    const steps: Step[] = []
    for (const path of fixed) {
      steps.push({ ...mount(path, path, null, MS_REC | MS_BIND), allow: ['ENOENT'] })
      const change = mount_setattr(AT_FDCWD, path, AT_RECURSIVE, { set: MOUNT_ATTR_RDONLY })
      steps.push({ ...change, allow: ['ENOENT'] })
    }
    if (hidden.length === 0) return steps
    const nothing = slot('nothing')
    steps.push({
      ...openat2(c.host, 'dev/null', { flags: O_CLOEXEC | O_PATH, resolve: RESOLVE_IN_ROOT }),
      save: nothing,
    })
    for (const path of hidden) steps.push(...hide(path, nothing))
    return [...steps, close(nothing)]
  },
}

interface Plan {
  sets?: Sets | undefined
  program?: Block
}
const plans = new WeakMap<Container, Plan>()

export const bounding: Mechanism = {
  name,
  prepare(c) {
    limitSteps(c.config.process.rlimits)
    setDeviceRules(c)
    plans.set(c, { sets: capabilitySets(c) })
  },
  steps(c) {
    const steps: Step[] = [{ ...join_session_keyring(), allow: ['ENOSYS'] }]
    const sets = plans.get(c)?.sets
    for (let number = 0; sets && known() >> BigInt(number) > 0n; number++) {
      if (((sets.bounding >> BigInt(number)) & 1n) === 0n) steps.push(prctl(PR_CAPBSET_DROP, number))
    }
    return steps.concat(limitSteps(c.config.process.rlimits))
  },
  connect(c, { pid }) {
    setOomScore(pid, c.config.process.oomScoreAdj)
  },
}

function dropped({ effective, permitted, inheritable, ambient }: Sets): Step[] {
  const steps = [prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL), capset({ permitted, effective, inheritable })]
  for (let number = 0; ambient >> BigInt(number); number++) {
    const wanted = (ambient >> BigInt(number)) & 1n
    if (wanted) steps.push(prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, number))
  }
  return steps
}

export const mechanism: Mechanism = {
  name,
  prepare(c) {
    const wanted = c.config.linux?.seccomp
    const plan = plans.get(c) ?? {}
    if (wanted) plans.set(c, { ...plan, program: seccompFilter(wanted) })
  },
  steps(c) {
    const { sets, program } = plans.get(c) ?? {}
    const drop = sets ? dropped(sets) : []
    const load = program ? [seccomp(SECCOMP_SET_MODE_FILTER, 0, program)] : []
    if (c.config.process.noNewPrivileges) return [prctl(PR_SET_NO_NEW_PRIVS, 1), ...drop, ...load]
    if (!program) return drop
    const all = held(c)
    return [capset({ inheritable: 0n, permitted: all, effective: all }), ...load, ...drop]
  },
}
