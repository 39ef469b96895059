import { PORTS } from '../../../chapters/09-network/plan.ts'
import { type Port, readPorts } from '../../../chapters/09-network/ports.ts'
import type { Status } from '../../../chapters/15-lifecycle/state.ts'
import { IMAGE } from '../../../chapters/images.ts'
import { type Kept, list } from '../../../chapters/lifecycle.ts'
import { printable } from '../../cli/text.ts'
import { any, type ListFlags, type Listing, listed, withListFlags } from '../listing.ts'
import { Misuse } from '../place.ts'
import { labelsOf } from '../spec/labels.ts'
import { ago } from '../table.ts'
import { complaint } from '../then.ts'
import type { Verb } from './verb.ts'

/** What `ps --format json` has of each container. Of a field that does not apply the value is null. */
interface Summary {
  readonly id: string
  /** By name, where it was made from one of the store. */
  readonly image: string | null
  readonly status: Status
  /** Of its first process, when it has ended: 128 + n after signal n. */
  readonly exitCode: number | null
  readonly created: string
  readonly started: string | null
  /** Of its first process, on the host. */
  readonly pid: number | null
  readonly command: readonly string[]
  readonly ports: readonly Port[]
  readonly labels: Readonly<Record<string, string>>
}

const STATUSES: Readonly<Record<string, Status>> = {
  ...{ created: 'created', running: 'running', paused: 'paused', restarting: 'restarting', stopped: 'stopped' },
  exited: 'stopped', // Docker's word
}

function hasStatus({ status }: Summary, value: string): boolean {
  if (Object.hasOwn(STATUSES, value)) return status === STATUSES[value]
  throw new Misuse(`--filter status=${value}: there are ${Object.keys(STATUSES).join(', ')}`)
}

function hasLabel({ labels }: Summary, typed: string): boolean {
  const [, name = '', value] = /^([^=]*)(?:=(.*))?$/s.exec(typed) ?? []
  return Object.hasOwn(labels, name) && (value === undefined || labels[name] === value)
}

const containers: Listing<Summary> = {
  columns: {
    CONTAINER: ({ id }) => id,
    STATUS: ({ status, exitCode }) => (exitCode === null ? status : `${status} (${exitCode})`),
    CREATED: ({ created }) => ago(created),
    COMMAND: ({ command }) => command.join(' '),
  },
  name: ({ id }) => id,
  filters: {
    status: any(hasStatus),
    name: any(({ id }, value) => id.includes(value)),
    id: any(({ id }, value) => id.startsWith(value)),
    label: (item, values) => values.every(value => hasLabel(item, value)),
  },
}

export const ps: Verb = (program, { root, print }) =>
  withListFlags(
    program.command('ps').description('lists all containers').option('-a, --all', 'which it does anyway'),
    containers,
  ).action(async (flags: ListFlags) => {
    const all = await list(root())
    for (const each of all) if ('error' in each) process.stderr.write(`congo ps: ${printable(each.error)}\n`)
    const good = all.flatMap(each => ('error' in each ? [] : [each]))
    for (const each of good) {
      const [line] = complaint(each).split('\n')
      if (line) process.stderr.write(`congo ps: ${each.container.id}, after its end: ${printable(line)}\n`)
    }
    print(listed(good.map(summary), containers, flags))
  })

function summary({ container: { id, config }, state, status }: Kept): Summary {
  const { created, ended, begun = null } = state
  const runs = status === 'running' || status === 'paused'
  return {
    id,
    image: config.annotations?.[IMAGE] ?? null,
    status,
    exitCode: ended && 'code' in ended ? ended.code : null,
    created,
    started: begun,
    pid: (runs && state.process?.pid) || null,
    command: config.process.args,
    ports: readPorts(config.annotations?.[PORTS] ?? '[]'),
    labels: labelsOf(config),
  }
}
