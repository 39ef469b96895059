import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { ready } from '../../setup/part.ts'
import { machineWithCongo } from '../in-machine.ts'
import { realDisk } from './disk.ts'

/** A machine with congo, and the real disk at /mnt. `sh` gives what a script of the guest's has printed, and has to succeed. */
export async function realMachine() {
  const [dir] = await ready(realDisk)
  const it = await machineWithCongo(undefined, join(dir, 'real.img'), 'vdc')
  const sh = async (script: string) => {
    const { out, err, code } = await it.command(['sh', '-c', script])
    assert.is(code, 0, `${script}: ${out}${err}`)
    return out
  }
  return { ...it, sh }
}
