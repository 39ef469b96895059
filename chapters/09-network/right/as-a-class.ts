// right: a class for the plug of a container, whose eth0 is up before it has an address; elements are put in after the maps
import { created, entered } from '#mechanisms/02-ipc'
import * as n from '#native'
import * as addresses from '../../../chapters/09-network/addresses.ts'
import { raiseBridge } from '../../../chapters/09-network/bridge.ts'
import { writeFiles } from '../../../chapters/09-network/etc.ts'
import { type Lease, type Leases, take, withLeases } from '../../../chapters/09-network/leases.ts'
import { nft } from '../../../chapters/09-network/nft.ts'
import { startPasta } from '../../../chapters/09-network/pasta.ts'
import { isBridged, plannedPorts } from '../../../chapters/09-network/plan.ts'
import { publishedAt } from '../../../chapters/09-network/ports.ts'
import { inContainer, onHost, withNetworkOf } from '../../../chapters/09-network/talk.ts'
import type { Mechanism } from '../../../chapters/container.ts'
import { table as drawn, mechanism as right } from '../../../solutions/09-network.ts'

export const enter: Mechanism = {
  name: '09-network',
  flags: c => created(c, 'network'),
  steps(c) {
    const fd = n.slot('fd')
    const open = { ...n.socket(n.AF_INET, n.SOCK_DGRAM | n.SOCK_CLOEXEC), save: fd }
    return created(c, 'network')
      ? [open, n.siocsifflags(fd, 'lo', n.IFF_RUNNING | n.IFF_UP), n.close(fd)]
      : entered(c, 'network')
  },
}

class Plug {
  readonly #lease: Lease
  readonly #container: number

  constructor(lease: Lease, container: number) {
    this.#lease = lease
    this.#container = container
  }

  in(): void {
    const { link: name, number } = this.#lease
    const peer = { name: 'eth0', netns: this.#container, address: addresses.macOf(number) }
    onHost(host => {
      const bridge = raiseBridge(host)
      const asked = [n.newVeth({ name }, peer), n.setLink({ name, up: true }), n.setLink({ name, master: bridge })]
      for (const request of [...asked, n.setLink({ name, hairpin: true })]) host.ask(request)
    })
  }

  configure(): void {
    inContainer(this.#container, inside => {
      inside.ask(n.setLink({ name: 'eth0', up: true }))
      const eth0 = n.linkIndex(inside, 'eth0')
      for (const family of addresses.FAMILIES) {
        inside.ask(n.newAddress(eth0, addresses.withPrefix(this.#lease.number, family)))
        inside.ask(n.newDefaultRoute(addresses.addressOf(addresses.HOST, family)))
      }
    })
  }
}

export const plugIn = (lease: Lease, container: number): void => new Plug(lease, container).in()
export const configure = (lease: Lease, container: number): void => new Plug(lease, container).configure()

const added = (leases: Leases, family: addresses.Family): string[] =>
  Array.from(leases.values()).flatMap(({ number, ports }) =>
    ports
      .map(port => ({ ...port, at: publishedAt(port, family) }))
      .filter(({ at }) => at !== undefined)
      .map(({ at, protocol, hostPort, containerPort }) => {
        const to = `${addresses.addressOf(number, family)} . ${containerPort}`
        return `add element inet congo ports${family} { ${at} . ${protocol} . ${hostPort} : ${to} }`
      }),
  )

export const table = (leases: Leases): string =>
  [drawn(new Map()), ...addresses.FAMILIES.flatMap(family => added(leases, family))].join('\n')

export const mechanism: Mechanism = {
  ...right,
  connect(c, child) {
    startPasta(c, child)
    if (!isBridged(c)) return
    withNetworkOf(child.pid, container =>
      withLeases(leases => {
        const lease = take(leases, c.id, plannedPorts(c))
        const plug = new Plug(lease, container)
        plug.in()
        plug.configure()
        nft(table(leases))
        writeFiles(c, lease)
      }),
    )
  },
}
