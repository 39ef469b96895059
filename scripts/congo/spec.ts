// From the flags of run and create to config.json: what a container is, in the words of OCI.
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { CGROUP, MOUNTS } from '../../chapters/05-mount/defaults.ts'
import { LAYERS } from '../../chapters/07-overlay/layers.ts'
import { parseSize } from '../../chapters/08-cgroups/size.ts'
import { parsePorts } from '../../chapters/09-network/ports.ts'
import { CAPABILITIES, DEVICES, MASKED, READONLY } from '../../chapters/12-security/defaults.ts'
import { profile } from '../../chapters/12-security/profile.ts'
import type { Config, Mount, Namespace, Resources } from '../../chapters/config.ts'
import { defined } from '../../chapters/defined.ts'
import { IMAGE, MANIFEST_DIGEST } from '../../chapters/images.ts'
import type { Origin } from './image.ts'
import { Misuse } from './place.ts'

/** Flags that run and create share, as commander gives them. */
export interface Flags {
  readonly hostname?: string
  readonly memory?: string
  readonly cpu?: string
  readonly pids?: string
  readonly interactive?: boolean
  readonly tty?: boolean
  readonly env?: readonly string[]
  readonly workdir?: string
  readonly user?: string
  readonly volume?: readonly string[]
  readonly publish?: readonly string[]
  readonly network?: string
  readonly readOnly?: boolean
  readonly init?: boolean
}

const PATH = 'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'

const NETWORKS = ['bridge', 'host', 'none', 'pasta']

/** Whether this system has cgroups of version 2, where we may make our own. */
const hasCgroups = (): boolean => process.geteuid?.() === 0 && existsSync('/sys/fs/cgroup/cgroup.controllers')

/**
 * The configuration: what the flags say, else what the image says. What the container changes of the image it has to
 * itself. Throws a Misuse (125) that names the flag.
 */
export function makeConfig(id: string, origin: Origin, command: readonly string[], flags: Flags): Config {
  const { Entrypoint, Cmd, Env, WorkingDir, User } = origin.config
  const usual = Entrypoint?.length || !flags.interactive ? Cmd : (Cmd ?? ['/bin/sh'])
  const args = [...(Entrypoint ?? []), ...(command.length > 0 ? command : (usual ?? []))]
  if (args.length === 0) throw new Misuse(`${origin.typed}: say which command to run in it`, 125)
  const terminal = flags.tty ? ['TERM=xterm'] : []
  const env = [PATH, `HOSTNAME=${flags.hostname ?? id}`, ...terminal, ...(Env ?? []), ...(flags.env ?? [])]
  const user = flags.user ?? (User === '' ? undefined : User)
  const { network = process.geteuid?.() === 0 ? 'bridge' : 'none' } = flags
  if (!NETWORKS.includes(network)) throw new Misuse(`--network ${network}: there are ${NETWORKS.join(', ')}`, 125)
  const resources = limits(flags)
  if (resources && !hasCgroups()) {
    throw new Misuse('--memory, --cpu, --pids: this needs root, and cgroups of version 2 at /sys/fs/cgroup', 125)
  }
  const namespaces: Namespace[] = (['pid', 'mount', 'uts', 'ipc'] as const).map(type => ({ type }))
  if (network !== 'host') namespaces.push({ type: 'network' })
  if (hasCgroups()) namespaces.push({ type: 'cgroup' })
  const ports = (flags.publish ?? []).flatMap(each => told('--publish', () => parsePorts(each)))
  return {
    ociVersion: '1.2.0',
    process: {
      args,
      env: lastOfEach(env.map(each => (each.includes('=') ? each : `${each}=${process.env[each] ?? ''}`))),
      cwd: flags.workdir ?? (WorkingDir || '/'),
      ...(flags.tty && { terminal: true }),
      user: { uid: 0, gid: 0, ...defined({ username: user }) },
      capabilities: { bounding: CAPABILITIES, permitted: CAPABILITIES, effective: CAPABILITIES },
    },
    root: { path: 'rootfs', ...(flags.readOnly && { readonly: true }) },
    hostname: flags.hostname ?? id.slice(0, 64),
    mounts: [...MOUNTS, ...(hasCgroups() ? [CGROUP] : []), ...(flags.volume ?? []).map(readVolume)],
    annotations: {
      [LAYERS]: JSON.stringify(origin.layers),
      ...(origin.image && { [IMAGE]: origin.image.name, [MANIFEST_DIGEST]: origin.image.descriptor.digest }),
      ...(network !== 'host' && { 'org.congo.network': network }),
      ...(flags.init && { 'org.congo.init': 'true' }),
      ...(ports.length > 0 && { 'org.congo.ports': JSON.stringify(ports) }),
    },
    linux: {
      namespaces,
      maskedPaths: MASKED,
      readonlyPaths: READONLY,
      seccomp: profile(CAPABILITIES),
      ...(hasCgroups() && {
        cgroupsPath: `/congo/${id}`,
        resources: { ...resources, devices: DEVICES },
      }),
    },
  }
}

/** Limits that were asked for; undefined where none was. */
export function limits({ memory, cpu, pids }: Pick<Flags, 'memory' | 'cpu' | 'pids'>): Resources | undefined {
  const resources: Resources = {
    ...(memory !== undefined && { memory: { limit: told('--memory', () => parseSize(memory)) } }),
    ...(cpu !== undefined && { cpu: { shares: whole('--cpu', cpu) } }),
    ...(pids !== undefined && { pids: { limit: whole('--pids', pids) } }),
  }
  return Object.keys(resources).length > 0 ? resources : undefined
}

/** A whole number of a flag. Throws a Misuse with this exit code. */
export function whole(flag: string, text: string, exitCode = 125): number {
  if (!/^-?\d+$/.test(text)) throw new Misuse(`${flag} ${text}: a whole number is wanted`, exitCode)
  return Number(text)
}

/** What a reader of ours throws, with the flag that it was about. */
function told<T>(flag: string, read: () => T): T {
  try {
    return read()
  } catch (error) {
    throw new Misuse(`${flag} ${(error as Error).message}`, 125)
  }
}

/** A variable that is said again has its last value. */
function lastOfEach(env: readonly string[]): string[] {
  return [...new Map(env.map(each => [each.slice(0, each.indexOf('=')), each])).values()]
}

/** HOST:CONTAINER[:OPTION,...], or NAME:CONTAINER for a volume that has a name. */
function readVolume(typed: string): Mount {
  const [source = '', destination = '', options = ''] = typed.split(':')
  if (!destination.startsWith('/')) {
    throw new Misuse(`--volume ${typed}: write HOST:CONTAINER, both paths, and :ro after it where it is`, 125)
  }
  return bind(source, destination, options.split(',').filter(Boolean))
}

/** A folder or file of the host in a container. */
export const bind = (source: string, destination: string, options: readonly string[]): Mount => ({
  destination,
  source: source.includes('/') ? resolve(source) : join(process.cwd(), source),
  options: ['rbind', 'rprivate', ...options],
})
