// right: a class; the steps are put together before there is a child, so that a wrong name is found by then
import { created, entered } from '#mechanisms/02-ipc'
import { type Step, setdomainname, sethostname } from '#native'
import type { Container, Mechanism } from '../../../chapters/container.ts'

class Names implements Mechanism {
  readonly name = '03-uts'
  readonly #steps = new WeakMap<Container, Step[]>()

  flags(c: Container) {
    return created(c, 'uts')
  }

  async prepare(c: Container) {
    const { hostname, domainname } = c.config
    const host = hostname === undefined ? undefined : sethostname(this.#checked(c, 'hostname', hostname))
    const domain = domainname === undefined ? undefined : setdomainname(this.#checked(c, 'domainname', domainname))
    this.#steps.set(
      c,
      [host, domain].filter(step => step !== undefined),
    )
  }

  steps(c: Container) {
    return [...entered(c, 'uts'), ...(this.#steps.get(c) ?? [])]
  }

  #checked(c: Container, field: string, name: string): string {
    const types = c.config.linux?.namespaces?.map(({ type }) => type) ?? []
    if (!types.includes('uts')) throw new Error(`${field} "${name}" would be the host's: add a uts namespace`)
    const size = Buffer.byteLength(name, 'utf8')
    if (size > 64) throw new Error(`${field} is ${size} bytes long, longer than the 64 of the kernel`)
    return name
  }
}

export const mechanism: Mechanism = new Names()
