// right: a list of handlers for the names of an archive, of which the first that fits has it; the archive is counted by a transform
import { createHash } from 'node:crypto'
import { Transform } from 'node:stream'
import { createGzip } from 'node:zlib'
import { pause, unpause } from '#mechanisms/08-cgroups'
import { O_CLOEXEC, O_DIRECTORY, O_PATH, openat2, RESOLVE_IN_ROOT, RESOLVE_NO_MAGICLINKS, run } from '#native'
import { own } from '../../../chapters/07-overlay/own.ts'
import { atMost, keep } from '../../../chapters/16-commit/blobs.ts'
import { LayerFolder } from '../../../chapters/16-commit/layer-folder.ts'
import { LAYER } from '../../../chapters/16-commit/oci.ts'
import { entry, type Packed } from '../../../chapters/16-commit/tar/entry.ts'
import { read } from '../../../chapters/16-commit/tar/read.ts'
import { written } from '../../../chapters/16-commit/tar/write.ts'
import { type Found, type Ids, walk } from '../../../chapters/16-commit/walk.ts'
import type { Container } from '../../../chapters/container.ts'
import type { Limits } from '../../../solutions/16-commit.ts'

export { admit, type Limits, type Open } from '../../../solutions/16-commit.ts'

const mark = (folder: string, name: string) => entry(folder === '' ? name : `${folder}/${name}`, 'file')

function packed({ name, isWhiteout, isOpaque, ...rest }: Found): Packed[] {
  const folder = rest.path.split('/').slice(0, -1).join('/')
  if (isWhiteout) return [mark(folder, `.wh.${name}`)]
  return isOpaque ? [rest, mark(rest.path, '.wh..wh..opq')] : [rest]
}

export function* changes(upper: string, ids?: Ids): Generator<Packed> {
  for (const found of walk(upper, ids)) yield* packed(found)
}

export async function pack(images: string, entries: Iterable<Packed>) {
  const hash = createHash('sha256')
  const counting = new Transform({
    transform(piece, _, done) {
      hash.update(piece)
      done(null, piece)
    },
  })
  const pour = async () => {
    for await (const piece of written(entries)) {
      if (!counting.write(piece)) await new Promise(resolve => counting.once('drain', resolve))
    }
    counting.end()
  }
  const pouring = pour().catch(error => void counting.destroy(error))
  const layer = await keep(images, LAYER, counting, createGzip())
  await pouring
  return { layer, diffId: `sha256:${hash.digest('hex')}` }
}

const namesOf = (path: string): string[] =>
  path.split('/').filter(name => {
    if (name === '..') throw new Error(`${JSON.stringify(path)} climbs out of its layer`)
    return name !== '' && name !== '.'
  })

const openBelow = (top: number, names: readonly string[]): number =>
  run(
    openat2(top, `./${names.join('/')}`, {
      flags: O_DIRECTORY | O_PATH | O_CLOEXEC,
      resolve: RESOLVE_NO_MAGICLINKS | RESOLVE_IN_ROOT,
    }),
  )

type Handler = (layer: LayerFolder, way: string[], name: string, each: Packed) => Promise<unknown> | unknown

const HANDLERS: readonly (readonly [RegExp, Handler])[] = [
  [/^\.wh\.\.wh\.\.opq$/, (layer, way) => layer.makeOpaque(way)],
  [/^\.wh\.\.wh\./, () => undefined],
  [
    /^\.wh\.(\.{0,2})$/,
    (_layer, _way, _name, { path }) => {
      throw new Error(`${JSON.stringify(path)} would take away a folder as a whole`)
    },
  ],
  [/^\.wh\./, (layer, way, name) => layer.whiteOut(way, name.slice(4))],
  [/^/, (layer, way, name, each) => layer.put(way, name, each, each.kind === 'link' ? namesOf(each.target) : [])],
]

export async function unpack(
  folder: string,
  archive: AsyncIterable<Uint8Array>,
  { bytes, entries }: Limits = { bytes: 64 * 2 ** 30, entries: 2_000_000 },
): Promise<void> {
  using layer = new LayerFolder(folder, openBelow)
  const sizes: number[] = []
  let sum = 0
  for await (const each of read(atMost(bytes, archive))) {
    sum += each.size
    if (sizes.push(each.size) > entries || sum > bytes) throw new Error('more than an archive may have')
    const way = namesOf(each.path)
    const name = way.pop() ?? '.'
    const handler = HANDLERS.find(([pattern]) => pattern.test(name))?.[1]
    await handler?.(layer, way, name, each)
  }
  await layer.finish()
}

export async function commit(c: Container, images: string, { running, ids }: { running: boolean; ids?: Ids }) {
  const nothing = async () => undefined
  const [before, after] = running ? [pause, unpause] : [nothing, nothing]
  await before(c)
  try {
    const layer = await pack(images, changes(own(c).upper, ids))
    return layer
  } finally {
    await after(c)
  }
}
