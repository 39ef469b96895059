// wrong: the layer's folder stays open
// first: nothing-left
import { constants, openSync } from 'node:fs'
import * as right from '../../../solutions/16-commit.ts'

export * from '../../../solutions/16-commit.ts'

export async function unpack(folder: string, archive: AsyncIterable<Uint8Array>, limits?: right.Limits): Promise<void> {
  openSync(folder, constants.O_DIRECTORY)
  await right.unpack(folder, archive, limits)
}
