// What is kept of a container on disk, in containers/ID/state.json of the store.
import type { Fate } from '#mechanisms/14-logs'

/** A process, so that no later one with its number is taken for it: proc_pid_stat(5), field 22. */
export interface Identity {
  readonly pid: number
  /** Ticks of the clock from the boot to its start. */
  readonly started: number
  /** Of this boot: after another one the ticks are counted anew. /proc/sys/kernel/random/boot_id */
  readonly boot: string
}

/** When to start a container again that has ended by itself. */
export interface Policy {
  readonly name: 'no' | 'on-failure' | 'always' | 'unless-stopped'
  /** Of on-failure: how often at most. */
  readonly most?: number
}

export interface State {
  /** Of this form. A program that knows only older ones must leave the file alone. */
  readonly version: 1
  readonly id: string
  readonly created: string
  readonly policy: Policy
  /** It is removed when it has ended. */
  readonly remove?: boolean
  /** Written while the container waits at its gate: who finds it knows what there is to find. */
  readonly process?: Identity
  readonly monitor?: Identity
  /** When it was last started. */
  readonly begun?: string
  /** How it ended the last time. */
  readonly ended?: Fate
  /** How often the policy has started it since somebody did. */
  readonly restarts: number
  /** Milliseconds that were waited before it did so the last time. */
  readonly pause?: number
  /** Who waits to do it once more, after such a pause. */
  readonly waiter?: Identity
  /** Nobody is to start it again by a policy: somebody has asked for its end, or its start has failed. */
  readonly stopped?: boolean
}

/** What a container is, as people say it. */
export type Status = 'created' | 'running' | 'paused' | 'restarting' | 'stopped'

/** Throws an Error of one line unless the value is a state of this version. */
export function checkState(value: unknown, file: string): State {
  const wrong = (what: string) => new Error(`${file}: ${what}; move it away to be rid of the container`)
  if (typeof value !== 'object' || value === null) throw wrong('this is no state of a container')
  const { version, id, created, policy, restarts, process, monitor, waiter } = value as { [key: string]: unknown }
  if (typeof version === 'number' && version > 1) {
    throw new Error(`${file}: a newer congo wrote it (version ${version}); use that one`)
  }
  const isPolicy = typeof policy === 'object' && policy !== null && 'name' in policy
  const isState = typeof id === 'string' && typeof created === 'string' && isPolicy && typeof restarts === 'number'
  const areProcesses = [process, monitor, waiter].every(each => each === undefined || isIdentity(each))
  if (version !== 1 || !isState || !areProcesses) throw wrong('this is no state of a container')
  return value as State
}

function isIdentity(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false
  const { pid, started, boot } = value as { [key: string]: unknown }
  return Number.isInteger(pid) && Number(pid) > 0 && Number.isInteger(started) && typeof boot === 'string'
}
