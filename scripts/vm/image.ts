import { chmod, cp, mkdir, readdir, rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { throughLoader } from '../setup/loader.ts'
import { contentOf, type Part } from '../setup/part.ts'
import { guestAddon } from '../setup/parts/addon.ts'
import { guest, guestArchitecture } from '../setup/parts/guest.ts'
import { node } from '../setup/parts/node.ts'
import { run } from '../setup/run.ts'

/** MiB of each disk, and so the most that a job can write to the sandbox's. The files are sparse. */
const SIZE = { root: 256, sandbox: 512 }

/** The guest's disks: root.img for the agent, never written, and sandbox.img for what lessons call the host. */
export const image: Part = {
  name: 'image',
  title: "the virtual machine's disks",
  cost: { download: 0, disk: 150 },
  needs: [guest, node, guestAddon],
  inputs: () => contentOf('scripts/vm/image.ts'),
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

const ETC = {
  passwd: 'root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/nonexistent:/bin/false\n',
  group: 'root:x:0:\ntty:x:5:\nnogroup:x:65534:\n',
  hosts: '127.0.0.1 localhost\n::1 localhost\n',
  'nsswitch.conf': 'passwd: files\ngroup: files\nhosts: files\n',
  'resolv.conf': '',
}

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

/** A root file system for containers, as small as it can be and still be at home: busybox, and probe. */
async function fillImage(tree: string, packages: string, probe: string): Promise<void> {
  for (const folder of 'bin dev etc proc root run sys tmp var'.split(' ')) {
    await mkdir(join(tree, folder), { recursive: true })
  }
  await chmod(join(tree, 'tmp'), 0o1777)
  await cp(join(packages, 'bin/busybox'), join(tree, 'bin/busybox'))
  for (const applet of APPLETS) await symlink('busybox', join(tree, 'bin', applet))
  await cp(probe, join(tree, 'bin/probe'))
  for (const name of ['passwd', 'group'] as const) await writeFile(join(tree, 'etc', name), ETC[name])
}

/** busybox's programs, but for those that stand in the tree themselves. */
const APPLETS =
  `[ ash awk basename bunzip2 bzip2 cat chgrp chmod chown chroot clear cmp cp cpio cut date dd df diff dirname
dmesg du echo ed env expr false fgrep find fold free fuser getopt grep gunzip gzip halt head hexdump hostname id insmod ionice
ipcrm ipcs kill killall less link ln logger losetup ls lsmod lsof md5sum mkdir mkfifo mknod mktemp modprobe more mount
mountpoint mv nc netstat nice nohup nproc nsenter od passwd paste patch pgrep pidof ping ping6 pivot_root pkill poweroff
printf ps pstree pwd readlink realpath reboot renice reset resize rm rmdir rmmod route sed seq setsid sh sha256sum sleep
sort stat strings stty su switch_root sync sysctl tac tail tar taskset tee test time timeout top touch tr traceroute true
truncate tty umount uname uniq unlink unshare unzip uptime usleep vi wc wget which who whoami xargs xxd xz yes zcat`.split(
    /\s+/,
  )

/**
 * Makes an ext4 file system of a tree. mke2fs -d keeps the owner of the files, who is the user that unpacked them; in the
 * image all belongs to root. No journal: a machine is thrown away, never repaired.
 */
async function format(packages: string, tree: string, image: string, size: number): Promise<void> {
  const [mke2fs = '', ...options] = tool(packages, 'mke2fs')
  await run(mke2fs, [...options, '-q', '-t', 'ext4', '-O', '^has_journal', '-m', '0', '-d', tree, image, `${size}m`])
  const entries = await readdir(tree, { recursive: true })
  const owners = ['', ...entries].flatMap(entry => [`sif "/${entry}" uid 0`, `sif "/${entry}" gid 0`, ''])
  await writeFile(`${image}.owners`, owners.join('\n'))
  const [debugfs = '', ...words] = tool(packages, 'debugfs')
  await run(debugfs, [...words, '-w', '-f', `${image}.owners`, image])
  await rm(`${image}.owners`)
}

/** A program of e2fsprogs: the guest's own where the host can run it, or else the host's. */
const tool = (packages: string, name: string) =>
  process.arch === 'x64' ? throughLoader(packages, guestArchitecture, `sbin/${name}`) : [name]
