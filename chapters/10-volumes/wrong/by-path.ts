// wrong: a volume is mounted at the path of the root and the destination, one after the other, as the host reads it
// first: links
// also: swapped, proc, options
import {
  AT_FDCWD,
  MOVE_MOUNT_F_EMPTY_PATH,
  MS_PRIVATE,
  MS_REC,
  mkdirat,
  mknodat,
  mount,
  move_mount,
  S_IFREG,
  type Slot,
  type Step,
} from '#native'
import { readVolume } from '../../../chapters/10-volumes/volume.ts'
import type { Container, Mechanism } from '../../../chapters/container.ts'
import { mechanism as right, sources as rightSources } from '../../../solutions/10-volumes.ts'

export * from '../../../solutions/10-volumes.ts'

/** Everything before the root is entered; only the calls that do not say where are those of the solution. */
export const steps = (c: Container, place: (destination: string) => string): Step[] => {
  if (!c.volumes?.length) return []
  const paths = c.volumes.map(m => `${c.config.root?.path}${place(m.destination)}`)
  const files = c.volumes.map(m => readVolume(c, m, '').file)
  const elsewhere = new Set(['openat', 'mkdirat', 'mknodat', 'openat2', 'fstatfs', 'futex', 'close'])
  const moved = right.steps(c).filter(step => !elsewhere.has(step.call))
  let i = 0
  const attached = moved.flatMap(step => {
    if (step.call !== 'move_mount') return [step]
    const [path = '', file = false] = [paths[i], files[i++]]
    return [...made(path, file), move_mount(step.args[0]?.value as Slot, '', AT_FDCWD, path, MOVE_MOUNT_F_EMPTY_PATH)]
  })
  return [...rightSources.steps(c), mount(null, '/', null, MS_REC | MS_PRIVATE), ...attached]
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

export const sources: Mechanism = { ...rightSources, steps: c => steps(c, destination => destination) }

export const mechanism: Mechanism = { name: '10-volumes', steps: () => [] }
