// wrong: the PID namespace is forgotten: the process sees the container's files and the host's numbers
// first: born-inside
// also: all-namespaces, first-terminal, as-before, nothing-left
import { CLONE_NEWPID } from '#native'
import * as right from '../../../solutions/13-exec.ts'

export * from '../../../solutions/13-exec.ts'

export const elsewhere = (pid: number): number => right.elsewhere(pid) & ~CLONE_NEWPID
