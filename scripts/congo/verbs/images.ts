import { shortName } from '../../../chapters/16-commit/reference.ts'
import { IMAGE, listImages, removeImage } from '../../../chapters/images.ts'
import { ids, look } from '../../../chapters/lifecycle.ts'
import { printable } from '../../cli/text.ts'
import { demandImage } from '../image.ts'
import { Misuse } from '../place.ts'
import { ago, bytes, table } from '../table.ts'
import type { Verb } from './verb.ts'

/** Digits of an id that are shown: that many serve to name it. */
const ID = 12

export const images: Verb = (program, { root, say }) =>
  program
    .command('images')
    .description('lists the images that are here')
    .option('-q, --quiet', 'only their ids')
    .option('--format <kind>', 'json, for programs')
    .action(({ quiet, format }: { quiet?: boolean; format?: string }) => {
      const all = listImages(root())
      for (const each of all) if ('error' in each) process.stderr.write(`congo images: ${printable(each.error)}\n`)
      const rows = all.flatMap(each => {
        if ('error' in each) return []
        const { name, descriptor, manifest, config } = each
        const size = manifest.layers.reduce((sum, layer) => sum + layer.size, 0)
        const id = manifest.config.digest.replace('sha256:', '')
        return [{ name: shortName(name), id, digest: descriptor.digest, created: config.created ?? null, size }]
      })
      if (format !== undefined && format !== 'json') throw new Misuse(`--format ${format}: json is the only one`)
      if (format) say(JSON.stringify(rows, null, 2))
      else if (quiet) for (const { id } of rows) say(id.slice(0, ID))
      else {
        const lines = rows.map(({ name, id, created, size }) => [
          name,
          id.slice(0, ID),
          created === null ? '' : ago(created),
          bytes(size),
        ])
        process.stdout.write(table(['IMAGE', 'ID', 'CREATED', 'SIZE'], lines, process.stdout.columns))
      }
    })

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
