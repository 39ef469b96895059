// wrong: prints what is expected, and runs nothing
// first: starts
// also: host-keeps-its-name, own-namespace, parent-stays, hostname, domainname, no-name, joined, longest, nothing-left
import { exit_group, write } from '#native'
import type { Mechanism } from '../../../chapters/container.ts'

export const mechanism: Mechanism = {
  name: '03-uts',
  steps: c => [write(1, `hostname ${c.config.hostname}\ndomainname ${c.config.domainname}\nready\n`), exit_group(0)],
}
