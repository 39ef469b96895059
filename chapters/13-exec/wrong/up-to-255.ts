// wrong: closes what is open by a loop, up to 255
// first: nothing-along
// also: not-the-runtime
import { close } from '#native'
import type { Mechanism } from '../../../chapters/container.ts'

export * from '../../../solutions/13-exec.ts'

export const alone: Mechanism = {
  name: '13-exec',
  steps: () => [...Array.from({ length: 253 }, (_, i) => ({ ...close(i + 3), allow: ['EBADF'] }))],
}
