// Folders of the host that come into a running container, and go again.
import { addVolume, removeVolume } from '#mechanisms/10-volumes'
import { Misuse } from '../place.ts'
import { running } from '../running.ts'
import { bind } from '../spec/mounts.ts'
import type { Verb } from './verb.ts'

export const volumeAdd: Verb = (program, { root, named, say }) =>
  program
    .command('volume-add <container> <host> <path> [ro]')
    .description('mounts a folder of the host into a running container')
    .action(async (typed: string, host: string, path: string, ro?: string) => {
      if (ro !== undefined && ro !== 'ro') throw new Misuse(`volume-add: "${ro}": ro is the only word that goes there`)
      await running(root(), named(typed), c => addVolume(c, bind(host, path, ro ? ['ro'] : [])))
      say(typed)
    })

export const volumeRemove: Verb = (program, { root, named, say }) =>
  program
    .command('volume-remove <container> <path>')
    .description('takes it out again')
    .action(async (typed: string, path: string) => {
      await running(root(), named(typed), c => removeVolume(c, path))
      say(typed)
    })
