import { readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs'
import { groupOf, groupsBelow, read } from '../../../chapters/08-cgroups/group.ts'
import { parsePasswd } from '../../../chapters/11-user/passwd.ts'
import type { Container } from '../../../chapters/container.ts'
import { pidOf } from '../../../chapters/exec.ts'
import { type ListFlags, type Listing, listed, withListFlags } from '../listing.ts'
import { running } from '../running.ts'
import type { Verb } from './verb.ts'

/** What `top --format json` has of each process. */
interface Row {
  /** On the host. */
  readonly pid: number
  /** Of the host, by name where it has one. */
  readonly user: string
  /** Processor time in seconds. */
  readonly seconds: number
  readonly command: string
}

const processes: Listing<Row> = {
  columns: {
    PID: ({ pid }) => String(pid),
    USER: ({ user }) => user,
    TIME: ({ seconds }) => `${Math.floor(seconds / 60)}:${(seconds % 60).toFixed(2).padStart(5, '0')}`,
    COMMAND: ({ command }) => command,
  },
}

export const top: Verb = (program, { root, named, print }) =>
  withListFlags(
    program.command('top <container>').description('the processes of a running container, as the host sees them'),
    processes,
  ).action(async (typed: string, flags: ListFlags) => {
    const pids = await running(root(), named(typed), async c => pidsOf(c))
    print(listed(pids.flatMap(row), processes, flags))
  })

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
function row(pid: number): Row[] {
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
