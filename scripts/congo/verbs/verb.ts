// What every verb of congo shares.
import type { Command } from 'commander'

/** Where a verb finds its containers, how it speaks, and what it ends with. */
export interface Setting {
  /** The folder where containers are kept. */
  root(): string
  /** The id of the container that was meant. Throws a Misuse where there is none. */
  named(typed: string): string
  /** What its monitor is to start when the container has ended. */
  then(id: string): readonly string[]
  /** One line for standard output. */
  say(line: string): void
  /** Of congo, when the verb has done its work. */
  exitCode: number
}

/** Adds a verb, or some that belong together, to the program. */
export type Verb = (program: Command, setting: Setting) => void

/** For a flag that may be given many times. */
export const many = (value: string, before: readonly string[] = []): readonly string[] => [...before, value]
