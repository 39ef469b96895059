import { readFileSync } from 'node:fs'

/** The emulator that this process has started. */
export function qemuOfThis(): number {
  const children = readFileSync(`/proc/self/task/${process.pid}/children`, 'utf8').trim().split(' ')
  const pid = children.find(pid => readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('qemu-system'))
  return Number(pid)
}
