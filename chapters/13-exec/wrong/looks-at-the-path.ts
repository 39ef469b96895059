// wrong: refuses a command that is a link like /proc/self/exe, and executes a script that names one
// first: not-the-runtime
import { AT_FDCWD, O_CLOEXEC, O_PATH, openat2, RESOLVE_NO_MAGICLINKS } from '#native'
import type { Mechanism } from '../../../chapters/container.ts'
import * as right from '../../../solutions/13-exec.ts'

export * from '../../../solutions/13-exec.ts'

const { prepare: _, ...straight } = right.alone
const how = { flags: O_PATH | O_CLOEXEC, resolve: RESOLVE_NO_MAGICLINKS }

export const alone: Mechanism = {
  ...straight,
  steps(c) {
    const [name = ''] = c.config.process.args
    const look = name.startsWith('/') ? [openat2(AT_FDCWD, name, how)] : []
    return [...straight.steps(c), ...look]
  },
}
