import { BRIDGE, FAMILIES, NETWORK } from '../../../chapters/09-network/addresses.ts'
import { type ListFlags, type Listing, listed, withListFlags } from '../listing.ts'
import type { Verb } from './verb.ts'

/** What `network ls --format json` has of each. */
interface Network {
  readonly name: string
  /** Of the host, where it has one. */
  readonly interface: string | null
  readonly subnets: readonly string[]
  readonly description: string
}

const NETWORKS: readonly Network[] = [
  {
    name: 'bridge',
    interface: BRIDGE,
    subnets: FAMILIES.map(family => NETWORK[family]),
    description: 'all containers, and through the host the rest',
  },
  { name: 'host', interface: null, subnets: [], description: 'what the host has' },
  { name: 'none', interface: null, subnets: [], description: 'nothing but lo' },
  { name: 'pasta', interface: null, subnets: [], description: 'without root: pasta(1) passes on' },
]

const networks: Listing<Network> = {
  columns: {
    NETWORK: ({ name }) => name,
    INTERFACE: it => it.interface ?? '-',
    SUBNETS: ({ subnets }) => subnets.join(', ') || '-',
    DESCRIPTION: ({ description }) => description,
  },
  name: ({ name }) => name,
}

export const network: Verb = (program, { print }) =>
  withListFlags(
    program.command('network').description('the networks there are').command('ls').description('lists them'),
    networks,
  ).action((flags: ListFlags) => print(listed(NETWORKS, networks, flags)))
