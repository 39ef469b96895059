// wrong: removeVolume() takes a volume away from those who use it
// first: removed
import type { Container } from '../../../chapters/container.ts'
import { removeVolume as right } from '../../../solutions/10-volumes.ts'

export * from '../../../solutions/10-volumes.ts'

export const removeVolume = (c: Container, destination: string): Promise<void> =>
  right(c, destination, { detach: true })
