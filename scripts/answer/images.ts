// What can be called of chapter 16. Archives and blobs come as base64, since arguments are JSON.
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { admit, commit, type Limits, unpack } from '#mechanisms/16-commit'
import type { Descriptor } from '../../chapters/16-commit/oci.ts'
import type { Container, IdMapping } from '../../chapters/container.ts'

const IMAGES = '/var/lib/congo/images'
const LAYERS = '/var/lib/congo/layers'

/** The container's id for one of the host's. */
const idOf = (map: readonly IdMapping[], host: number): number => {
  const { containerID = 0, hostID = 0 } = map.find(({ hostID, size }) => hostID <= host && host < hostID + size) ?? {}
  return host - hostID + containerID
}

async function* pieces(bytes: Buffer): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += 4096) yield bytes.subarray(at, at + 4096)
}

export const functionsOfImages: Readonly<Record<string, unknown>> = {
  /** Of a container whose users are mapped so. */
  commit: (c: Container, { running, map }: { running: boolean; map?: readonly IdMapping[] }) =>
    commit(c, IMAGES, {
      running,
      ...(map && { ids: (uid: number, gid: number) => [idOf(map, uid), idOf(map, gid)] as const }),
    }),
  /** Into the folder of that name, which is made where it is not there. */
  unpack: async (_: Container, name: string, archive: string, limits?: Limits) => {
    mkdirSync(join(LAYERS, name), { recursive: true })
    await unpack(join(LAYERS, name), pieces(Buffer.from(archive, 'base64')), limits)
  },
  /** From somebody who has these bytes, and falls silent at the byte `end`. Gives the bytes from which he was asked. */
  admit: async (_: Container, wanted: Descriptor, bytes: string, end = Infinity) => {
    const asked: number[] = []
    await admit(IMAGES, wanted, async function* (from) {
      asked.push(from)
      yield* pieces(Buffer.from(bytes, 'base64').subarray(from, end))
      if (end !== Infinity) throw new Error('the line is cut')
    })
    return asked
  },
}
