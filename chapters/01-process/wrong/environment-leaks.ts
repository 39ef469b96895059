// wrong: the environment of the runtime is added to that of the config
// first: environment
import { execvpe } from '#native'
import type { Mechanism } from '../../../chapters/container.ts'
import { mechanism as right } from '../../../solutions/01-process.ts'

export * from '../../../solutions/01-process.ts'

export const mechanism: Mechanism = {
  ...right,
  steps(c) {
    const { args, env } = c.config.process
    const ours = Object.entries(process.env).map(([name, value]) => `${name}=${value}`)
    return [...right.steps(c).slice(0, -1), execvpe(args, [...env, ...ours])]
  },
}
