// right: everything is said by netlink: "lo" goes up from outside; the pair is made in the container and its other end sent out
import { closeSync, openSync } from 'node:fs'
import { created, entered } from '#mechanisms/02-ipc'
import { linkIndex, newAddress, newDefaultRoute, newVeth, setLink } from '#native'
import { addressOf, FAMILIES, type Family, HOST, macOf, withPrefix } from '../../../chapters/09-network/addresses.ts'
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
  steps: c => entered(c, 'network'),
  connect(c, { pid }) {
    if (!created(c, 'network')) return
    withNetworkOf(pid, container =>
      inContainer(container, inside => {
        inside.ask(setLink({ name: 'lo', up: true }))
      }),
    )
  },
}

export function plugIn({ link, number }: Lease, container: number): void {
  const home = openSync('/proc/thread-self/ns/net', 'r')
  try {
    inContainer(container, inside => {
      inside.ask(newVeth({ name: 'eth0', address: macOf(number) }, { name: link, netns: home }))
    })
  } finally {
    closeSync(home)
  }
  onHost(host => {
    const master = raiseBridge(host)
    host.ask(setLink({ name: link, master }))
    host.ask(setLink({ name: link, hairpin: true }))
    host.ask(setLink({ name: link, up: true }))
  })
}

export function configure({ number }: Lease, container: number): void {
  inContainer(container, inside => {
    inside.ask(setLink({ name: 'eth0', up: true }))
    const index = linkIndex(inside, 'eth0')
    for (const family of [...FAMILIES].reverse()) inside.ask(newAddress(index, withPrefix(number, family)))
    for (const family of FAMILIES) inside.ask(newDefaultRoute(addressOf(HOST, family)))
  })
}

function elements(leases: Leases, family: Family): string {
  const all = [...leases.values()].flatMap(({ number, ports }) =>
    ports.flatMap(port => {
      const at = publishedAt(port, family)
      if (at === undefined) return []
      const key = [at, port.protocol, port.hostPort].join(' . ')
      return [`${key} : ${addressOf(number, family)} . ${port.containerPort}`]
    }),
  )
  return all.length > 0 ? `elements = {\n${all.join(',\n')}\n}` : ''
}

/** The given rules, with our elements. */
export function table(leases: Leases): string {
  const rules = drawn(new Map())
  const [head = '', between = '', tail = ''] = rules.split('flags interval')
  return `${head}flags interval\n${elements(leases, 4)}${between}flags interval\n${elements(leases, 6)}${tail}`
}

export const mechanism: Mechanism = {
  ...right,
  connect(c, child) {
    startPasta(c, child)
    if (!isBridged(c)) return
    withNetworkOf(child.pid, container => {
      withLeases(leases => {
        const lease = take(leases, c.id, plannedPorts(c))
        nft(table(leases))
        plugIn(lease, container)
        configure(lease, container)
        writeFiles(c, lease)
      })
    })
  },
}
