// Images and root file systems as files.
import { createWriteStream, rmSync } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { shortName } from '../../../chapters/16-commit/reference.ts'
import type { Packed } from '../../../chapters/16-commit/tar/entry.ts'
import { written } from '../../../chapters/16-commit/tar/write.ts'
import { contentOf } from '../../../chapters/images.ts'
import { look } from '../../../chapters/lifecycle.ts'
import { load } from '../archive/load.ts'
import { saved } from '../archive/save.ts'
import { demandImage } from '../image.ts'
import { Misuse } from '../place.ts'
import type { Verb } from './verb.ts'

export const importing: Verb = (program, { root, say }) =>
  program
    .command('import <file> [name]')
    .description('makes an image of a root file system in a tar; or takes in an OCI layout, or what docker save wrote')
    .action(async (file: string, name?: string) => {
      for (const each of await load(root(), file, name)) say(shortName(each))
    })

export const loading: Verb = (program, { root, say }) =>
  program
    .command('load')
    .description('takes in images that were saved')
    .requiredOption('-i, --input <file>', 'the file')
    .action(async ({ input }: { input: string }) => {
      for (const each of await load(root(), input)) say(shortName(each))
    })

export const exporting: Verb = (program, { root, named }) =>
  program
    .command('export <container>')
    .description('writes all files of a container as a tar')
    .option('-o, --output <file>', 'into this file; else to standard output')
    .action((typed: string, { output }: { output?: string }) =>
      write(contentOf(look(root(), named(typed)).container), output),
    )

export const saving: Verb = (program, { root }) =>
  program
    .command('save <images...>')
    .description('writes images as a tar: an OCI layout, which Docker and Podman load as well')
    .option('-o, --output <file>', 'into this file; else to standard output')
    .action((typed: string[], { output }: { output?: string }) =>
      write(
        saved(
          root(),
          typed.map(each => demandImage(root(), each)),
        ),
        output,
      ),
    )

async function write(entries: Iterable<Packed>, output: string | undefined): Promise<void> {
  const archive = Readable.from(written(entries))
  if (output !== undefined) {
    await pipeline(archive, createWriteStream(output)).catch((error: unknown) => {
      rmSync(output, { force: true })
      throw error
    })
    return
  }
  if (process.stdout.isTTY)
    throw new Misuse('a tar is nothing for a terminal: say -o FILE, or send it into another program')
  await pipeline(archive, process.stdout, { end: false })
}
