// right: namespaces are compared by their inodes and entered one by one; keys and output are passed on by hand
import { statSync } from 'node:fs'
import * as n from '#native'
import type { Mechanism } from '../../../chapters/container.ts'
import { session as given, type User } from '../../../solutions/13-exec.ts'

export { alone } from '../../../solutions/13-exec.ts'

/** The user namespace first: it gives the rights to the others. */
const FLAGS = new Map([
  ['user', n.CLONE_NEWUSER],
  ['mnt', n.CLONE_NEWNS],
  ['net', n.CLONE_NEWNET],
  ['uts', n.CLONE_NEWUTS],
  ['ipc', n.CLONE_NEWIPC],
  ['cgroup', n.CLONE_NEWCGROUP],
  ['pid', n.CLONE_NEWPID],
])

export function elsewhere(pid: number): number {
  let flags = 0
  for (const [kind, flag] of FLAGS) {
    const [there, here] = [statSync(`/proc/${pid}/ns/${kind}`), statSync(`/proc/self/ns/${kind}`)]
    if (there.ino !== here.ino) flags |= flag
  }
  return flags
}

export function enter(pidfd: number, flags: number, inside: readonly n.Step[], child: n.Slot): n.Step[] {
  const steps: n.Step[] = []
  for (const flag of FLAGS.values()) if ((flags & flag) !== 0) steps.push(n.setns(pidfd, flag))
  const clone = n.clone3({ exitSignal: 0, flags: n.CLONE_VFORK | n.CLONE_PARENT }, inside)
  steps.push({ ...clone, save: child }, n.exit_group(0))
  return steps
}

/** The session begins before there is a terminal to be its own. */
export const session: Mechanism = {
  ...given,
  steps(c) {
    const steps = given.steps(c)
    const leads = steps.findIndex(({ call }) => call === 'setsid')
    return [...steps.slice(leads, leads + 1), ...steps.slice(0, leads), ...steps.slice(leads + 1)]
  },
}

export function attach(terminal: n.Terminal, { input, output }: User): Promise<void> {
  const keys = (typed: Buffer) => void terminal.write(typed)
  const shown = (bytes: Buffer) => {
    if (output.write(bytes)) return
    terminal.pause()
    output.once('drain', () => terminal.resume())
  }
  const resize = () => terminal.resize({ columns: output.columns, rows: output.rows })
  resize()
  input.setRawMode(true)
  input.on('data', keys)
  output.on('resize', resize)
  return new Promise<void>((resolve, reject) => {
    terminal.on('data', shown)
    terminal.once('end', resolve)
    terminal.once('error', reject)
  }).finally(() => {
    input.off('data', keys)
    output.off('resize', resize)
    input.setRawMode(false)
    input.pause()
  })
}
