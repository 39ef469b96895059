// Your lab for chapters/03-uts: 2 holes to fill.
//   npm run lab 03-uts      runs it in the machine and shows what happened
//   npm run check 03-uts    has the kernel judge it

// Chapter 03: a host name of the container's own.
import { created, entered } from '#mechanisms/02-ipc'
import { setdomainname, sethostname } from '#native'
import type { Container, Mechanism } from '../chapters/container.ts'
import { hole } from '../chapters/hole.ts'

const LIMIT = 64 // bytes: __NEW_UTS_LEN, see sethostname(2)

/** Refuses what would rename the host, and names that the kernel refuses, before there is a child. */
function checkName(c: Container, field: 'hostname' | 'domainname'): void {
  const name = c.config[field]
  if (name === undefined) return
  if (!c.config.linux?.namespaces?.some(({ type }) => type === 'uts')) {
    throw new Error(
      `${field} "${name}": without a uts namespace this would rename the host; add one to linux.namespaces`,
    )
  }
  // hole 1: a name longer than LIMIT bytes (Buffer.byteLength counts them): throw an Error that tells the field, the
  //   length of the name and the limit
  hole(1)
}

export const mechanism: Mechanism = {
  name: '03-uts',
  flags: c => created(c, 'uts'),
  prepare(c) {
    checkName(c, 'hostname')
    checkName(c, 'domainname')
  },
  steps(c) {
    const { hostname, domainname } = c.config
    // hole 2: enter the namespace if it exists already (entered), then set the names that the config has
    return hole(2)
  },
}
