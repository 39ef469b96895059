import { pause as freeze, unpause as thaw } from '#mechanisms/08-cgroups'
import { running } from '../running.ts'
import { toEach, type Verb } from './verb.ts'

export const pause: Verb = (program, setting) =>
  program
    .command('pause <containers...>')
    .description('freezes all processes of containers')
    .action((all: string[]) => toEach(setting, all, id => running(setting.root(), id, freeze)))

export const unpause: Verb = (program, setting) =>
  program
    .command('unpause <containers...>')
    .description('thaws them')
    .action((all: string[]) => toEach(setting, all, id => running(setting.root(), id, thaw)))
