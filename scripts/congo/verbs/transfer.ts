// Images and root file systems as files.
import { createWriteStream, rmSync } from 'node:fs'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { exported } from '../library/files.ts'
import { load, save } from '../library/images.ts'
import { Misuse } from '../place.ts'
import type { Verb } from './verb.ts'

export const importing: Verb = (program, { root, say }) =>
  program
    .command('import <file> [name]')
    .description('makes an image of a root file system in a tar; or takes in an OCI layout, or what docker save wrote')
    .action(async (file: string, name?: string) => {
      for (const each of await load(file, { root: root(), ...(name !== undefined && { name }) })) say(each)
    })

export const loading: Verb = (program, { root, say }) =>
  program
    .command('load')
    .description('takes in images that were saved')
    .requiredOption('-i, --input <file>', 'the file')
    .action(async ({ input }: { input: string }) => {
      for (const each of await load(input, { root: root() })) say(each)
    })

export const exporting: Verb = (program, { root }) =>
  program
    .command('export <container>')
    .description('writes all files of a container as a tar')
    .option('-o, --output <file>', 'into this file; else to standard output')
    .action(async (typed: string, { output }: { output?: string }) =>
      write(await exported(typed, { root: root() }), output),
    )

export const saving: Verb = (program, { root }) =>
  program
    .command('save <images...>')
    .description('writes images as a tar: an OCI layout, which Docker and Podman load as well')
    .option('-o, --output <file>', 'into this file; else to standard output')
    .action((typed: string[], { output }: { output?: string }) => write(save(typed, { root: root() }), output))

async function write(archive: Readable, output: string | undefined): Promise<void> {
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
