// The containers of a demo, and processes beside their first ones, told apart by the order in which they were heard of.
import { printable } from '../cli/text.ts'

const SHOWN = 64 * 1024 // characters of output

class Told {
  readonly name: string
  readonly beside: boolean
  /** How it ended, in words; '' where it was not waited for. */
  end = ''
  #output = ''

  constructor(name: string, beside: boolean) {
    this.name = name
    this.beside = beside
  }

  hear(text: string): void {
    if (this.#output.length <= SHOWN) this.#output += text
  }

  get output(): string {
    const lines = this.#output.slice(0, SHOWN).replaceAll(/\r+\n/g, '\n') // as a terminal shows them
    const shown = printable(lines.trimEnd())
    return this.#output.length > SHOWN ? `${shown}\n(and more, which is not shown)` : shown
  }
}

export class Containers {
  readonly #known = new Map<number, Told>()

  of(id: number, beside = false): Told {
    const number = this.#known.size + 1
    const name = beside ? `process ${number}` : number === 1 ? 'the container' : `container ${number}`
    const told = this.#known.get(id) ?? new Told(name, beside)
    this.#known.set(id, told)
    return told
  }

  all = () => this.#known.values()
}
