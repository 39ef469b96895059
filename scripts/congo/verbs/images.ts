import { shortName } from '../../../chapters/16-commit/reference.ts'
import { IMAGE, listImages, removeImage } from '../../../chapters/images.ts'
import { ids, look } from '../../../chapters/lifecycle.ts'
import { printable } from '../../cli/text.ts'
import { demandImage } from '../image.ts'
import { type ListFlags, type Listing, listed, withListFlags } from '../listing.ts'
import { Misuse } from '../place.ts'
import { ago, bytes } from '../table.ts'
import type { Verb } from './verb.ts'

/** What `images --format json` has of each. */
interface Row {
  readonly name: string
  readonly id: string
  readonly digest: string
  readonly created: string | null
  /** Bytes of its layers, as they are packed. */
  readonly size: number
}

/** That many digits of an id serve to name it. */
const short = ({ id }: Row) => id.slice(0, 12)

const listing: Listing<Row> = {
  columns: {
    IMAGE: ({ name }) => name,
    ID: short,
    CREATED: ({ created }) => (created === null ? '' : ago(created)),
    SIZE: ({ size }) => bytes(size),
  },
  name: short,
}

export const images: Verb = (program, { root, print }) =>
  withListFlags(program.command('images').description('lists the images that are here'), listing).action(
    (flags: ListFlags) => {
      const all = listImages(root())
      for (const each of all) if ('error' in each) process.stderr.write(`congo images: ${printable(each.error)}\n`)
      const rows = all.flatMap((each): Row[] => {
        if ('error' in each) return []
        const { name, descriptor, manifest, config } = each
        const size = manifest.layers.reduce((sum, layer) => sum + layer.size, 0)
        const id = manifest.config.digest.replace('sha256:', '')
        return [{ name: shortName(name), id, digest: descriptor.digest, created: config.created ?? null, size }]
      })
      print(listed(rows, listing, flags))
    },
  )

export const rmi: Verb = (program, { root, say }) =>
  program
    .command('rmi <images...>')
    .description('removes images')
    .option('-f, --force', 'also one that a container was made from; that keeps its layers')
    .action(async (all: string[], { force }: { force?: boolean }) => {
      for (const typed of all) {
        const { name } = demandImage(root(), typed)
        const user = ids(root()).find(id => look(root(), id).container.config.annotations?.[IMAGE] === name)
        if (user !== undefined && !force)
          throw new Misuse(`${typed}: container ${user} was made from it; --force removes it all the same`)
        await removeImage(root(), name)
        say(typed)
      }
    })
