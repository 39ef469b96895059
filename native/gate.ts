// A place in a program where the child waits for its parent.
import { readable } from './addon.ts'
import { SHUT_RDWR } from './constants.ts'
import { openSocketPair } from './pipe.ts'
import { run } from './run.ts'
import { block, type Step } from './step.ts'
import { close, read, shutdown, write } from './syscalls.ts'

/**
 * Three steps for the child (let go of our end, say that it is here, wait for the word), and the parent's side of it:
 *   const gate = new Gate()
 *   const child = spawn([...before, ...gate.steps, ...after])
 *   if (await gate.reached()) { ...; gate.open() }
 * A gate that is closed instead fails the child's wait. So does the end of its parent, unless a sibling that was made
 * meanwhile holds our end too: PR_SET_PDEATHSIG is surer.
 */
export class Gate {
  readonly steps: readonly Step[]
  #ours: number | undefined
  #childs: number | undefined

  constructor() {
    const [ours, childs] = openSocketPair()
    this.#ours = ours
    this.#childs = childs
    this.steps = [close(ours), write(childs, '.'), { ...read(childs, block(1)), least: 1 }]
  }

  /** To be called at once after spawn(). True when the child waits here, false when it ended before (wait() says why). */
  async reached(): Promise<boolean> {
    this.#letGo() // the child has its own; only so does its end show
    const ours = this.#ours
    if (ours === undefined) return false
    await readable(ours)
    return run(read(ours, block(1))) === 1
  }

  /** Lets the child go on. Does nothing for one that has ended while it waited: wait() says why. */
  open(): void {
    if (this.#ours !== undefined) run({ ...write(this.#ours, '.'), allow: ['EPIPE'] })
    this.#close()
  }

  /** Turns the child back: its program fails at the gate. */
  close(): void {
    this.#letGo()
    if (this.#ours !== undefined) run(shutdown(this.#ours, SHUT_RDWR)) // whoever else holds this end
    this.#close()
  }

  /** `using gate = new Gate()` closes it on every way out; one that was opened is closed already. */
  [Symbol.dispose](): void {
    this.close()
  }

  #letGo(): void {
    if (this.#childs !== undefined) run(close(this.#childs))
    this.#childs = undefined
  }

  #close(): void {
    if (this.#ours !== undefined) run(close(this.#ours))
    this.#ours = undefined
  }
}
