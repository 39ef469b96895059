// wrong: the name is set by the runtime itself, before there is a child
// first: host-keeps-its-name
// also: hostname, domainname, no-name, joined, longest, nothing-left
import { run, sethostname } from '#native'
import type { Mechanism } from '../../../chapters/container.ts'
import { mechanism as right } from '../../../solutions/03-uts.ts'

export const mechanism: Mechanism = {
  ...right,
  prepare(c) {
    if (c.config.hostname !== undefined) run(sethostname(c.config.hostname))
  },
  steps: () => [],
}
