import { cp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { contentOf, type Part } from '../setup/part.ts'
import { guestAddon } from '../setup/parts/addon.ts'
import { guest } from '../setup/parts/guest.ts'
import { runtimes } from '../setup/parts/runtimes.ts'
import { fillImage, format } from './trees.ts'

/** A disk for machines in which other runtimes are tried: their packages, and the image for containers. */
export const runtimesDisk: Part = {
  name: 'comparison',
  title: 'a disk with runc, crun, pasta and newuidmap',
  cost: { download: 0, disk: 30 },
  needs: [guest, guestAddon, runtimes],
  inputs: () => contentOf('scripts/vm/runtimes-disk.ts', 'scripts/vm/trees.ts'),
  async make(dir, _progress, [guestDir = '', addonDir = '', runtimesDir = '']) {
    const packages = join(guestDir, 'root')
    const tree = join(dir, 'tree')
    await cp(join(runtimesDir, 'root'), tree, { recursive: true, verbatimSymlinks: true })
    await fillImage(join(tree, 'images/busybox'), packages, join(addonDir, 'probe'))
    await format(packages, tree, join(dir, 'runtimes.img'), 64)
    await rm(tree, { recursive: true })
  },
}
