import { unpackedLayers } from '../../../chapters/images.ts'
import { demandImage } from '../image.ts'
import type { Verb } from './verb.ts'

/** For congo itself: what run and create of an ordinary user let do among his users. */
export const unpack: Verb = (program, { root }) =>
  program.command('unpack <image>', { hidden: true }).action(async (typed: string) => {
    await unpackedLayers(root(), demandImage(root(), typed))
  })
