// The ends of a container: asked for, forced, and followed by another start.
import { pidfd_send_signal, run } from '#native'
import { forgo, start, stop as stopContainer } from '../../../chapters/lifecycle.ts'
import { running } from '../running.ts'
import { whole } from '../spec.ts'
import type { Verb } from './verb.ts'

const SECONDS = '10'
/** Whoever sends these wants its end, and no restart after it. */
const ENDING = ['SIGTERM', 'SIGKILL', '15', '9']

export const stop: Verb = (program, { root, named, say }) =>
  program
    .command('stop <container>')
    .description('stops a container: SIGTERM, and SIGKILL when its time is over')
    .option('-f, --force', 'SIGKILL at once')
    .option('-t, --time <seconds>', 'how long it may take', SECONDS)
    .action(async (typed: string, { force, time }: { force?: boolean; time: string }) => {
      await stopContainer(root(), named(typed), force ? { signal: 'SIGKILL' } : { seconds: whole('--time', time, 1) })
      say(typed)
    })

export const restart: Verb = (program, { root, named, then, say }) =>
  program
    .command('restart <container>')
    .description('stops a container and starts it again')
    .option('-t, --time <seconds>', 'how long its end may take', SECONDS)
    .action(async (typed: string, { time }: { time: string }) => {
      const id = named(typed)
      await stopContainer(root(), id, { seconds: whole('--time', time, 1) })
      await start(root(), id, { then: then(id) })
      say(typed)
    })

export const kill: Verb = (program, { root, named, say }) =>
  program
    .command('kill <container>')
    .description('sends a signal to its first process')
    .option('-s, --signal <signal>', 'which', 'SIGKILL')
    .action(async (typed: string, { signal }: { signal: string }) => {
      const name = signal.toUpperCase().replace(/^(?!SIG|\d)/, 'SIG')
      await running(root(), named(typed), async ({ id, pidfd = -1 }) => {
        if (ENDING.includes(name)) await forgo(root(), id)
        run(pidfd_send_signal(pidfd, name))
      })
      say(typed)
    })
