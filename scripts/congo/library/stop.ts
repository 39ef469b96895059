// The ends of containers: asked for, forced, awaited, and followed by another start.
import { pidfd_send_signal, run, signalNumber } from '#native'
import { ended, forgo, type HowToStop, look, stop as stopContainer } from '../../../chapters/lifecycle.ts'
import { findId, storeRoot } from '../place.ts'
import { running } from '../running.ts'
import { howToStop, readSignal } from '../signal.ts'
import { restarted } from '../starting.ts'
import type { End, Where } from './types.ts'

export interface StopOptions extends Where {
  /** SIGKILL at once. */
  readonly force?: boolean
  /** How long it may take; else what its `stopTimeout` says. */
  readonly seconds?: number
}

/** Asks as the container wants it, and sends SIGKILL when its time is over. Gives how it ended. */
export async function stop(id: string, options: StopOptions = {}): Promise<End> {
  const store = storeRoot(options.root)
  const whole = findId(store, id)
  return stopContainer(store, whole, how(store, whole, options))
}

/** Stops it, and starts it again; one that is to be removed when it has ended, as well. */
export async function restart(id: string, options: StopOptions = {}): Promise<void> {
  const store = storeRoot(options.root)
  const whole = findId(store, id)
  await restarted(store, whole, how(store, whole, options))
}

const how = (store: string, id: string, { force = false, seconds }: StopOptions): HowToStop =>
  force ? { signal: 'SIGKILL' } : howToStop(look(store, id).container, seconds)

/** Sends a signal to its first process. */
export async function kill(id: string, signal = 'SIGKILL', { root }: Where = {}): Promise<void> {
  const store = storeRoot(root)
  const whole = findId(store, id)
  const name = readSignal('--signal', signal)
  await running(store, whole, async c => {
    const ending = ['SIGKILL', howToStop(c).signal].map(signalNumber) // then no policy is to start it again
    if (ending.includes(signalNumber(name))) await forgo(store, whole)
    run(pidfd_send_signal(c.pidfd ?? -1, name))
  })
}

/** Waits until it has ended, and gives how; undefined of one that has never run. */
export async function wait(id: string, { root }: Where = {}): Promise<End> {
  const store = storeRoot(root)
  return ended(store, findId(store, id))
}
