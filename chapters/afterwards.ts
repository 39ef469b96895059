// What comes after the end of a container by itself. The monitor starts a program that calls this; no command waits for it.
import { setTimeout } from 'node:timers/promises'
import { identity, restarts, save } from '#mechanisms/15-lifecycle'
import type { State } from './15-lifecycle/state.ts'
import { alone, begin, stateOf } from './lifecycle.ts'
import type { Wanted } from './monitored.ts'

/** Milliseconds, as Docker has them: before the first restart; at most; and how long it has to run for a new beginning. */
const [FIRST, MOST, GOOD] = [100, 60_000, 10_000]

/** Each pause is twice the one before, until the container has run for a while. */
function pauseBefore({ pause = FIRST / 2, begun = '', ended }: State): number {
  const end = ended && 'at' in ended ? Date.parse(ended.at) : Date.now()
  return end - Date.parse(begun) >= GOOD ? FIRST : Math.min(2 * pause, MOST)
}

/**
 * Takes back what the container had on the host, as every command does that finds it so. Then it is removed, where it was made
 * for one life; or it is started again, if its policy wants that, after a pause in which nobody holds the lock.
 */
export async function afterwards(root: string, id: string, wanted: Wanted): Promise<void> {
  const pause = await alone(root, id, async ({ state, status }) => {
    if (status !== 'stopped' || !restarts(state.policy, state, state.ended)) return undefined
    const waiter = identity(process.pid)
    if (waiter) save(stateOf(root, id), { ...state, waiter })
    return pauseBefore(state)
  })
  if (pause === undefined) return
  await setTimeout(pause)
  // Whoever has started, stopped or removed it meanwhile has ended us. Only the policy may be another one.
  await alone(root, id, async kept => {
    const { policy, ended, restarts: count } = kept.state
    if (restarts(policy, kept.state, ended)) await begin(root, kept, wanted, { restarts: count + 1, pause })
  })
}
