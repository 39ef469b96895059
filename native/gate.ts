// A place in a program where the child waits for its parent.
import { closeSync } from 'node:fs'
import { watch } from './addon.ts'
import { SOCK_CLOEXEC, SOCK_STREAM } from './constants.ts'
import { ends } from './pipe.ts'
import { run } from './run.ts'
import { block, type Step } from './step.ts'
import { read, socketpair, write } from './syscalls.ts'

/**
 * Two steps for the child (say that one is here, wait for the word), and the parent's side of it:
 *   const gate = new Gate()
 *   const child = spawn([...before, ...gate.steps, ...after])
 *   if (await gate.reached()) { ...; gate.open() }
 * A gate that is closed instead fails the child's wait; a parent that dies does the same.
 */
export class Gate {
  readonly steps: readonly Step[]
  private readonly ours: number
  private readonly childs: number

  constructor() {
    const [ours, childs] = ends(pair => socketpair(pair, SOCK_STREAM | SOCK_CLOEXEC))
    this.ours = ours
    this.childs = childs
    this.steps = [write(childs, '.'), { ...read(childs, block(1)), least: 1 }]
  }

  /** After spawn(): true once the child waits here, false when it ended before (its wait() says why). */
  async reached(): Promise<boolean> {
    closeSync(this.childs) // the child has its own; only so does its end show
    await new Promise<void>(resolve => {
      const watching = watch(this.ours, 'readable', () => {
        watching.close()
        resolve()
      })
    })
    return run(read(this.ours, block(1))) === 1
  }

  /** Lets the child go on. */
  open(): void {
    run(write(this.ours, '.'))
    this.close()
  }

  /** Turns the child back: its program fails at the gate. */
  close(): void {
    closeSync(this.ours)
  }
}
