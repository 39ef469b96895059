// Chapter 03: a host name of the container's own.
import { created, entered } from '#mechanisms/02-ipc'
import { setdomainname, sethostname } from '#native'
import type { Container, Mechanism } from '../chapters/container.ts'

const LIMIT = 64 // bytes: __NEW_UTS_LEN, see sethostname(2)

// region limit
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
  const bytes = Buffer.byteLength(name)
  if (bytes > LIMIT) throw new Error(`${field}: ${bytes} bytes, and the kernel takes ${LIMIT}; choose a shorter one`)
  // end
}
// end region

export const mechanism: Mechanism = {
  name: '03-uts',
  flags: c => created(c, 'uts'),
  prepare(c) {
    checkName(c, 'hostname')
    checkName(c, 'domainname')
  },
  // region steps
  steps(c) {
    const { hostname, domainname } = c.config
    // hole 2: enter the namespace if it exists already (entered), then set the names that the config has
    return [
      ...entered(c, 'uts'),
      ...(hostname === undefined ? [] : [sethostname(hostname)]),
      ...(domainname === undefined ? [] : [setdomainname(domainname)]),
    ]
    // end
  },
  // end region
}
