// wrong: the child becomes root when all is mounted, so that the mounts belong to nobody
// first: mounts
// also: own-image, names
import type { Mechanism } from '../../../chapters/container.ts'
import { mechanism as right, identity as rightIdentity } from '../../../solutions/11-user.ts'

export * from '../../../solutions/11-user.ts'

const BECOMING = ['setgroups', 'setresgid', 'setresuid']

export const mechanism: Mechanism = {
  ...right,
  steps: c => right.steps(c).filter(({ call }) => !BECOMING.includes(call)),
}

export const identity: Mechanism = {
  ...rightIdentity,
  steps: c => [...right.steps(c).filter(({ call }) => BECOMING.includes(call)), ...rightIdentity.steps(c)],
}
