// Lists: a table for people, JSON for programs, names for scripts.
import type { Command } from 'commander'
import { json } from '../cli/text.ts'
import { Misuse } from './place.ts'
import { table } from './table.ts'
import { many } from './verbs/verb.ts'

export interface Listing<Item> {
  /** What stands under each heading. The last one may be cut off. */
  readonly columns: Readonly<Record<string, (item: Item) => string>>
  /** What --quiet prints of each. */
  readonly name?: (item: Item) => string
  /** Whether an item is one of those that KEY=VALUE, perhaps several times, asks for. */
  readonly filters?: Readonly<Record<string, (item: Item, values: readonly string[]) => boolean>>
}

export interface ListFlags {
  readonly format?: string
  readonly quiet?: boolean
  readonly filter?: readonly string[]
}

/** For a filter of which any value will do. */
export const any =
  <Item>(is: (item: Item, value: string) => boolean) =>
  (item: Item, values: readonly string[]): boolean =>
    values.some(value => is(item, value))

export function withListFlags<Item>(verb: Command, { name, filters }: Listing<Item>): Command {
  verb.option('--format <format>', 'table, or json: one list of everything')
  if (name) verb.option('-q, --quiet', 'only the names')
  if (filters) verb.option('-f, --filter <key=value>', `only those: ${Object.keys(filters).join(', ')}`, many)
  return verb
}

/** The text of a list. Throws a Misuse of one line where a flag has a value that it cannot have. */
export function listed<Item>(items: readonly Item[], listing: Listing<Item>, flags: ListFlags): string {
  const { columns, name, filters = {} } = listing
  const wanted = new Map<string, string[]>()
  for (const typed of flags.filter ?? []) {
    const [key, value] = split(typed, filters)
    wanted.set(key, [...(wanted.get(key) ?? []), value])
  }
  const found = items.filter(item => [...wanted].every(([key, values]) => filters[key]?.(item, values)))
  const { format = 'table' } = flags
  if (format !== 'table' && format !== 'json') throw new Misuse(`--format ${format}: there are table and json`)
  if (format === 'json') return json(found)
  if (flags.quiet && name) return found.map(item => `${name(item)}\n`).join('')
  const rows = found.map(item => Object.values(columns).map(of => of(item)))
  return table(Object.keys(columns), rows, process.stdout.columns)
}

function split(typed: string, filters: object): [key: string, value: string] {
  const [, key = '', value = ''] = /^([^=]*)=(.*)$/s.exec(typed) ?? []
  if (Object.hasOwn(filters, key)) return [key, value]
  throw new Misuse(`--filter ${typed}: KEY=VALUE, and as keys there are ${Object.keys(filters).join(', ')}`)
}
