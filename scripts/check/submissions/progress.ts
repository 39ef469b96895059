import { inSeconds } from '../../cli/text.ts'

/**
 * Says on stderr how far it is and how long it takes yet: on a terminal in one line that changes, elsewhere a line for each
 * tenth. What was known already says nothing about the time that the others take.
 */
export class Progress {
  readonly #all: number
  readonly #began = performance.now()
  #done = 0
  #recalled = 0
  #told = 0

  constructor(all: number) {
    this.#all = all
  }

  add({ recalled }: { readonly recalled: boolean }): void {
    this.#done++
    if (recalled) this.#recalled++
    const { stderr } = process
    if (stderr.isTTY) stderr.write(`\r${this.#line()}\x1b[K${this.#done === this.#all ? '\n' : ''}`)
    else if (this.#done === this.#all || this.#done >= this.#told + this.#all / 10) {
      this.#told = this.#done
      stderr.write(`congo: ${this.#line()}\n`)
    }
  }

  #line(): string {
    const graded = this.#done - this.#recalled
    const each = (performance.now() - this.#began) / 1000 / Math.max(1, graded)
    const known = this.#recalled === 0 ? '' : `, ${this.#recalled} of them without a machine`
    const left = graded === 0 || this.#done === this.#all ? '' : `, ${inSeconds(each * (this.#all - this.#done))} left`
    return `${this.#done} of ${this.#all} answers${known}${left}`
  }
}
