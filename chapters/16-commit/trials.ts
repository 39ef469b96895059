// What demo and checks share: containers over layers, archives that they make themselves, and what they read of an answer's.
import { Readable } from 'node:stream'
import type { Running, Trial, Wish } from '../check.ts'
import { decompress } from './decompress.ts'
import type { Descriptor } from './oci.ts'
import { BLOCK, type Entry, entry, type Packed } from './tar/entry.ts'
import { read } from './tar/read.ts'
import { written } from './tar/write.ts'

export const IMAGE = '/images/busybox'
const IMAGES = '/var/lib/congo/images'
/** Where the answer unpacks layers, by their names. */
export const LAYERS = '/var/lib/congo/layers'

/** An archive ends with so many zeros. */
const END = 2 * BLOCK

let containers = 0

/** A container over these layers, the lowest first, with a cgroup of its own. */
export const over = (layers: readonly string[]): Wish => ({
  root: { path: 'rootfs' },
  annotations: { 'org.congo.layers': JSON.stringify(layers) },
  linux: { namespaces: [{ type: 'mount' }, { type: 'pid' }], cgroupsPath: `/congo/over-${++containers}` },
})

/** What commit() gives. */
export interface Committed {
  readonly layer: Descriptor
  readonly diffId: string
}

export const commit = async (container: Running, { running = true } = {}) =>
  (await container.call('commit', running)) as Committed

/** Where the store has a blob. */
export const blobPath = (digest: string): string => `${IMAGES}/blobs/sha256/${digest.replace('sha256:', '')}`

/** The archive that is in a layer's blob; of no bytes where there is no such blob. */
export const archiveOf = (t: Trial, { layer }: Committed): Promise<Buffer> =>
  whole(decompress(Readable.from([t.host.bytes(blobPath(layer.digest)) ?? Buffer.alloc(0)])))

async function whole(pieces: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const all: Uint8Array[] = []
  for await (const piece of pieces) all.push(piece)
  return Buffer.concat(all)
}

/** The entries of an archive, with what is in them. */
export async function entriesOf(archive: Buffer): Promise<(Entry & { readonly text: string })[]> {
  const all = []
  for await (const { content, ...its } of read([archive])) {
    all.push({ ...its, text: (await whole(Readable.from(content))).toString('latin1') })
  }
  return all
}

/** Those of the layer that commit() makes of a container. */
export const committed = async (t: Trial, container: Running, how?: { running: boolean }) =>
  entriesOf(await archiveOf(t, await commit(container, how)))

export const file = (path: string, text = 'text\n'): Packed =>
  entry(path, 'file', { size: Buffer.byteLength(text), content: [Buffer.from(text)] })
export const link = (path: string, target: string): Packed => entry(path, 'symlink', { target })
export const hardLink = (path: string, target: string): Packed => entry(path, 'link', { target })

const alone = (each: Packed): Promise<Buffer> => whole(written([each]))

/** A file that is one hole, in the old format of GNU tar: 512 bytes of archive, whatever its size. */
export async function sparse(path: string, size: number): Promise<Buffer> {
  const header = (await alone(file(path, ''))).subarray(0, BLOCK)
  header.write('S', 156)
  header[483] = 0x80 // the number after it is of base 256
  header.writeBigUInt64BE(BigInt(size), 487)
  header.fill(' ', 148, 156) // the sum is made as if it were blanks
  const sum = header.reduce((all, byte) => all + byte, 0)
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1')
  return header
}

/** Has the answer unpack an archive of these, each an entry, or bytes that are one already. What it throws, or CAME_BACK. */
export async function unpack(
  t: Trial,
  name: string,
  entries: readonly (Packed | Buffer)[],
  limits?: { readonly bytes: number; readonly entries: number },
): Promise<string> {
  const pieces = entries.map(async each => (Buffer.isBuffer(each) ? each : (await alone(each)).subarray(0, -END)))
  const archive = Buffer.concat([...(await Promise.all(pieces)), Buffer.alloc(END)])
  return thrown(t.call('unpack', name, archive.toString('base64'), ...(limits ? [limits] : [])))
}

export const CAME_BACK = 'nothing: it came back'

export const thrown = (attempt: Promise<unknown>): Promise<string> =>
  attempt.then(
    () => CAME_BACK,
    ({ message }: Error) => message,
  )

/** Fails the check unless it is refused, in a line. */
export function refused(t: Trial, what: string, said: string): void {
  t.expect(`${what} is refused`, said !== CAME_BACK, true)
  t.expect(`what is said of ${what} is one line`, said.split('\n').length, 1, said)
}
