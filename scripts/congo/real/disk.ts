// A disk with what other people make: a Debian root's files and packages, and their tools for images.
import { spawn } from 'node:child_process'
import { createWriteStream } from 'node:fs'
import { cp, mkdir, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { entry, type Packed } from '../../../chapters/16-commit/tar/entry.ts'
import { read } from '../../../chapters/16-commit/tar/read.ts'
import { written } from '../../../chapters/16-commit/tar/write.ts'
import { UNREAD } from '../../setup/apt.ts'
import { contentOf, type Part } from '../../setup/part.ts'
import { guestAddon } from '../../setup/parts/addon.ts'
import { debian } from '../../setup/parts/debian.ts'
import { exchange } from '../../setup/parts/exchange.ts'
import { guest } from '../../setup/parts/guest.ts'
import { fillImage, format } from '../../vm/trees.ts'

/** MiB. Sparse: what nobody writes takes no room. */
const SIZE = 6144

/** Folders that are in /usr by now. base-files leaves the links to whoever makes a root, and packages name their old places. */
const MERGED = ['bin', 'lib', 'lib64', 'sbin']

export const realDisk: Part = {
  name: 'real',
  title: 'a disk with a Debian root, podman, skopeo and umoci',
  cost: { download: 0, disk: 450 },
  needs: [guest, guestAddon, debian, exchange],
  inputs: () => contentOf('scripts/congo/real/disk.ts', 'scripts/vm/trees.ts', 'chapters/16-commit/tar'),
  async make(dir, progress, [guestDir = '', addonDir = '', debianDir = '', exchangeDir = '']) {
    const packages = join(guestDir, 'root')
    const tree = join(dir, 'tree')
    progress('the root')
    const debs = (await readdir(debianDir)).filter(name => name.endsWith('.deb')).sort()
    await mkdir(join(tree, 'debs'), { recursive: true })
    for (const deb of debs) await cp(join(debianDir, deb), join(tree, 'debs', deb))
    const root = unpackedRoot(debs.map(deb => join(tree, 'debs', deb)))
    await pipeline(Readable.from(written(root)), createWriteStream(join(tree, 'root.tar')))
    progress('the tools')
    const tools = join(exchangeDir, 'root')
    for (const folder of await readdir(tools))
      await copy(join(tools, folder), join(tree, 'tools', merged(`${folder}/`)))
    await fillImage(join(tree, 'images/busybox'), packages, join(addonDir, 'probe'))
    progress('the disk')
    await format(packages, tree, join(dir, 'real.img'), SIZE)
    await rm(tree, { recursive: true })
  },
}

const copy = (from: string, to: string) => cp(from, to, { recursive: true, verbatimSymlinks: true })

/** The files of packages, as debootstrap's first stage unpacks them: no script of theirs has run. */
async function* unpackedRoot(debs: readonly string[]): AsyncGenerator<Packed> {
  for (const folder of MERGED) yield entry(folder, 'symlink', { target: `usr/${folder}`, mode: 0o777 })
  for (const deb of debs) {
    const child = spawn('dpkg-deb', ['--fsys-tarfile', deb], { stdio: ['ignore', 'pipe', 'inherit'] })
    for await (const each of read(child.stdout)) {
      const path = merged(each.path)
      if (path === '' || MERGED.includes(path) || UNREAD.some(folder => path.startsWith(`${folder}/`))) continue
      yield { ...each, path, target: targetOf(each) }
    }
  }
  yield entry('var/lib/dpkg/status', 'file') // for dpkg nothing is there yet
}

const merged = (path: string) => path.replace(/^\.\/?/, '').replace(/^(bin|lib|lib64|sbin)\//, 'usr/$1/')

const targetOf = ({ kind, target }: Packed) => (kind === 'link' ? merged(target) : target)
