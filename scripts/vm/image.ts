import { cp, mkdir, readdir, rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { contentOf, type Part } from '../setup/part.ts'
import { guestAddon } from '../setup/parts/addon.ts'
import { guest } from '../setup/parts/guest.ts'
import { node } from '../setup/parts/node.ts'
import { APPLETS, ETC, fillImage, format } from './trees.ts'

/** MiB of each disk, and so the most that a job can write to the sandbox's. The files are sparse. */
const SIZE = { root: 256, sandbox: 512 }

/** The guest's disks: root.img for the agent, never written, and sandbox.img for what lessons call the host. */
export const image: Part = {
  name: 'image',
  title: "the virtual machine's disks",
  cost: { download: 0, disk: 150 },
  needs: [guest, node, guestAddon],
  inputs: () => contentOf('scripts/vm/image.ts', 'scripts/vm/trees.ts'),
  async make(dir, progress, [guestDir = '', nodeDir = '', addonDir = '']) {
    const packages = join(guestDir, 'root')
    for (const disk of ['root', 'sandbox'] as const) {
      progress(`${disk}.img`)
      const tree = join(dir, disk)
      await fillCommon(tree, packages)
      await (disk === 'root'
        ? fillRoot(tree, packages, join(nodeDir, 'bin/node'))
        : fillSandbox(tree, packages, join(addonDir, 'probe')))
      await format(packages, tree, `${tree}.img`, SIZE[disk])
      await rm(tree, { recursive: true })
    }
  },
}

const LIBRARIES = 'lib/x86_64-linux-gnu'

/** A merged-/usr tree with dash, nft and the folders that every Linux has. */
async function fillCommon(tree: string, packages: string): Promise<void> {
  const folders = ['bin', 'sbin', 'lib64', LIBRARIES].map(folder => `usr/${folder}`)
  for (const folder of [
    ...folders,
    ...'dev etc mnt opt proc root run srv sys tmp usr/local/bin usr/local/sbin var/lib var/log var/tmp'.split(' '),
  ]) {
    await mkdir(join(tree, folder), { recursive: true })
  }
  for (const folder of ['bin', 'sbin', 'lib', 'lib64']) await symlink(`usr/${folder}`, join(tree, folder))
  await symlink('/run', join(tree, 'var/run'))
  await symlink(`../${LIBRARIES}/ld-linux-x86-64.so.2`, join(tree, 'usr/lib64/ld-linux-x86-64.so.2'))
  await cp(join(packages, 'bin/dash'), join(tree, 'usr/bin/dash'))
  await cp(join(packages, 'usr/sbin/nft'), join(tree, 'usr/sbin/nft'))
  for (const [name, text] of Object.entries(ETC)) await writeFile(join(tree, 'etc', name), text)
}

async function fillRoot(tree: string, packages: string, node: string): Promise<void> {
  for (const from of [LIBRARIES, `usr/${LIBRARIES}`]) {
    for (const entry of await readdir(join(packages, from), { withFileTypes: true })) {
      if (entry.isDirectory() || !/\.so(\.|$)/.test(entry.name)) continue
      await cp(join(packages, from, entry.name), join(tree, 'usr', LIBRARIES, entry.name), { verbatimSymlinks: true })
    }
  }
  await cp(node, join(tree, 'usr/bin/node'))
  const busybox = join(packages, 'bin/busybox')
  await cp(busybox, join(tree, 'usr/bin/busybox'))
  await cp(join(packages, 'bin/ip'), join(tree, 'usr/sbin/ip'))
  await symlink('/run/congo', join(tree, 'usr/lib/congo'))
  for (const applet of APPLETS) await symlink('busybox', join(tree, 'usr/bin', applet))
}

/**
 * Node, libraries and our own files are bound into it from the root disk (agent/furnish.ts). No busybox outside the image,
 * so that nobody's `unshare` does the work of an answer.
 */
async function fillSandbox(tree: string, packages: string, probe: string): Promise<void> {
  await symlink('dash', join(tree, 'usr/bin/sh'))
  await mkdir(join(tree, 'usr/lib/congo')) // where the sandbox has its runner, addon, init
  await fillImage(join(tree, 'images/busybox'), packages, probe)
}
