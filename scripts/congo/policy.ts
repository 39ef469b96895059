import type { Policy } from '../../chapters/15-lifecycle/state.ts'
import { Misuse } from './place.ts'

/** What --restart says. Throws a Misuse with this exit code. */
export function readPolicy(typed: string, exitCode = 125): Policy {
  if (typed === 'no' || typed === 'always' || typed === 'unless-stopped') return { name: typed }
  const [failure, most] = /^on-failure(?::([1-9]\d{0,8}))?$/.exec(typed) ?? []
  if (!failure) throw new Misuse(`--restart ${typed}: there are no, on-failure[:MAX], always, unless-stopped`, exitCode)
  return { name: 'on-failure', ...(most !== undefined && { most: Number(most) }) }
}
