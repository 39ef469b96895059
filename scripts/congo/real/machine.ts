import { join } from 'node:path'
import { bundleJob } from '../../answer/bundle.ts'
import { ready } from '../../setup/part.ts'
import { machineWithCongo } from '../in-machine.ts'
import { realDisk } from './disk.ts'

/**
 * A machine with congo, and the real disk at /mnt, in the place of that which is there otherwise. `sh` gives what a script
 * of the guest's has printed, and has to succeed.
 */
export async function realMachine() {
  const [[dir], mounting] = await Promise.all([
    ready(realDisk),
    bundleJob(`
      import { mkdirSync } from 'node:fs'
      import { MS_BIND, mount, run } from '#native'
      export default () => {
        run(mount('/dev/vdc', '/mnt', 'ext4', 0))
        mkdirSync('/mnt/state')
        run(mount('/mnt/state', '/var/lib', null, MS_BIND))
      }`),
  ])
  const it = await machineWithCongo(undefined, join(dir, 'real.img'))
  await it.machine.load(mounting).result
  const sh = async (script: string) => {
    const { out, err, code } = await it.command(['sh', '-c', script])
    if (code !== 0) throw new Error(`${script}: ${code}: ${out}${err}`)
    return out
  }
  return { ...it, sh }
}
