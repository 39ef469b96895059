// From the flags of run and create to config.json: what a container is, in the words of OCI. A reader for each kind of flag
// is in spec/.
import { join } from 'node:path'
import { LAYERS } from '../../chapters/07-overlay/layers.ts'
import { VOLUMES } from '../../chapters/10-volumes/volume.ts'
import type { Config } from '../../chapters/config.ts'
import { defined } from '../../chapters/defined.ts'
import { IMAGE, MANIFEST_DIGEST } from '../../chapters/images.ts'
import { JOIN } from '../../chapters/joined.ts'
import { folderOf } from '../../chapters/lifecycle.ts'
import { STDIN } from '../../chapters/monitored.ts'
import type { Origin } from './image.ts'
import type { CreateOptions } from './library/types.ts'
import { ownSize } from './own-size.ts'
import { findId, Misuse } from './place.ts'
import { readSignal, STOP_SIGNAL, STOP_TIMEOUT } from './signal.ts'
import { environment } from './spec/environment.ts'
import { whole } from './spec/flag.ts'
import { labels } from './spec/labels.ts'
import { hasCgroups, limits, rlimits } from './spec/limits.ts'
import { deviceRules, readMounts } from './spec/mounts.ts'
import { namespaces } from './spec/namespaces.ts'
import { network } from './spec/network.ts'
import { security } from './spec/security.ts'
import { maps } from './spec/users.ts'
import { usualMounts } from './spec/usual-mounts.ts'

/** The version of OCI's runtime-spec that config.json is of. */
export const OCI = '1.2.0'

const PATH = 'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'

/**
 * The configuration: what the flags say, else what the image says. What the container changes of the image it has to
 * itself. Throws a Misuse (125) that names the flag.
 */
export function makeConfig(
  root: string,
  id: string,
  origin: Origin,
  command: readonly string[],
  flags: CreateOptions,
): Config {
  const { Env, WorkingDir, User, Labels, StopSignal } = origin.config
  const args = commandOf(origin, command, flags)
  if (args.length === 0) throw new Misuse(`${origin.typed}: say which command to run in it`, 125)
  const usual = [PATH, `HOSTNAME=${flags.hostname ?? id}`, ...(flags.tty ? ['TERM=xterm'] : []), ...(Env ?? [])]
  const user = flags.user ?? (User === '' ? undefined : User)
  const stopSignal = flags.stopSignal ?? (StopSignal || undefined)
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
      cwd: flags.workdir ?? (WorkingDir || '/'),
      ...(flags.tty && { terminal: true, ...ownSize() }),
      user: { uid: 0, gid: 0, ...defined({ username: user }) },
      capabilities: { bounding: capabilities, permitted: capabilities, effective: capabilities },
      ...(noNewPrivileges && { noNewPrivileges }),
      ...(flags.ulimit && { rlimits: rlimits(flags.ulimit) }),
    },
    root: { path: 'rootfs', ...(flags.readOnly && { readonly: true }) },
    hostname: flags.hostname ?? id.slice(0, 64),
    mounts: [...usualMounts(flags, users?.gid, added), ...mounts, ...added],
    annotations: {
      ...labels(flags.label ?? [], Labels ?? {}),
      ...annotations,
      [LAYERS]: JSON.stringify(origin.layers),
      ...(origin.image && { [IMAGE]: origin.image.name, [MANIFEST_DIGEST]: origin.image.descriptor.digest }),
      [VOLUMES]: join(root, 'volumes'),
      ...(Object.keys(joined).length > 0 && { [JOIN]: JSON.stringify(joined) }),
      ...(flags.interactive && { [STDIN]: 'true' }),
      ...(flags.init && { 'org.congo.init': 'true' }),
      ...(stopSignal !== undefined && { [STOP_SIGNAL]: readSignal('--stop-signal', stopSignal, 125) }),
      ...(flags.stopTimeout !== undefined && { [STOP_TIMEOUT]: String(whole('--stop-timeout', flags.stopTimeout)) }),
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

/** What is typed, behind the entrypoint. Without a command the image's; a shell, where somebody sits there and it has none. */
function commandOf(
  { config }: Origin,
  command: readonly string[],
  { entrypoint, interactive }: CreateOptions,
): string[] {
  if (entrypoint !== undefined) return [...(entrypoint === '' ? [] : [entrypoint]), ...command]
  const { Entrypoint, Cmd } = config
  const usual = Entrypoint?.length || !interactive ? Cmd : (Cmd ?? ['/bin/sh'])
  return [...(Entrypoint ?? []), ...(command.length > 0 ? command : (usual ?? []))]
}
