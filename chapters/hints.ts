import { hints as process } from './01-process/hints.ts'
import { hints as ipc } from './02-ipc/hints.ts'
import { hints as uts } from './03-uts/hints.ts'
import { hints as pid } from './04-pid/hints.ts'
import { hints as mount } from './05-mount/hints.ts'
import { hints as root } from './06-pivot-root/hints.ts'
import { hints as overlay } from './07-overlay/hints.ts'
import { hints as cgroups } from './08-cgroups/hints.ts'
import { hints as network } from './09-network/hints.ts'
import { hints as volumes } from './10-volumes/hints.ts'
import { hints as user } from './11-user/hints.ts'
import { hints as security } from './12-security/hints.ts'
import { hints as exec } from './13-exec/hints.ts'
import { hints as logs } from './14-logs/hints.ts'
import { hints as lifecycle } from './15-lifecycle/hints.ts'
import { hints as commit } from './16-commit/hints.ts'

/** What a learner may ask for who is stuck in a hole, from little to much: each is one to three sentences. */
export interface Hint {
  /** Makes them think of the right thing. */
  readonly question: string
  /** Says where to look. */
  readonly pointer: string
  /** The answer in words; never the line itself. */
  readonly nearly: string
}

/** By the number of the hole. */
export type Hints = Readonly<Record<number, Hint>>

export const HINTS: Readonly<Record<string, Hints>> = {
  '01-process': process,
  '02-ipc': ipc,
  '03-uts': uts,
  '04-pid': pid,
  '05-mount': mount,
  '06-pivot-root': root,
  '07-overlay': overlay,
  '08-cgroups': cgroups,
  '09-network': network,
  '10-volumes': volumes,
  '11-user': user,
  '12-security': security,
  '13-exec': exec,
  '14-logs': logs,
  '15-lifecycle': lifecycle,
  '16-commit': commit,
}
