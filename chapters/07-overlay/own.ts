import { join } from 'node:path'
import type { Container } from '../container.ts'

/** Where a container's changes are kept, and a folder beside it that the kernel works in. */
export const own = (c: Container) => ({ upper: join(c.bundle, 'upper'), work: join(c.bundle, 'work') })
