// What Ctrl-C means to a program that has something to take back.
import { constants } from 'node:os'

const ENDING = ['SIGINT', 'SIGTERM'] as const
type Ending = (typeof ENDING)[number]

/** The exit code of what such a signal has ended. */
const codeOf = (signal: Ending): number => 128 + constants.signals[signal]

/** Somebody has asked for the end of this process. */
export class Interrupted extends Error {
  readonly exitCode: number

  constructor(signal: Ending) {
    super(`ended by ${signal}`)
    this.exitCode = codeOf(signal)
  }
}

/** From now on they end this process as process.exit() does, unless somebody else hears them. */
export function heedSignals(): void {
  for (const signal of ENDING) {
    process.on(signal, () => {
      if (process.listenerCount(signal) === 1) process.exit(codeOf(signal))
    })
  }
}

/** Lets what must not be cut short come to its end; then throws an Interrupted where such a signal has come. The second one does not wait. */
export async function whole<Result>(act: () => Promise<Result>): Promise<Result> {
  let come: Ending | undefined
  const hear = (signal: NodeJS.Signals) => {
    if (come) process.exit(codeOf(come))
    come = signal as Ending
  }
  for (const signal of ENDING) process.on(signal, hear)
  const [settled] = await Promise.allSettled([act()])
  for (const signal of ENDING) process.off(signal, hear)
  if (come) throw new Interrupted(come) // also where that has made it fail
  if (settled.status === 'rejected') throw settled.reason
  return settled.value
}
