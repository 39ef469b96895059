// What the machine's disks have in common: busybox, a root file system for containers, and the making of an ext4 image.
import { chmod, cp, mkdir, readdir, rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { throughLoader } from '../setup/loader.ts'
import { guestArchitecture } from '../setup/parts/guest.ts'
import { run } from '../setup/run.ts'

/** Files of /etc. */
export const ETC = {
  passwd: 'root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/nonexistent:/bin/false\n',
  group: 'root:x:0:\ntty:x:5:\nnogroup:x:65534:\n',
  hosts: '127.0.0.1 localhost\n::1 localhost\n',
  'nsswitch.conf': 'passwd: files\ngroup: files\nhosts: files\n',
  'resolv.conf': '',
}

/** busybox's programs, but for those that stand in the tree themselves. */
export const APPLETS =
  `[ ash awk basename bunzip2 bzip2 cat chgrp chmod chown chroot clear cmp cp cpio cut date dd df diff dirname
dmesg du echo ed env expr false fgrep find fold free fuser getopt grep gunzip gzip halt head hexdump hostname id insmod ionice
ipcrm ipcs kill killall less link ln logger losetup ls lsmod lsof md5sum mkdir mkfifo mknod mktemp modprobe more mount
mountpoint mv nc netstat nice nohup nproc nsenter od passwd paste patch pgrep pidof ping ping6 pivot_root pkill poweroff
printf ps pstree pwd readlink realpath reboot renice reset resize rm rmdir rmmod route sed seq setsid sh sha256sum sleep
sort stat strings stty su switch_root sync sysctl tac tail tar taskset tee test time timeout top touch tr traceroute true
truncate tty umount uname uniq unlink unshare unzip uptime usleep vi wc wget which who whoami xargs xxd xz yes zcat`.split(
    /\s+/,
  )

/** A root file system for containers, as small as it can be and still be at home: busybox, and probe. */
export async function fillImage(tree: string, packages: string, probe: string): Promise<void> {
  for (const folder of 'bin dev etc proc root run sys tmp var'.split(' ')) {
    await mkdir(join(tree, folder), { recursive: true })
  }
  await chmod(join(tree, 'tmp'), 0o1777)
  await cp(join(packages, 'bin/busybox'), join(tree, 'bin/busybox'))
  for (const applet of APPLETS) await symlink('busybox', join(tree, 'bin', applet))
  await cp(probe, join(tree, 'bin/probe'))
  for (const name of ['passwd', 'group'] as const) await writeFile(join(tree, 'etc', name), ETC[name])
}

/**
 * Makes an ext4 file system of a tree. mke2fs -d keeps the owner of the files, who is the user that unpacked them; in the
 * image all belongs to root. No journal: a machine is thrown away, never repaired.
 */
export async function format(packages: string, tree: string, image: string, size: number): Promise<void> {
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
