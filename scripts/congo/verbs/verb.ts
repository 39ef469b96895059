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

/** Does it to each container that was named, and prints its name. One that fails keeps none of the others from it. */
export async function toEach(setting: Setting, all: readonly string[], act: (id: string) => unknown): Promise<void> {
  for (const typed of all) {
    try {
      await act(setting.named(typed))
      setting.say(typed)
    } catch (error) {
      if (error instanceof Interrupted) throw error
      setting.exitCode = failed(error, 1)
    }
  }
}
