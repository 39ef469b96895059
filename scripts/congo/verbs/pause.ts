import { pause as freeze, unpause as thaw } from '#mechanisms/08-cgroups'
import { runningAlone } from '../running.ts'
import { toEach, type Verb } from './verb.ts'

// Alone: one that is about to start would stand still, and whoever starts it would wait with the lock in hand.

export const pause: Verb = (program, setting) =>
  program
    .command('pause <containers...>')
    .description('freezes all processes of containers')
    .action((all: string[]) => toEach(setting, all, id => runningAlone(setting.root(), id, freeze)))

export const unpause: Verb = (program, setting) =>
  program
    .command('unpause <containers...>')
    .description('thaws them')
    .action((all: string[]) => toEach(setting, all, id => runningAlone(setting.root(), id, thaw)))
