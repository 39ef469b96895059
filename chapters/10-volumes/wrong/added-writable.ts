// wrong: addVolume() does not hear the options
// first: added
import type { Container, Mount } from '../../../chapters/container.ts'
import { addVolume as right } from '../../../solutions/10-volumes.ts'

export * from '../../../solutions/10-volumes.ts'

export const addVolume = (c: Container, m: Mount): Promise<void> => right(c, { ...m, options: ['rbind'] })
