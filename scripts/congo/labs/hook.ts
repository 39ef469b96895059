import type { Command } from 'commander'

/** What somebody has typed after `congo run`. */
export interface Typed {
  readonly root: string
  readonly verb: Command
  readonly image: string
  readonly command: readonly string[]
}

/** Runs it by a congo that is bundled under these conditions. Gives the exit code of the container. */
export type Run = (conditions: string[]) => Promise<number>

/** Runs a container by a congo that is made of the learner's labs. Gives its exit code. */
export type RunLabs = (typed: Typed) => Promise<number>

/** What `congo run --labs` does. Only in the repository is it there: the entry puts it here, before anything else is done. */
export const labs: { run?: RunLabs } = {}
