// wrong: a relative root.path begins at the working directory of the runtime
// first: relative
import { resolve } from 'node:path'
import type { Container, Mechanism } from '../../../chapters/container.ts'
import { enter as right } from '../../../solutions/06-pivot-root.ts'

export { leave } from '../../../solutions/06-pivot-root.ts'

const absolute = (c: Container): Container =>
  c.config.root ? { ...c, config: { ...c.config, root: { path: resolve(c.config.root.path) } } } : c

export const enter: Mechanism = {
  ...right,
  prepare: c => right.prepare?.(absolute(c)),
  steps: c => right.steps(absolute(c)),
}
