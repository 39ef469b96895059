// wrong: update() looks at a value when its turn has come, and has written those before
// first: whole
import type { Resources } from '../../../chapters/config.ts'
import type { Container } from '../../../chapters/container.ts'
import { update as right } from '../../../solutions/08-cgroups.ts'

export * from '../../../solutions/08-cgroups.ts'

export function update(c: Container, resources: Resources): void {
  for (const [word, value] of Object.entries(resources)) right(c, { [word]: value })
}
