// Brings an image into the machine.
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { shortName } from '../../../chapters/16-commit/reference.ts'
import { written } from '../../../chapters/16-commit/tar/write.ts'
import { walk } from '../../../chapters/16-commit/walk.ts'
import { bundleJob } from '../../answer/bundle.ts'
import { withProgress } from '../../setup/progress.ts'
import type { Machine } from '../../vm/machine.ts'
import { saved } from '../archive/save.ts'
import { sought } from '../image.ts'
import { BUSYBOX } from '../installed.ts'
import { Misuse } from '../place.ts'
import { shown } from '../registry/shown.ts'

/**
 * Finds the image, and gives what brings it in and then gives its name in there. "busybox" is the machine's own; any other is
 * what it would be here, a folder or an image of the store. Throws an Error of one line, as sought() does.
 */
export async function bringing(root: string, typed: string): Promise<(machine: Machine) => Promise<string>> {
  if (typed === 'busybox') return async () => BUSYBOX
  const found = await withProgress(typed, progress => sought(root, typed, shown(progress)))
  return async machine => {
    const isFolder = typeof found === 'string'
    const archive = written(isFolder ? walk(found) : saved(root, [found]))
    // The finished chapters take it in: those of the learner run as congo, and not before.
    const taking = machine.load(await bundleJob(isFolder ? FOLDER : IMAGE))
    await Promise.all([taking.result, pipeline(Readable.from(archive), taking.stdin)]).catch((error: Error) => {
      throw new Misuse(`${typed} cannot be brought into the machine: ${error.message}`, 125)
    })
    return isFolder ? PLACE : shortName(found.name)
  }
}

const PLACE = '/mnt/brought'

const FOLDER = `
  import { mkdirSync } from 'node:fs'
  import { unpack } from '#mechanisms/16-commit'
  export default job => {
    mkdirSync('${PLACE}', { mode: 0o755 })
    return unpack('${PLACE}', job.stdin)
  }`

const IMAGE = `
  import { createWriteStream, rmSync } from 'node:fs'
  import { pipeline } from 'node:stream/promises'
  import { load } from './scripts/congo/archive/load.ts'
  export default async job => {
    await pipeline(job.stdin, createWriteStream('/mnt/image.tar'))
    await load('/var/lib/congo', '/mnt/image.tar')
    rmSync('/mnt/image.tar')
  }`
