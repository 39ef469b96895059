// right: the user namespace is entered alone and first, then all others at once; the terminal's descriptors come in a loop
import { readlinkSync } from 'node:fs'
import { finished } from 'node:stream/promises'
import * as n from '#native'
import type { Mechanism } from '../../../chapters/container.ts'
import { session as given, type User } from '../../../solutions/13-exec.ts'

export { alone } from '../../../solutions/13-exec.ts'

const KINDS = 'user cgroup ipc uts net pid mnt'.split(' ')
const BITS = [
  n.CLONE_NEWUSER,
  n.CLONE_NEWCGROUP,
  n.CLONE_NEWIPC,
  n.CLONE_NEWUTS,
  n.CLONE_NEWNET,
  n.CLONE_NEWPID,
  n.CLONE_NEWNS,
]

const all = (pid: number) => KINDS.map(kind => readlinkSync(`/proc/${pid}/ns/${kind}`))

export function elsewhere(pid: number): number {
  const [theirs, ours] = [all(pid), all(process.pid)]
  return BITS.filter((_, i) => theirs[i] !== ours[i]).reduce((sum, bit) => sum | bit, 0)
}

export function enter(pidfd: number, flags: number, inside: readonly n.Step[], child: n.Slot): n.Step[] {
  const others = flags & ~n.CLONE_NEWUSER
  const go = [flags - others, others].filter(Boolean).map(part => n.setns(pidfd, part))
  const clone = { ...n.clone3({ flags: n.CLONE_PARENT | n.CLONE_VFORK, exitSignal: 0 }, inside), save: child }
  return go.concat(clone, n.exit_group(0))
}

export const session: Mechanism = {
  ...given,
  steps(c) {
    const steps = given.steps(c)
    const dups = steps.filter(({ call }) => call === 'dup3')
    const first = steps.findIndex(({ call }) => call === 'dup3')
    const rest = steps.filter(({ call }) => call !== 'dup3')
    return first < 0 ? steps : [...rest.slice(0, first), ...dups.reverse(), ...rest.slice(first)]
  },
}

export async function attach(terminal: n.Terminal, { input, output }: User): Promise<void> {
  const follow = () => terminal.resize({ rows: output.rows, columns: output.columns })
  follow()
  output.addListener('resize', follow)
  try {
    input.setRawMode(true)
    terminal.pipe(output, { end: false })
    input.pipe(terminal, { end: false })
    await finished(terminal, { writable: false })
  } finally {
    input.unpipe(terminal).setRawMode(false).pause()
    output.removeListener('resize', follow)
  }
}
