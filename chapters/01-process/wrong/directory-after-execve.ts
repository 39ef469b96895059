// wrong: chdir stands after execve, where nothing runs any more
// first: cwd
import type { Mechanism } from '../../../chapters/container.ts'
import { mechanism as right } from '../../../solutions/01-process.ts'

export * from '../../../solutions/01-process.ts'

export const mechanism: Mechanism = {
  ...right,
  steps(c) {
    const steps = right.steps(c)
    return [...steps.filter(({ call }) => call !== 'chdir'), ...steps.filter(({ call }) => call === 'chdir')]
  },
}
