import * as library from '../library/pause.ts'
import { toEach, type Verb } from './verb.ts'

export const pause: Verb = (program, setting) =>
  program
    .command('pause <containers...>')
    .description('freezes all processes of containers')
    .action((all: string[]) => toEach(setting, all, id => library.pause(id, { root: setting.root() })))

export const unpause: Verb = (program, setting) =>
  program
    .command('unpause <containers...>')
    .description('thaws them')
    .action((all: string[]) => toEach(setting, all, id => library.unpause(id, { root: setting.root() })))
