// The ends of containers: asked for, forced, and followed by another start.
import { pidfd_send_signal, run, signalNumber } from '#native'
import { forgo, look, setRemove, stop as stopContainer } from '../../../chapters/lifecycle.ts'
import { started } from '../in-front.ts'
import { running } from '../running.ts'
import { howToStop, readSignal } from '../signal.ts'
import { whole } from '../spec/flag.ts'
import { toEach, type Verb } from './verb.ts'

interface StopFlags {
  readonly force?: boolean
  readonly time?: string
}

/** Asks as the container wants it, and waits as long as it wants, or as `time` says. */
const stopAsWanted = (root: string, id: string, { force, time }: StopFlags) =>
  stopContainer(
    root,
    id,
    force
      ? { signal: 'SIGKILL' }
      : howToStop(look(root, id).container, time === undefined ? undefined : whole('--time', time, 1)),
  )

export const stop: Verb = (program, setting) =>
  program
    .command('stop <containers...>')
    .description('stops containers: asks by a signal, SIGTERM, and sends SIGKILL when its time is over')
    .option('-f, --force', 'SIGKILL at once')
    .option('-t, --time <seconds>', 'how long it may take; else what --stop-timeout said, or 10')
    .action((all: string[], flags: StopFlags) => toEach(setting, all, id => stopAsWanted(setting.root(), id, flags)))

export const restart: Verb = (program, setting) =>
  program
    .command('restart <containers...>')
    .description('stops containers and starts them again')
    .option('-t, --time <seconds>', 'how long its end may take')
    .action((all: string[], flags: StopFlags) =>
      toEach(setting, all, async id => {
        const root = setting.root()
        const { remove = false } = look(root, id).state
        if (remove) await setRemove(root, id, false) // this end is not its last one
        await stopAsWanted(root, id, flags)
        await started(setting, id)
        if (remove) await setRemove(root, id, true)
      }),
    )

export const kill: Verb = (program, setting) =>
  program
    .command('kill <containers...>')
    .description('sends a signal to the first process of containers')
    .option('-s, --signal <signal>', 'which', 'SIGKILL')
    .action((all: string[], { signal }: { signal: string }) => {
      const name = readSignal('--signal', signal)
      return toEach(setting, all, id =>
        running(setting.root(), id, async c => {
          const ending = ['SIGKILL', howToStop(c).signal].map(signalNumber) // then no policy is to start it again
          if (ending.includes(signalNumber(name))) await forgo(setting.root(), id)
          run(pidfd_send_signal(c.pidfd ?? -1, name))
        }),
      )
    })
