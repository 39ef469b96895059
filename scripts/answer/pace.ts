// A container whose child waits before each of its steps, until somebody says a word: to be looked at meanwhile.
import {
  block,
  close,
  formatResult,
  formatStep,
  openSocketPair,
  type Process,
  read,
  readable,
  run,
  type Step,
  write,
} from '#native'
import type { Mechanism } from '../../chapters/container.ts'
import type { Moment } from './protocol.ts'

/** What closes all descriptors closes ours as well: from there on nobody waits. */
const GONE = ['EBADF', 'ENOTSOCK', 'EPIPE']

export class Pace {
  readonly #ours: number
  readonly #childs: number
  readonly #steps: Step[] = []
  #go: () => void = () => undefined

  constructor() {
    ;[this.#ours, this.#childs] = openSocketPair()
  }

  /** The mechanisms, with a pause before each step. `tell` hears of each moment in which the child waits. */
  between(mechanisms: readonly Mechanism[], tell: (moment: Moment) => void): Mechanism[] {
    const slow = mechanisms.map(
      (m): Mechanism => ({ ...m, steps: c => m.steps(c).flatMap(step => this.#before({ from: m.name, ...step })) }),
    )
    const connect: Mechanism['connect'] = (_, child) => void this.#lead(child as Process, tell)
    return [...slow, { name: 'pace', steps: () => [], connect }]
  }

  /** The word. */
  go(): void {
    this.#go()
  }

  #before(step: Step): Step[] {
    this.#steps.push(step)
    return [{ ...write(this.#childs, '.'), allow: GONE }, { ...read(this.#childs, block(1)), allow: GONE }, step]
  }

  async #lead(child: Process, tell: (moment: Moment) => void): Promise<void> {
    run(close(this.#childs)) // only so does the child's end show
    const told = (i: number): Moment => {
      const [last, next] = [this.#steps[i - 1], this.#steps[i]]
      const result = child.outcomes().find(({ step }) => step.args === last?.args)?.result // the step itself has been copied
      return {
        number: i,
        of: this.#steps.length,
        ...(next && { next: { text: formatStep(next), from: next.from ?? '' } }),
        ...(last && {
          last: {
            text: formatStep(last),
            from: last.from ?? '',
            result: result === undefined ? '' : formatResult(result),
          },
        }),
      }
    }
    for (let i = 0; ; i++) {
      await readable(this.#ours)
      if (run(read(this.#ours, block(1))) === 0) break
      const word = new Promise<void>(resolve => (this.#go = resolve))
      tell(told(i))
      await word
      run({ ...write(this.#ours, '.'), allow: GONE })
    }
    run(close(this.#ours))
    tell(told(this.#steps.length))
  }
}
