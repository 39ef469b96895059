// What every verb of congo shares.
import type { Command } from 'commander'
import { Interrupted } from '../../cli/signals.ts'
import { failed } from '../failed.ts'

/** Where a verb finds its containers, how it speaks, and what it ends with. */
export interface Setting {
  /** The folder where containers are kept. */
  root(): string
  /** The id of the container that was meant. Throws a Misuse where there is none. */
  named(typed: string): string
  /** For standard output. */
  print(text: string): void
  /** One line of it. */
  say(line: string): void
  /** Of congo, when the verb has done its work. */
  exitCode: number
}

/** Adds a verb, or some that belong together, to the program. */
export type Verb = (program: Command, setting: Setting) => void

/** For a flag that may be given many times. */
export const many = (value: string, before: readonly string[] = []): readonly string[] => [...before, value]

type Act = (id: string) => unknown

/** Does it to each container that was named, and prints its name. One that fails keeps none of the others from it. */
export async function toEach(setting: Setting, all: readonly string[], act: Act): Promise<void> {
  for (const typed of all) await tell(setting, typed, async () => act(setting.named(typed)))
}

/** Each that has ended has Node started once more, by its monitor: if all were, there would not be memory for it. */
const AT_ONCE = 8

/** As toEach(), to several at once: what waits for one container keeps few others waiting. */
export async function toSeveral(setting: Setting, all: readonly string[], act: Act): Promise<void> {
  const lanes: Promise<unknown>[] = Array.from({ length: AT_ONCE }, () => Promise.resolve())
  const begun = all.map((typed, i) => {
    const doing = lanes[i % AT_ONCE]?.then(() => act(setting.named(typed)))
    lanes[i % AT_ONCE] = Promise.allSettled([doing]) // what fails is told in its turn
    return doing
  })
  for (const [i, typed] of all.entries()) await tell(setting, typed, async () => begun[i])
}

async function tell(setting: Setting, typed: string, done: () => Promise<unknown>): Promise<void> {
  try {
    await done()
    setting.say(typed)
  } catch (error) {
    if (error instanceof Interrupted) throw error
    setting.exitCode = failed(error, 1)
  }
}
