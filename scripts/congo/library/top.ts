import { readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs'
import { groupOf, groupsBelow, read } from '../../../chapters/08-cgroups/group.ts'
import { parsePasswd } from '../../../chapters/11-user/passwd.ts'
import type { Container } from '../../../chapters/container.ts'
import { pidOf } from '../../../chapters/exec.ts'
import { findId, storeRoot } from '../place.ts'
import { running } from '../running.ts'
import type { ProcessSummary, Where } from './types.ts'

/** The processes of a container that runs, as the host sees them. */
export async function top(id: string, { root }: Where = {}): Promise<ProcessSummary[]> {
  const store = storeRoot(root)
  return running(store, findId(store, id), async c => pidsOf(c).flatMap(row))
}

/** Those of its cgroup; or, where it has none, those that see the same processes as its first one. */
function pidsOf(c: Container): number[] {
  const group = groupOf(c)
  if (group !== undefined) {
    const lines = [group, ...groupsBelow(group)].map(each => read(each, 'cgroup.procs'))
    return lines.join('').split('\n').filter(Boolean).map(Number).sort(byNumber)
  }
  const first = namespaceOf(pidOf(c.pidfd ?? -1))
  return readdirSync('/proc')
    .filter(name => /^\d+$/.test(name))
    .map(Number)
    .filter(pid => namespaceOf(pid) === first)
    .sort(byNumber)
}

const byNumber = (a: number, b: number) => a - b

/** Undefined of a process that has ended, or is none of our business. */
function namespaceOf(pid: number): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/ns/pid`)
  } catch {
    return undefined
  }
}

const TICKS = 100 // of the clock in a second: USER_HZ

/** Nothing of a process that has ended meanwhile. */
function row(pid: number): ProcessSummary[] {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ') // from field 3 on: proc_pid_stat(5)
    const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').join(' ').trim()
    const { uid } = statSync(`/proc/${pid}`)
    const name = parsePasswd(readFileSync('/etc/passwd', 'utf8')).find(({ id }) => id === uid)?.name
    return [
      {
        pid,
        user: name ?? String(uid),
        seconds: (Number(fields[11]) + Number(fields[12])) / TICKS,
        command: words || `[${stat.slice(stat.indexOf('(') + 1, stat.lastIndexOf(')'))}]`,
      },
    ]
  } catch {
    return []
  }
}
