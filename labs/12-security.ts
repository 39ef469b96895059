// Your lab for chapters/12-security: 4 holes to fill.
//   npm run lab 12-security      runs it in the machine and shows what happened
//   npm run check 12-security    has the kernel judge it

// Chapter 12: root in the container, and no longer root over the machine. Paths, limits, capabilities, system calls.
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
import { capabilitySets, held, known, members, type Sets } from '../chapters/12-security/capabilities.ts'
import { setDeviceRules } from '../chapters/12-security/devices.ts'
import { seccompFilter } from '../chapters/12-security/filter.ts'
import { limitSteps, setOomScore } from '../chapters/12-security/limits.ts'
import type { Container, Mechanism } from '../chapters/container.ts'
import { hole } from '../chapters/hole.ts'

const NAME = '12-security'

/**
 * After all mounts, and while the host's root is in reach: what hides a file is the host's /dev/null. The one in the image
 * may be anything.
 */
export const masking: Mechanism = {
  name: NAME,
  prepare({ config: { linux } }) {
    for (const field of ['maskedPaths', 'readonlyPaths'] as const) {
      for (const path of linux?.[field] ?? []) {
        if (!path.startsWith('/')) throw new Error(`linux.${field}: "${path}": must begin with /`)
        if (linux?.namespaces?.some(({ type, path }) => type === 'mount' && path === undefined)) continue
        throw new Error(`linux.${field}: these would be the host's; add a new mount namespace to linux.namespaces`)
      }
    }
  },
  steps(c) {
    const { maskedPaths = [], readonlyPaths = [] } = c.config.linux ?? {}
    if (c.host === undefined || maskedPaths.length + readonlyPaths.length === 0) return []
    const nothing = slot('null')
    return [
      ...readonlyPaths.flatMap(readOnly),
      { ...openat2(c.host, 'dev/null', { flags: O_PATH | O_CLOEXEC, resolve: RESOLVE_IN_ROOT }), save: nothing },
      ...maskedPaths.flatMap(path => masked(path, nothing)),
      close(nothing),
    ]
  },
}

/** What is mounted there stays, and can no longer be written. */
const readOnly = (path: string): Step[] => [
  { ...mount(path, path, null, MS_BIND | MS_REC), allow: ['ENOENT'] },
  { ...mount_setattr(AT_FDCWD, path, AT_RECURSIVE, { set: MOUNT_ATTR_RDONLY }), allow: ['ENOENT'] },
]

/** An empty folder over a folder, /dev/null over a file; nothing where there is neither. */
function masked(path: string, nothing: Slot): Step[] {
  const copy = slot('copy')
  return [
    { ...open_tree(nothing, '', OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | AT_EMPTY_PATH), save: copy },
    // hole 1: one step. A tmpfs at the path, read-only (MS_RDONLY); `allow` that there is no such path (ENOENT). Where
    //   the path is no folder mount says ENOTDIR: then, by onError, move_mount the copy of /dev/null there instead
    hole(1),
    close(copy),
  ]
}

const sets = new WeakMap<Container, Sets>()
const filters = new WeakMap<Container, Block>()

/** Before the process becomes its user (11): what only root may do, and what should hold for whoever it becomes. */
export const bounding: Mechanism = {
  name: NAME,
  prepare(c) {
    limitSteps(c.config.process.rlimits)
    setDeviceRules(c)
    const wanted = capabilitySets(c)
    if (wanted) sets.set(c, wanted)
  },
  steps(c) {
    const { rlimits } = c.config.process
    const steps: Step[] = [
      { ...join_session_keyring(), allow: ['ENOSYS'] }, // with the host's the host's keys would come along
      ...limitSteps(rlimits),
    ]
    const wanted = sets.get(c)
    if (!wanted) return steps
    // hole 2: a step for each capability of the kernel (known()) that is not in wanted.bounding: prctl with PR_CAPBSET_DROP
    //   and its number. Sets are bits of a bigint; members(set) gives the numbers in one
    hole(2)
    return steps
  },
  connect: (c, child) => setOomScore(child.pid, c.config.process.oomScoreAdj),
}

/** setresuid has left a user who is not root nothing effective: what is still permitted is made effective again. */
const raise = (c: Container): Step[] => [capset({ effective: held(c), permitted: held(c), inheritable: 0n })]

/** Only the capabilities of the config are left; all are, where the config does not speak of them. */
function drop(c: Container): Step[] {
  const wanted = sets.get(c)
  if (!wanted) return []
  const { effective, permitted, inheritable, ambient } = wanted
  return [
    // hole 3: capset() the first three. Then by prctl: PR_CAP_AMBIENT with PR_CAP_AMBIENT_CLEAR_ALL; and for each number
    //   in ambient PR_CAP_AMBIENT with PR_CAP_AMBIENT_RAISE and the number
    hole(3),
  ]
}

/**
 * After the process has become its user, and right before execve. All of it holds for the one thread that calls: nothing of
 * it holds for us, even while the child runs in our memory.
 */
export const mechanism: Mechanism = {
  name: NAME,
  prepare(c) {
    const { seccomp: wanted } = c.config.linux ?? {}
    if (wanted) filters.set(c, seccompFilter(wanted))
  },
  steps(c) {
    const [dropping, program] = [drop(c), filters.get(c)]
    if (!program) return c.config.process.noNewPrivileges ? [...dropping, prctl(PR_SET_NO_NEW_PRIVS, 1)] : dropping
    // hole 4: seccomp() loads the program: SECCOMP_SET_MODE_FILTER, no flags. Where the config says noNewPrivileges: the
    //   steps of `dropping`, PR_SET_NO_NEW_PRIVS with 1, the filter last. Where it does not, only CAP_SYS_ADMIN may load a
    //   filter: raise(c), the filter, and then `dropping`
    return hole(4)
  },
}
