// right: both names in one loop, the domain's first; bytes are counted by TextEncoder
import { created, entered } from '#mechanisms/02-ipc'
import { type Step, setdomainname, sethostname } from '#native'
import type { Container, Mechanism } from '../../../chapters/container.ts'

const NAMES = { domainname: setdomainname, hostname: sethostname } as const
const fields = Object.keys(NAMES) as (keyof typeof NAMES)[]

function refuse({ config }: Container): void {
  for (const field of fields) {
    const name = config[field]
    if (name === undefined) continue
    if (!config.linux?.namespaces?.find(({ type }) => type === 'uts'))
      throw new Error(`${field}: wants a uts namespace`)
    const { length } = new TextEncoder().encode(name)
    if (length > 64) throw new Error(`${field} "${name}" has ${length} bytes; at most 64 are possible`)
  }
}

export const mechanism: Mechanism = {
  name: '03-uts',
  flags: c => created(c, 'uts'),
  prepare: refuse,
  steps(c) {
    const steps: Step[] = entered(c, 'uts')
    for (const field of fields) {
      const name = c.config[field]
      if (name !== undefined) steps.push(NAMES[field](name))
    }
    return steps
  },
}
