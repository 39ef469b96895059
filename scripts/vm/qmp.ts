import type { Duplex } from 'node:stream'
import { readMessages, writeMessage } from './messages.ts'

type Answer = { return: unknown } | { error: { class: string; desc: string } }
type Event = { event: string; data?: Record<string, unknown> }

/**
 * QEMU's control socket. Commands are answered in order, so many may be under way.
 * Commands and events: https://www.qemu.org/docs/master/interop/qemu-qmp-ref.html
 */
export class Qmp {
  readonly #socket: Duplex
  readonly #waiting: { command: string; resolve: (value: unknown) => void; reject: (error: Error) => void }[] = []
  #closed: Error | undefined
  readonly #listeners = new Set<(event: Event) => void>()

  /** Says what has to be said before any command. */
  constructor(socket: Duplex) {
    this.#socket = socket
    this.#read().catch(() => {}) // QEMU has ended, and whoever started it calls close()
    void this.command('qmp_capabilities').catch(() => {})
  }

  /** Gives the command's answer. Rejects with QEMU's own words. */
  command(command: string, args: Record<string, unknown> = {}): Promise<unknown> {
    return new Promise((resolve, reject) => {
      if (this.#closed) return reject(this.#closed)
      this.#waiting.push({ command, resolve, reject })
      void writeMessage(this.#socket, { execute: command, arguments: args })
    })
  }

  /** Calls the listener for each event, until it says true. */
  until(listener: (event: Event) => boolean): Promise<void> {
    return new Promise(resolve => {
      const listen = (event: Event) => {
        if (!listener(event)) return
        this.#listeners.delete(listen)
        resolve()
      }
      this.#listeners.add(listen)
    })
  }

  /** Rejects all that waits, and all that is still to come. */
  close(error: Error): void {
    this.#closed = error
    for (const { reject } of this.#waiting.splice(0)) reject(error)
  }

  async #read(): Promise<void> {
    for await (const message of readMessages(this.#socket)) {
      const said = message as Answer | Event | { QMP: unknown }
      if ('event' in said) for (const listen of this.#listeners) listen(said)
      if (!('return' in said) && !('error' in said)) continue
      const waiting = this.#waiting.shift()
      if ('return' in said) waiting?.resolve(said.return)
      else waiting?.reject(new Error(`QEMU's ${waiting.command}: ${said.error.desc}`))
    }
  }
}
