import { shortName } from '../../../chapters/16-commit/reference.ts'
import { withProgress } from '../../setup/progress.ts'
import { demandImage } from '../image.ts'
import { push as sendImage } from '../registry/push.ts'
import { shown } from '../registry/shown.ts'
import type { Verb } from './verb.ts'

export const push: Verb = (program, { root, say }) =>
  program
    .command('push <image>')
    .description('sends an image to the registry that its name begins with')
    .action(async (typed: string) => {
      const image = demandImage(root(), typed)
      await withProgress(shortName(image.name), progress => sendImage(root(), image, { progress: shown(progress) }))
      say(image.descriptor.digest)
    })
