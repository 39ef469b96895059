import type { Child } from '#native'
import { awaitEvent, event } from '../08-cgroups/group.ts'

/** Watches for a pause of a cgroup: processes on their way into it would stand still, and whoever waits for them as well. */
export class Pause implements Disposable {
  readonly #watching = new AbortController()
  #paused = false
  #comer: Child | undefined

  constructor(group: string | undefined) {
    if (group === undefined) return
    this.#paused = event(group, 'frozen') === '1'
    awaitEvent(group, 'frozen', '1', this.#watching.signal).then(
      () => {
        this.#paused = true
        this.#comer?.kill('SIGKILL') // the only signal that the frozen obey
      },
      () => undefined, // the group is gone, and with it whoever was in it
    )
  }

  /** Whether the group is paused, or has been meanwhile. */
  get has(): boolean {
    return this.#paused
  }

  /** From now on a pause ends this process. */
  ends(comer: Child): void {
    this.#comer = comer
    if (this.#paused) comer.kill('SIGKILL')
  }

  [Symbol.dispose](): void {
    this.#watching.abort()
  }
}
