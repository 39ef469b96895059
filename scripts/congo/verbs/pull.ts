import { withProgress } from '../../setup/progress.ts'
import * as library from '../library/images.ts'
import { shown } from '../registry/shown.ts'
import type { Verb } from './verb.ts'

export const pull: Verb = (program, { root, say }) =>
  program
    .command('pull <image>')
    .description('fetches an image from its registry')
    .action(async (name: string) =>
      say(await withProgress(name, progress => library.pull(name, { root: root(), progress: shown(progress) }))),
    )

export const push: Verb = (program, { root, say }) =>
  program
    .command('push <image>')
    .description('sends an image to the registry that its name begins with')
    .action(async (name: string) =>
      say(await withProgress(name, progress => library.push(name, { root: root(), progress: shown(progress) }))),
    )
