// The image to start with, which is there at once: busybox, from Debian's package, under the name that people type.
import { createWriteStream, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { entry, type Packed } from '../../chapters/16-commit/tar/entry.ts'
import { written } from '../../chapters/16-commit/tar/write.ts'
import { Problem } from '../cli/problem.ts'
import { fetchPackages, unpack } from '../setup/apt.ts'
import { readLock } from '../setup/packages.ts'
import { folderOf, isWhole, type Part, ready } from '../setup/part.ts'
import { guest, guestArchitecture } from '../setup/parts/guest.ts'
import { run } from '../setup/run.ts'
import { ETC } from '../vm/trees.ts'

const NAME = 'busybox-static'
const pinned = () => (readLock().debian.guest?.[guestArchitecture] ?? []).filter(({ name }) => name === NAME)

/** busybox.tar: a root file system, as small as it can be and still be at home. */
const busybox: Part = {
  name: 'busybox',
  title: 'busybox, an image to start with',
  cost: { download: 1, disk: 3 },
  inputs: () => [JSON.stringify(pinned())],
  async make(dir, progress) {
    const theirs = join(folderOf(guest), 'root/bin/busybox') // the machine's own, where that has been set up
    const program = isWhole(guest) && existsSync(theirs) ? theirs : join(dir, 'root/bin/busybox')
    if (program !== theirs) {
      const debs = join(dir, 'debs')
      mkdirSync(debs)
      const set = { title: this.title, architecture: guestArchitecture, pinned: pinned(), roots: [NAME] }
      await unpack(await fetchPackages(set, debs, progress), join(dir, 'root'), progress)
      rmSync(debs, { recursive: true })
    }
    const names = (await run(program, ['--list'])).trim().split('\n')
    await pipeline(
      Readable.from(written(root(readFileSync(program), names))),
      createWriteStream(join(dir, 'busybox.tar')),
    )
    rmSync(join(dir, 'root'), { recursive: true, force: true })
  },
}

function* root(program: Buffer, names: readonly string[]): Generator<Packed> {
  const file = (path: string, bytes: Buffer, mode: number) =>
    entry(path, 'file', { mode, size: bytes.length, content: [bytes] })
  for (const name of ['bin', 'dev', 'etc', 'proc', 'root', 'run', 'sys', 'tmp', 'var'])
    yield entry(name, 'directory', { mode: name === 'tmp' ? 0o1777 : 0o755 })
  yield file('bin/busybox', program, 0o755)
  for (const name of names.filter(each => each !== 'busybox'))
    yield entry(`bin/${name}`, 'symlink', { target: 'busybox' })
  for (const name of ['passwd', 'group'] as const) yield file(`etc/${name}`, Buffer.from(ETC[name]), 0o644)
}

/** Its archive. Undefined where this system cannot have it: then it is in its registry, as all others are. */
export async function busyboxArchive(): Promise<string | undefined> {
  if (process.arch !== 'x64') return undefined
  try {
    const [folder] = await ready(busybox)
    return join(folder, 'busybox.tar')
  } catch (error) {
    if (error instanceof Problem) return undefined
    throw error
  }
}
