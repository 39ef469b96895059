import { printable } from '../../cli/text.ts'
import { images as listImages, rmi as removeImage } from '../library/images.ts'
import type { ImageSummary } from '../library/types.ts'
import { type ListFlags, type Listing, listed, withListFlags } from '../listing.ts'
import { ago, bytes } from '../table.ts'
import type { Verb } from './verb.ts'

/** That many digits of an id serve to name it. */
const short = ({ id }: ImageSummary) => id.slice(0, 12)

const listing: Listing<ImageSummary> = {
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
      const rows: ImageSummary[] = []
      for (const each of listImages({ root: root() })) {
        if ('error' in each) process.stderr.write(`congo images: ${printable(each.error)}\n`)
        else rows.push(each)
      }
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
        await removeImage(typed, { root: root(), force: force === true })
        say(typed)
      }
    })
