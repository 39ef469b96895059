// What can be called of chapter 15: its own functions, and those of the store that are made of them.
import { closeSync } from 'node:fs'
import * as life from '#mechanisms/15-lifecycle'
import type { State } from '../../chapters/15-lifecycle/state.ts'
import type { Config, Container } from '../../chapters/container.ts'
import { create, list, remove, start, stop } from '../../chapters/lifecycle.ts'

const STORE = '/var/lib/congo/store'

/** Each is called with a container that nobody has started, and takes no notice of it. */
export const functionsOfStore: Readonly<Record<string, unknown>> = {
  create: (_: Container, id: string, config: Config) => create(STORE, id, config),
  start: async (_: Container, id: string) => {
    const { monitor, pidfd } = await start(STORE, id)
    void monitor.wait().finally(() => closeSync(pidfd)) // it is our child as long as we live
  },
  stop: (_: Container, id: string, how?: { signal?: string; seconds?: number }) => stop(STORE, id, how),
  remove: (_: Container, id: string) => remove(STORE, id),
  list: async () =>
    (await list(STORE)).map(each =>
      'error' in each ? each : { id: each.container.id, status: each.status, ended: each.state.ended ?? null },
    ),
  restarts: (_: Container, ...args: Parameters<typeof life.restarts>) => life.restarts(...args),
  identity: (_: Container, pid: number) => life.identity(pid) ?? null,
  lives: (_: Container, known: State['process']) => life.lives(known),
  /** Holds the lock, and never lets go. */
  hold: (_: Container, file: string) => {
    void life.locked(file, () => new Promise(() => undefined))
  },
  lock: (_: Container, file: string) => life.locked(file, async () => 'had it'),
}
