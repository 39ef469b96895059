// From the flags of run and create to config.json: what a container is, in the words of OCI. A reader for each kind of flag
// is in spec/.
import { statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { LAYERS } from '../../chapters/07-overlay/layers.ts'
import { VOLUMES } from '../../chapters/10-volumes/volume.ts'
import type { Config } from '../../chapters/config.ts'
import { defined } from '../../chapters/defined.ts'
import { JOIN } from '../../chapters/joined.ts'
import { folderOf } from '../../chapters/lifecycle.ts'
import { STDIN } from '../../chapters/monitored.ts'
import { findId, Misuse } from './place.ts'
import { readSignal, STOP_SIGNAL, STOP_TIMEOUT } from './signal.ts'
import { type EnvironmentFlags, environment } from './spec/environment.ts'
import { whole } from './spec/flag.ts'
import { labels } from './spec/labels.ts'
import { hasCgroups, type LimitFlags, limits, rlimits } from './spec/limits.ts'
import { deviceRules, type MountFlags, readMounts } from './spec/mounts.ts'
import { type NamespaceFlags, namespaces } from './spec/namespaces.ts'
import { type NetworkFlags, network } from './spec/network.ts'
import { type SecurityFlags, security } from './spec/security.ts'
import { maps } from './spec/users.ts'
import { usualMounts } from './spec/usual-mounts.ts'

/** Flags that run and create share, as commander gives them. */
export interface Flags extends EnvironmentFlags, LimitFlags, MountFlags, NamespaceFlags, NetworkFlags, SecurityFlags {
  readonly hostname?: string
  readonly interactive?: boolean
  readonly tty?: boolean
  readonly entrypoint?: string
  readonly workdir?: string
  readonly user?: string
  readonly ulimit?: readonly string[]
  readonly readOnly?: boolean
  readonly init?: boolean
  readonly label?: readonly string[]
  readonly stopSignal?: string
  readonly stopTimeout?: string
}

/** The version of OCI's runtime-spec that config.json is of. */
export const OCI = '1.2.0'

const PATH = 'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'

/**
 * The configuration. IMAGE is the folder of a root file system: the container has what it changes to itself. Throws a
 * Misuse (125) that names the flag.
 */
export function makeConfig(root: string, id: string, image: string, command: readonly string[], flags: Flags): Config {
  const layer = rootFileSystem(image)
  const shell = flags.interactive && command.length === 0 && flags.entrypoint === undefined ? ['/bin/sh'] : []
  const args = [...(flags.entrypoint ? [flags.entrypoint] : []), ...command, ...shell]
  if (args.length === 0) throw new Misuse(`${image}: say which command to run in it`, 125)
  const usual = [PATH, `HOSTNAME=${flags.hostname ?? id}`, ...(flags.tty ? ['TERM=xterm'] : [])]
  const resources = limits(flags)
  if (resources && !hasCgroups()) {
    throw new Misuse(
      '--memory, --cpu, --cpus, --pids: this needs root, and cgroups of version 2 at /sys/fs/cgroup',
      125,
    )
  }
  const users = maps(flags.userns)
  const idOf = (typed: string) => findId(root, typed)
  const { own, joined } = namespaces(flags, users !== undefined, idOf)
  const { annotations, mounts } = network(flags, typed => folderOf(root, idOf(typed)))
  const { capabilities, noNewPrivileges, seccomp, maskedPaths, readonlyPaths, devices } = security(flags)
  const added = readMounts(flags)
  return {
    ociVersion: OCI,
    process: {
      args,
      env: environment(usual, flags),
      cwd: flags.workdir ?? '/',
      ...(flags.tty && { terminal: true }),
      user: { uid: 0, gid: 0, ...defined({ username: flags.user }) },
      capabilities: { bounding: capabilities, permitted: capabilities, effective: capabilities },
      ...(noNewPrivileges && { noNewPrivileges }),
      ...(flags.ulimit && { rlimits: rlimits(flags.ulimit) }),
    },
    root: { path: 'rootfs', ...(flags.readOnly && { readonly: true }) },
    hostname: flags.hostname ?? id.slice(0, 64),
    mounts: [...usualMounts(flags, users?.gid, added), ...mounts, ...added],
    annotations: {
      ...labels(flags.label ?? []),
      ...annotations,
      [LAYERS]: JSON.stringify([layer]),
      [VOLUMES]: join(root, 'volumes'),
      ...(Object.keys(joined).length > 0 && { [JOIN]: JSON.stringify(joined) }),
      ...(flags.interactive && { [STDIN]: 'true' }),
      ...(flags.init && { 'org.congo.init': 'true' }),
      ...(flags.stopSignal && { [STOP_SIGNAL]: readSignal('--stop-signal', flags.stopSignal, 125) }),
      ...(flags.stopTimeout && { [STOP_TIMEOUT]: String(whole('--stop-timeout', flags.stopTimeout)) }),
    },
    linux: {
      namespaces: [...own, ...(hasCgroups() ? [{ type: 'cgroup' } as const] : [])],
      ...(users && { uidMappings: users.uid, gidMappings: users.gid }),
      maskedPaths,
      readonlyPaths,
      ...(seccomp && { seccomp }),
      ...(hasCgroups() && {
        cgroupsPath: `/congo/${id}`,
        resources: { ...resources, ...(devices && { devices: [...devices, ...deviceRules(flags)] }) },
      }),
    },
  }
}

function rootFileSystem(image: string): string {
  const folder = resolve(image)
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return folder
  const path = image.includes('/')
  throw new Misuse(
    `${image}: ${path ? 'there is no such folder' : 'there is no such image'}; name a root file system`,
    125,
  )
}
