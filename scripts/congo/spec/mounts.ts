// --volume, --mount, --tmpfs, --device: what else is mounted in the container.
import { statSync } from 'node:fs'
import { resolve } from 'node:path'
import { parseOptions } from '../../../chapters/05-mount/options.ts'
import { parseSize } from '../../../chapters/08-cgroups/size.ts'
import { checkVolumeName } from '../../../chapters/10-volumes/volume.ts'
import type { DeviceRule, Mount } from '../../../chapters/config.ts'
import type { CreateOptions } from '../library/types.ts'
import { Misuse } from '../place.ts'
import { refused, told } from './flag.ts'

export type MountFlags = Pick<CreateOptions, 'volume' | 'mount' | 'tmpfs' | 'device'>

/** Outer ones before those that lie in them. Throws a Misuse where two have one place. */
export function readMounts({ volume = [], mount = [], tmpfs = [], device = [] }: MountFlags): Mount[] {
  const all = [
    ...volume.map(readVolume),
    ...mount.map(readMount),
    ...tmpfs.map(readTmpfs),
    ...device.map(each => readDevice(each).mount),
  ]
  const places = all.map(({ destination }) => resolve(destination))
  const twice = places.find((place, i) => places.indexOf(place) !== i)
  if (twice !== undefined) throw new Misuse(`two mounts are to be at ${twice}: leave one of them`, 125)
  const depth = ({ destination }: Mount) => resolve(destination).split('/').length
  return all.toSorted((a, b) => depth(a) - depth(b))
}

/** A folder or file of the host in a container. */
export const bind = (source: string, destination: string, options: readonly string[]): Mount => ({
  destination,
  source: resolve(source),
  options: ['rbind', ...options],
})

/** HOST:CONTAINER[:OPTION,...], or NAME:CONTAINER for a volume that has a name. What has no slash is a name. */
function readVolume(typed: string): Mount {
  const [source = '', destination = '', words = '', ...more] = typed.split(':')
  const wrong = (what: string) => refused('--volume', typed, what)
  if (source === '' || !destination.startsWith('/') || more.length > 0) {
    throw wrong('write HOST:CONTAINER, or NAME:CONTAINER, and :ro after it where it is')
  }
  const options = words.split(',').filter(Boolean)
  checkOptions(options, wrong)
  if (source.includes('/')) return bind(source, destination, options)
  told(`--volume ${typed}:`, () => checkVolumeName(source))
  return { destination, type: 'volume', source, options: ['rbind', ...options] }
}

/** What is no option of a mount that is there already, chapter 10 would refuse when the container starts. */
function checkOptions(options: readonly string[], wrong: (what: string) => Error): void {
  const { vain } = parseOptions(options)
  if (vain.length > 0)
    throw wrong(`"${vain[0]}" is no option here; there are ro, rslave, noexec and others of mount(8)`)
}

const KEYS: Readonly<Record<string, string>> = {
  ...{ type: 'type', source: 'source', src: 'source', target: 'target', dst: 'target', destination: 'target' },
  ...{ readonly: 'readonly', ro: 'readonly', 'bind-propagation': 'propagation' },
  ...{ 'tmpfs-size': 'size', 'tmpfs-mode': 'mode' },
}

/** type=bind,source=...,target=...: words as Docker has them. */
function readMount(typed: string): Mount {
  const wrong = (what: string) => refused('--mount', typed, what)
  const fields = new Map(
    typed.split(',').map(word => {
      const [, key = '', value = ''] = /^([^=]*)=?(.*)$/s.exec(word) ?? []
      const name = Object.hasOwn(KEYS, key) ? KEYS[key] : undefined
      if (name === undefined) throw wrong(`"${key}" is no word of a mount; there are ${Object.keys(KEYS).join(', ')}`)
      return [name, value]
    }),
  )
  const { type = 'volume', source = '', target = '', propagation, size, mode } = Object.fromEntries(fields)
  const readonly = fields.get('readonly') ?? 'false'
  if (!['', 'true', '1', 'false', '0'].includes(readonly)) throw wrong('readonly is true or false')
  if (!target.startsWith('/')) throw wrong('target: an absolute path in the container is wanted')
  const options = [...(['', 'true', '1'].includes(readonly) ? ['ro'] : []), ...(propagation ? [propagation] : [])]
  if (type === 'tmpfs') {
    if (source !== '') throw wrong('a tmpfs has no source')
    const bytes = size === undefined ? [] : [`size=${told('--mount tmpfs-size', () => parseSize(size))}`]
    return fresh(target, [...options, ...bytes, ...(mode === undefined ? [] : [`mode=${mode}`])])
  }
  if (type !== 'bind' && type !== 'volume') throw wrong('type: there are bind, volume and tmpfs')
  if (source === '') throw wrong(type === 'bind' ? 'source: a path on the host is wanted' : 'source: a name is wanted')
  checkOptions(options, wrong)
  if (type === 'bind') return bind(source, target, options)
  told(`--mount ${typed}:`, () => checkVolumeName(source))
  return { ...bind(source, target, options), type, source }
}

/** PATH[:OPTION,...] */
function readTmpfs(typed: string): Mount {
  const [, destination = '', words = ''] = /^(\/[^:]*)(?::(.*))?$/s.exec(typed) ?? []
  if (destination === '') throw refused('--tmpfs', typed, 'write an absolute path, and options after it: /run:size=64m')
  return fresh(destination, words.split(',').filter(Boolean))
}

const fresh = (destination: string, options: readonly string[]): Mount => ({
  destination,
  type: 'tmpfs',
  source: 'tmpfs',
  options: ['nosuid', 'nodev', 'noexec', ...options],
})

/** HOST[:CONTAINER[:PERMISSIONS]]: the node is bound, and a rule says what may be done with it. */
function readDevice(typed: string): { mount: Mount; rule: DeviceRule } {
  const [source = '', destination = source, access = 'rwm', ...more] = typed.split(':')
  const wrong = (what: string) => refused('--device', typed, what)
  if (!destination.startsWith('/') || !/^[rwm]{1,3}$/.test(access) || more.length > 0) {
    throw wrong('write HOST, HOST:CONTAINER or HOST:CONTAINER:PERMISSIONS, as /dev/fuse:/dev/fuse:rw')
  }
  const stat = statSync(source, { throwIfNoEntry: false })
  const type = stat?.isCharacterDevice() ? 'c' : stat?.isBlockDevice() ? 'b' : undefined
  if (!stat || !type) throw wrong(`${source} is ${stat ? 'no device' : 'not there'}`)
  const [major, minor] = [(stat.rdev >>> 8) & 0xfff, (stat.rdev & 0xff) | ((stat.rdev >>> 12) & 0xfff00)] // makedev(3)
  return { mount: bind(source, destination, []), rule: { allow: true, type, major, minor, access } }
}

export const deviceRules = ({ device = [] }: MountFlags): DeviceRule[] => device.map(each => readDevice(each).rule)
