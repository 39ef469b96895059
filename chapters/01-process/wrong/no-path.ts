// wrong: execve, which looks in no PATH, with the name as it was given
// first: path
import { execve } from '#native'
import type { Mechanism } from '../../../chapters/container.ts'
import { mechanism as right } from '../../../solutions/01-process.ts'

export * from '../../../solutions/01-process.ts'

export const mechanism: Mechanism = {
  ...right,
  steps(c) {
    const { args, env } = c.config.process
    return [...right.steps(c).slice(0, -1), execve(args[0] ?? '', args, env)]
  },
}
