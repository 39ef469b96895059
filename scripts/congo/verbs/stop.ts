// The ends of containers: asked for, forced, and followed by another start.
import { undisturbed } from '../in-front.ts'
import * as library from '../library/stop.ts'
import { whole } from '../spec/flag.ts'
import { type Setting, toEach, toSeveral, type Verb } from './verb.ts'

interface StopFlags {
  readonly force?: boolean
  readonly time?: string
}

const optionsOf = ({ root }: Setting, { force = false, time }: StopFlags): library.StopOptions => ({
  root: root(),
  force,
  ...(time !== undefined && { seconds: whole('--time', time, 1) }),
})

export const stop: Verb = (program, setting) =>
  program
    .command('stop <containers...>')
    .description('stops containers: asks by a signal, SIGTERM, and sends SIGKILL when its time is over')
    .option('-f, --force', 'SIGKILL at once')
    .option('-t, --time <seconds>', 'how long it may take; else what --stop-timeout said, or 10')
    .action((all: string[], flags: StopFlags) =>
      toSeveral(setting, all, id => library.stop(id, optionsOf(setting, flags))),
    )

export const restart: Verb = (program, setting) =>
  program
    .command('restart <containers...>')
    .description('stops containers and starts them again')
    .option('-t, --time <seconds>', 'how long its end may take')
    .action((all: string[], flags: StopFlags) =>
      toEach(setting, all, id => undisturbed(setting.root(), id, () => library.restart(id, optionsOf(setting, flags)))),
    )

export const kill: Verb = (program, setting) =>
  program
    .command('kill <containers...>')
    .description('sends a signal to the first process of containers')
    .option('-s, --signal <signal>', 'which', 'SIGKILL')
    .action((all: string[], { signal }: { signal: string }) =>
      toEach(setting, all, id => library.kill(id, signal, { root: setting.root() })),
    )
