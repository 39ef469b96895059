// A cgroup of the sandbox, seen and changed by the machine's root.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { posix } from 'node:path'
import type { CgroupView } from '../../chapters/check.ts'
import { or } from '../vm/agent/gone.ts'

const MOUNT = '/sys/fs/cgroup'

/** `root` is the visible root of the sandbox, as a path of the machine; `path` begins there. */
export function cgroupView(root: string, path: string): CgroupView {
  const place = (file = '') => posix.join(root, path, file)
  return {
    path,
    get exists() {
      return existsSync(place())
    },
    read: file => or(() => readFileSync(place(file), 'utf8').trimEnd(), undefined),
    write: (file, text) => writeFileSync(place(file), text, { flag: 'r+' }),
  }
}

/** The group of a process, by its path below that root; '' where it has ended. */
export function cgroupOf(root: string, pid: number): string {
  const line = or(() => readFileSync(`/proc/${pid}/cgroup`, 'utf8').trimEnd(), undefined)
  return line === undefined ? '' : `/${posix.relative(root, line.replace('0::', MOUNT))}`
}
