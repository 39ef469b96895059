// The disk of other people's programs, mounted in the machine.
import { mkdirSync } from 'node:fs'
import { MS_NODEV, mount, run } from '#native'

const LIBRARIES = 'usr/lib/x86_64-linux-gnu'

/** Their libraries stand where they belong then, for whoever starts himself anew without our environment, as runc does. */
export function mountDisk(where = '/mnt'): void {
  mkdirSync(where, { recursive: true })
  run(mount('/dev/vdc', where, 'ext4', MS_NODEV))
  const layers = [`${where}/${LIBRARIES}`, `${where}/lib/x86_64-linux-gnu`, `/${LIBRARIES}`].join(':')
  run(mount('overlay', `/${LIBRARIES}`, 'overlay', 0, `lowerdir=${layers}`))
}

/** What is written below this folder from now on is forgotten with the machine. */
export function makeWritable(folder: string): void {
  const own = `/tmp/writable${folder}`
  for (const name of ['upper', 'work']) mkdirSync(`${own}/${name}`, { recursive: true })
  run(mount('overlay', folder, 'overlay', 0, `lowerdir=${folder},upperdir=${own}/upper,workdir=${own}/work`))
}
