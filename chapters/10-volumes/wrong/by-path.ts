// wrong: a volume is mounted at the path of the root with the destination behind it, as the host reads it
// first: links
// also: swapped, proc, added
import {
  AT_FDCWD,
  chdir,
  chroot,
  fchdir,
  MOVE_MOUNT_F_EMPTY_PATH,
  mkdirat,
  mknodat,
  move_mount,
  S_IFREG,
  type Slot,
  type Step,
} from '#native'
import { readVolume } from '../../../chapters/10-volumes/volume.ts'
import type { Container, Mechanism } from '../../../chapters/container.ts'
import { mechanism as right } from '../../../solutions/10-volumes.ts'

export * from '../../../solutions/10-volumes.ts'

/** The steps of the solution, but for those that walk to the place; with the host's root as `/` meanwhile. */
export function byPath(c: Container, place: (destination: string) => string): Step[] {
  const { volumes = [], host, config } = c
  if (volumes.length === 0 || host === undefined || config.root === undefined) return []
  const root = config.root.path
  const walking = new Set(['openat', 'mkdirat', 'mknodat', 'openat2', 'fstatfs', 'futex', 'close'])
  const files = volumes.map(m => readVolume(c, m, '').file)
  const places = volumes.map(m => root + place(m.destination))
  let i = 0
  const steps = right.steps(c).flatMap(step => {
    if (walking.has(step.call)) return []
    if (step.call !== 'move_mount') return [step]
    const [path = '', file = false] = [places[i], files[i++]]
    return [...made(path, file), move_mount(step.args[0]?.value as Slot, '', AT_FDCWD, path, MOVE_MOUNT_F_EMPTY_PATH)]
  })
  return [fchdir(host), chroot('.'), ...steps, chdir(root), chroot('.')]
}

function made(path: string, file: boolean): Step[] {
  const names = path.split('/').slice(1)
  return names.map((_, i) => {
    const part = `/${names.slice(0, i + 1).join('/')}`
    const isFile = file && i === names.length - 1
    const make = isFile ? mknodat(AT_FDCWD, part, S_IFREG | 0o644, 0) : mkdirat(AT_FDCWD, part, 0o755)
    return { ...make, allow: ['EEXIST'] }
  })
}

export const mechanism: Mechanism = { ...right, steps: c => byPath(c, destination => destination) }
