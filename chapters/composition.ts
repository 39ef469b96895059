// The whole container: which mechanisms, and in which order the child takes their steps.

import * as process from '#mechanisms/01-process'
import * as ipc from '#mechanisms/02-ipc'
import * as uts from '#mechanisms/03-uts'
import * as pid from '#mechanisms/04-pid'
import * as mount from '#mechanisms/05-mount'
import * as root from '#mechanisms/06-pivot-root'
import * as overlay from '#mechanisms/07-overlay'
import * as cgroups from '#mechanisms/08-cgroups'
import * as network from '#mechanisms/09-network'
import * as volumes from '#mechanisms/10-volumes'
import * as user from '#mechanisms/11-user'
import * as security from '#mechanisms/12-security'
import * as exec from '#mechanisms/13-exec'
import type { Mechanism } from './container.ts'
import { joining } from './joined.ts'

/**
 * In the order of the child's steps, which is not that of the chapters. First whose namespaces it shares, and whose all will be: the child becomes root of
 * users of its own. Then the place, then the furniture: names and numbers; the network, whose namespace a path of the host
 * may name and a sysfs shows; the view of its cgroup, which a mount of type cgroup shows; copies of what volumes show of the
 * host, while its mounts are there as the host has them; a mount table from which nothing goes out; the layers, laid one
 * over the other where the root will be; the root, in which every path of the config then begins; what is mounted there,
 * the network's files, the volumes, and what hides parts of it again; and when nothing of the host is needed any more, the
 * way back is closed. Then rights go: first what only root may give up; then root itself, where the config names another
 * user, who keeps capabilities; then what is left of them, and the filter of system calls, which later steps must pass. The
 * process comes last, because its last step is execve, and after that nothing of ours runs any more.
 */
export const composition: readonly Mechanism[] = [
  joining,
  user.mechanism,
  ipc.mechanism,
  uts.mechanism,
  pid.mechanism,
  network.enter,
  cgroups.mechanism,
  volumes.sources,
  mount.propagation,
  overlay.mechanism,
  root.enter,
  mount.mechanism,
  network.mechanism,
  volumes.mechanism,
  security.masking,
  exec.session,
  root.leave,
  exec.alone,
  security.bounding,
  user.identity,
  security.mechanism,
  process.mechanism,
]

/**
 * For a process beside the first one (13), whose place is there already: root of the container's users, where it has users
 * of its own; a session; nothing of ours open; and then the same rights as the first process, in the same order.
 */
export const beside: readonly Mechanism[] = [
  { name: user.mechanism.name, steps: c => user.mechanism.steps(c) }, // whose prepare and connect make what is there
  exec.session,
  exec.alone,
  security.bounding,
  user.identity,
  security.mechanism,
  process.mechanism,
]

/** The composition as it stands at the end of a chapter ('03-uts'): without the mechanisms of later ones. */
export const upTo = (chapter: string): readonly Mechanism[] => composition.filter(({ name }) => name <= chapter)
