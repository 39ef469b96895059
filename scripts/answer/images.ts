// What can be called of chapter 16. Archives and blobs come as base64, since arguments are JSON.
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { admit, commit, type Limits, unpack } from '#mechanisms/16-commit'
import type { Descriptor } from '../../chapters/16-commit/oci.ts'
import type { Container } from '../../chapters/container.ts'
import { defined } from '../../chapters/defined.ts'
import { idsInside } from '../../chapters/images.ts'

const IMAGES = '/var/lib/congo/images'
const LAYERS = '/var/lib/congo/layers'

/** In pieces, as a network brings them. */
async function* piecesOf(base64: string, from = 0, end = Infinity): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(base64, 'base64').subarray(from, end)
  for (let at = 0; at < bytes.length; at += 4096) yield bytes.subarray(at, at + 4096)
}

export const functionsOfImages: Readonly<Record<string, unknown>> = {
  commit: (c: Container, running: boolean) => commit(c, IMAGES, { running, ...defined({ ids: idsInside(c) }) }),
  /** Into the folder of that name, which is made where it is not there. */
  async unpack(_: Container, name: string, archive: string, limits?: Limits) {
    mkdirSync(join(LAYERS, name), { recursive: true })
    await unpack(join(LAYERS, name), piecesOf(archive), limits)
  },
  /** From somebody who has these bytes, with whom the line is cut at `end`. Gives the places from which he was asked. */
  async admit(_: Container, wanted: Descriptor, bytes: string, end?: number) {
    const asked: number[] = []
    await admit(IMAGES, wanted, async function* (from) {
      asked.push(from)
      yield* piecesOf(bytes, from, end)
      if (end !== undefined) throw new Error('the line is cut')
    })
    return asked
  },
}
