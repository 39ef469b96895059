// A command that watches, for tests and the bench.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { root } from '../cli/paths.ts'

export class Watched implements AsyncDisposable {
  /** All that it has shown since the last expect(). */
  shown = ''
  readonly #child
  readonly #closed: Promise<never>

  /** `npm run NAME -- ARGS --watch`, without npm. */
  constructor(...args: string[]) {
    this.#child = spawn(process.execPath, ['scripts/start.mjs', ...args, '--watch'], { cwd: root })
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        this.shown += text
      })
    }
    this.#closed = once(this.#child, 'close').then(() => {
      throw new Error(`it ended, and had shown no more than ${this.shown}`)
    })
    this.#closed.catch(() => undefined)
  }

  /** Waits until it has shown this, and gives all up to there. Rejects where it ends before. */
  async expect(text: RegExp): Promise<string> {
    for (;;) {
      const found = text.exec(this.shown)
      if (found) {
        const end = found.index + found[0].length
        const before = this.shown.slice(0, end)
        this.shown = this.shown.slice(end)
        return before
      }
      const more = new AbortController()
      const { signal } = more
      const heard = once(this.#child.stdout, 'data', { signal }).catch(() => undefined) // the listener of a lost race
      await Promise.race([heard, this.#closed]).finally(() => more.abort())
    }
  }

  /** Its QEMUs: a path in /proc each. */
  machines(): string[] {
    const { pid } = this.#child
    return readdirSync(`/proc/${pid}/task`)
      .flatMap(task => readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8').trim().split(' '))
      .filter(Boolean)
      .map(child => `/proc/${child}`)
      .filter(folder => readFileSync(`${folder}/cmdline`, 'utf8').includes('qemu'))
  }

  /** As Ctrl-C does. */
  async interrupt(): Promise<void> {
    this.#child.kill('SIGINT')
    await this.#closed.catch(() => undefined)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) await this.interrupt()
  }
}
