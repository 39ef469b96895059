import { printable } from '../../cli/text.ts'
import { ps as listContainers } from '../library/ps.ts'
import type { Status, Summary } from '../library/types.ts'
import { any, type ListFlags, type Listing, listed, withListFlags } from '../listing.ts'
import { Misuse } from '../place.ts'
import { ago } from '../table.ts'
import type { Verb } from './verb.ts'

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
    const all = await listContainers({ root: root() })
    const good: Summary[] = []
    for (const each of all) {
      if ('error' in each) process.stderr.write(`congo ps: ${printable(each.error)}\n`)
      else good.push(each)
    }
    for (const { id, complaint } of good) {
      const [line] = (complaint ?? '').split('\n')
      if (line) process.stderr.write(`congo ps: ${id}, after its end: ${printable(line)}\n`)
    }
    print(listed(good, containers, flags))
  })
