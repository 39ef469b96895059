// Process 1 of the sandbox, which stands for the host. The answer is root there as well, and can write whatever it likes into
// that process: so what it was before there was an answer is kept, and each check sees that it still is.
import { readdirSync, statSync } from 'node:fs'
import type { ProcessView } from '../../chapters/check.ts'
import { or } from '../vm/agent/gone.ts'
import { Failure } from './failure.ts'
import { processView } from './process-view.ts'

export class Host {
  readonly view: ProcessView
  readonly #process: ProcessView
  readonly #namespaces: ReadonlyMap<string, string>
  readonly #root: string

  constructor(pid: number) {
    this.#process = processView(pid)
    this.#namespaces = new Map(readdirSync(`/proc/${pid}/ns`).map(type => [type, this.#process.namespace(type)]))
    this.#root = this.#rootNow()
    const namespace = (type: string) => this.#namespaces.get(type) ?? ''
    this.view = Object.create(this.#process, { namespace: { value: namespace } }) as ProcessView
  }

  /** Throws a Failure where somebody has moved it. */
  demandHome(): void {
    const moved = [...this.#namespaces].filter(([type, before]) => this.#process.namespace(type) !== before)
    const names = [...moved.map(([type]) => `its ${type} namespace`), ...(this.#rootNow() === this.#root ? [] : ['/'])]
    if (names.length > 0)
      throw new Failure(`process 1 of the host was moved: ${names.join(', ')} is another one than before`)
  }

  #rootNow(): string {
    return or(() => {
      const { dev, ino } = statSync(`/proc/${this.#process.pid}/root`)
      return `${dev} ${ino}`
    }, 'none')
  }
}
