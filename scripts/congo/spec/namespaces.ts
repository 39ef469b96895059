// --network, --pid, --ipc, --userns: what a container has to itself, and what it shares with the host or with another.
import type { Namespace } from '../../../chapters/config.ts'
import type { CreateOptions } from '../library/types.ts'
import { Misuse } from '../place.ts'
import { refused } from './flag.ts'

export type NamespaceFlags = Pick<CreateOptions, 'network' | 'pid' | 'ipc' | 'userns'>

const KINDS = ['network', 'pid', 'ipc'] as const

export interface Namespaces {
  readonly own: readonly Namespace[]
  /** By kind, the container whose namespace it is to be: org.congo.join */
  readonly joined: Readonly<Record<string, string>>
}

/** `idOf` gives the id of a container that somebody names. Throws a Misuse that names the flag. */
export function namespaces(flags: NamespaceFlags, isPrivate: boolean, idOf: (typed: string) => string): Namespaces {
  const joined: Record<string, string> = {}
  const own = new Set<Namespace['type']>(['mount', 'uts', ...KINDS, ...(isPrivate ? (['user'] as const) : [])])
  for (const kind of KINDS) {
    const typed = flags[kind]
    const other = /^container:(.*)$/.exec(typed ?? '')?.[1]
    if (typed === 'host') own.delete(kind)
    else if (other !== undefined) joined[kind] = idOf(other)
    else if (typed !== undefined && kind !== 'network')
      throw refused(`--${kind}`, typed, 'there are host and container:NAME')
  }
  if (isPrivate && flags.pid === 'host') throw new Misuse('--pid host: this needs --userns host, and root', 125)
  if (isPrivate && Object.keys(joined).length > 0)
    throw new Misuse('container:NAME: a namespace of a container is entered only with --userns host, and as root', 125)
  return { own: [...own].map(type => ({ type })), joined }
}
