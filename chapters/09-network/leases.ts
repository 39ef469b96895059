// Which container has which number: a file that all runtimes of the host share, one at a time.
import { closeSync, mkdirSync, openSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { flock, LOCK_EX, run } from '#native'
import { ifWritable } from '../full.ts'
import { FIRST, LAST, linkName, NETWORK } from './addresses.ts'
import type { Port } from './ports.ts'

const FOLDER = '/var/lib/congo/network'

export interface Lease {
  readonly id: string
  /** The host's end of its pair. A lease lasts as long as the kernel has this interface. */
  readonly link: string
  /** In the network on the bridge. */
  readonly number: number
  readonly ports: readonly Port[]
}

/** By the id of the container. */
export type Leases = Map<string, Lease>

/**
 * Calls `change` while nobody else on the host does, and keeps what it has made of the leases, unless it throws. Those of
 * containers that have gone without a word are taken back before: when the last process in a network namespace ends, by
 * kill -9 or with the whole machine, the namespace goes, and the pair with it. `change` must not wait for anything.
 */
export function withLeases(change: (leases: Leases) => void, folder = FOLDER): void {
  mkdirSync(folder, { recursive: true })
  const lock = openSync(`${folder}/lock`, 'a')
  try {
    run(flock(lock, LOCK_EX)) // the kernel lets go of it when we end, however
    const file = `${folder}/leases.json`
    const before = read(file)
    const leases = living(before)
    change(leases)
    const write = () => {
      writeFileSync(`${file}.new`, `${JSON.stringify([...leases.values()], null, 1)}\n`)
      renameSync(`${file}.new`, file) // all or nothing, should we be killed here
    }
    // One that stays in the file goes with its interface: a full disk keeps nobody from ending.
    const fewer = [...leases.keys()].every(id => before.some(lease => lease.id === id))
    if (fewer) ifWritable(write)
    else write()
  } finally {
    closeSync(lock)
  }
}

function living(all: readonly Lease[]): Leases {
  const links = readFileSync('/proc/thread-self/net/dev', 'utf8')
    .split('\n')
    .map(line => line.split(':')[0]?.trim())
  return new Map(all.filter(({ link }) => links.includes(link)).map(lease => [lease.id, lease]))
}

function read(file: string): Lease[] {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Lease[]
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw new Error(`${file} cannot be read; end the containers and remove it. ${(error as Error).message}`)
  }
}

/** Gives a container the lowest number that is free. It lasts if there is a `link` when the next one looks. */
export function take(leases: Leases, id: string, ports: readonly Port[]): Lease {
  if (leases.has(id)) throw new Error(`container ${id} is on the network already`)
  const taken = new Set([...leases.values()].map(({ number }) => number))
  let number = FIRST
  while (taken.has(number)) number++
  if (number > LAST) throw new Error(`all ${LAST - FIRST + 1} addresses of ${NETWORK[4]} are taken; end a container`)
  const lease = { id, link: linkName(id), number, ports }
  leases.set(id, lease)
  return lease
}
