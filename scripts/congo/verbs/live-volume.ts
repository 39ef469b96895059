// Folders of the host that come into a running container, and go again.
import * as library from '../library/live-volume.ts'
import { Misuse } from '../place.ts'
import type { Verb } from './verb.ts'

export const volumeAdd: Verb = (program, { root, say }) =>
  program
    .command('volume-add <container> <host> <path> [ro]')
    .description('mounts a folder of the host into a running container')
    .action(async (typed: string, host: string, path: string, ro?: string) => {
      if (ro !== undefined && ro !== 'ro') throw new Misuse(`volume-add: "${ro}": ro is the only word that goes there`)
      await library.volumeAdd(typed, host, path, { root: root(), readOnly: ro === 'ro' })
      say(typed)
    })

export const volumeRemove: Verb = (program, { root, say }) =>
  program
    .command('volume-remove <container> <path>')
    .description('takes it out again')
    .action(async (typed: string, path: string) => {
      await library.volumeRemove(typed, path, { root: root() })
      say(typed)
    })
