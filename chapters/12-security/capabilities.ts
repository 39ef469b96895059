// Sets of capabilities: from the names of the config to bits. See capabilities(7) for what each set means.
import { readFileSync } from 'node:fs'
import { CAP, type CapabilitySets } from '#native'
import type { Capabilities } from '../config.ts'
import type { Container } from '../container.ts'

/** The five sets, a bit for each capability: 1n << 5n is CAP_KILL. */
export interface Sets extends CapabilitySets {
  readonly bounding: bigint
  readonly ambient: bigint
}

/** The numbers of the capabilities in a set. */
export function members(set: bigint): number[] {
  const numbers: number[] = []
  for (let rest = set, number = 0; rest !== 0n; rest >>= 1n, number++) if (rest & 1n) numbers.push(number)
  return numbers
}

/** Those that the kernel has: 0 to CAP_LAST_CAP. */
export const known = (): bigint => (2n << BigInt(readFileSync('/proc/sys/kernel/cap_last_cap', 'utf8').trim())) - 1n

/** Those that the container's first process begins with: all in a user namespace, elsewhere ours. */
export function held(c: Container): bigint {
  if (c.config.linux?.namespaces?.some(({ type }) => type === 'user')) return known()
  const permitted = /^CapPrm:\s*(\w+)$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]
  return BigInt(`0x${permitted}`) & known()
}

/**
 * The sets that the config names; undefined where it names none. A capability that cannot be granted is left out, with a
 * warning: so the specification wants it. Throws where one set has what the kernel takes only together with another.
 */
export function capabilitySets(c: Container): Sets | undefined {
  const { capabilities } = c.config.process
  if (!capabilities) return undefined
  const granted = held(c)
  const missing = new Set(
    Object.values(capabilities)
      .flat()
      .filter(name => (bit(name) & granted) === 0n),
  )
  if (missing.size > 0) {
    process.emitWarning(`process.capabilities: ${[...missing].join(', ')}: not to be had here, and left out`)
  }
  const set = (name: keyof Capabilities) =>
    (capabilities[name] ?? []).reduce((all, each) => all | bit(each), 0n) & granted
  const sets: Sets = {
    bounding: set('bounding'),
    effective: set('effective'),
    inheritable: set('inheritable'),
    permitted: set('permitted'),
    ambient: set('ambient'),
  }
  for (const [one, other] of INSIDE) {
    const [odd] = members(sets[one] & ~sets[other])
    if (odd === undefined) continue
    throw new Error(
      `process.capabilities.${one}: ${nameOf(odd)}: the kernel takes it only if it is ${other}, too; add it there`,
    )
  }
  return sets
}

/** capset(2) and PR_CAP_AMBIENT in prctl(2): a set is part of another. */
const INSIDE: readonly (readonly [keyof Sets, keyof Sets])[] = [
  ['effective', 'permitted'],
  ['inheritable', 'bounding'],
  ['ambient', 'permitted'],
  ['ambient', 'inheritable'],
]

const NUMBERS: Readonly<Record<string, number>> = CAP

const bit = (name: string): bigint => (Object.hasOwn(NUMBERS, name) ? 1n << BigInt(NUMBERS[name] as number) : 0n)

export const nameOf = (number: number): string =>
  Object.keys(NUMBERS).find(name => NUMBERS[name] === number) ?? `${number}`
