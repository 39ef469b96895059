import { top as processesOf } from '../library/top.ts'
import type { ProcessSummary } from '../library/types.ts'
import { type ListFlags, type Listing, listed, withListFlags } from '../listing.ts'
import type { Verb } from './verb.ts'

const processes: Listing<ProcessSummary> = {
  columns: {
    PID: ({ pid }) => String(pid),
    USER: ({ user }) => user,
    TIME: ({ seconds }) => `${Math.floor(seconds / 60)}:${(seconds % 60).toFixed(2).padStart(5, '0')}`,
    COMMAND: ({ command }) => command,
  },
}

export const top: Verb = (program, { root, print }) =>
  withListFlags(
    program.command('top <container>').description('the processes of a running container, as the host sees them'),
    processes,
  ).action(async (typed: string, flags: ListFlags) => {
    print(listed(await processesOf(typed, { root: root() }), processes, flags))
  })
