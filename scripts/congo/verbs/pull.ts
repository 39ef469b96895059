import { readReference, shortName, wholeName } from '../../../chapters/16-commit/reference.ts'
import type { Image } from '../../../chapters/images.ts'
import { withProgress } from '../../setup/progress.ts'
import { pull as fetchImage } from '../registry/pull.ts'
import { shown } from '../registry/shown.ts'
import type { Verb } from './verb.ts'

export const pull: Verb = (program, { root, say }) =>
  program
    .command('pull <image>')
    .description('fetches an image from its registry')
    .action(async (typed: string) => say((await pulled(root(), typed)).descriptor.digest))

/** Fetches it, and shows on stderr how far it is. Throws an Error of one line. */
export async function pulled(root: string, typed: string): Promise<Image> {
  const reference = readReference(typed)
  return withProgress(shortName(wholeName(reference)), progress =>
    fetchImage(root, reference, { progress: shown(progress) }),
  )
}
