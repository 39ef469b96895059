// right: rules in place of maps, one for each published port, as Docker has them; they are drawn by functions
import { created, entered } from '#mechanisms/02-ipc'
import {
  AF_INET,
  close,
  IFF_UP,
  linkIndex,
  newAddress,
  newDefaultRoute,
  newVeth,
  SOCK_DGRAM,
  setLink,
  siocsifflags,
  slot,
  socket,
} from '#native'
import {
  addressOf,
  BRIDGE,
  FAMILIES,
  type Family,
  HOST,
  macOf,
  NETWORK,
  withPrefix,
} from '../../../chapters/09-network/addresses.ts'
import { isRaised, raiseBridge, removeBridge, unplug } from '../../../chapters/09-network/bridge.ts'
import { writeFiles } from '../../../chapters/09-network/etc.ts'
import { releasePorts } from '../../../chapters/09-network/hold.ts'
import { type Lease, type Leases, take, withLeases } from '../../../chapters/09-network/leases.ts'
import { nft } from '../../../chapters/09-network/nft.ts'
import { startPasta, stopPasta } from '../../../chapters/09-network/pasta.ts'
import { isBridged, plannedPorts } from '../../../chapters/09-network/plan.ts'
import { publishedAt } from '../../../chapters/09-network/ports.ts'
import { inContainer, onHost, withNetworkOf } from '../../../chapters/09-network/talk.ts'
import type { Mechanism } from '../../../chapters/container.ts'
import { mechanism as right } from '../../../solutions/09-network.ts'

export const enter: Mechanism = {
  name: '09-network',
  flags: c => created(c, 'network'),
  steps(c) {
    const there = entered(c, 'network')
    if (!created(c, 'network')) return there
    const any = slot('any socket')
    return [{ ...socket(AF_INET, SOCK_DGRAM), save: any }, siocsifflags(any, 'lo', IFF_UP), close(any)]
  },
}

export function plugIn({ link: name, number }: Lease, netns: number): void {
  onHost(host => {
    host.ask(newVeth({ name }, { name: 'eth0', netns, address: macOf(number) }))
    for (const change of [{ master: raiseBridge(host) }, { hairpin: true }, { up: true }])
      host.ask(setLink({ name, ...change }))
  })
}

export function configure({ number }: Lease, container: number): void {
  inContainer(container, inside => {
    const eth0 = linkIndex(inside, 'eth0')
    for (const family of FAMILIES) inside.ask(newAddress(eth0, withPrefix(number, family)))
    inside.ask(setLink({ name: 'eth0', up: true }))
    for (const family of FAMILIES) inside.ask(newDefaultRoute(addressOf(HOST, family)))
  })
}

const WORD = { 4: 'ip', 6: 'ip6' } as const
const OWN = { 4: '127.0.0.0/8', 6: '::1' } as const

function* published(leases: Leases, family: Family): Generator<string> {
  const word = WORD[family]
  for (const { number, ports } of leases.values()) {
    const address = family === 4 ? addressOf(number, 4) : `[${addressOf(number, 6)}]`
    for (const port of ports) {
      const at = publishedAt(port, family)
      if (at === undefined) continue
      const to = `dnat ${word} to ${address}:${port.containerPort}`
      yield `${word} daddr ${at} ${port.protocol} dport ${port.hostPort} ${to}`
    }
  }
}

const leaving = (family: Family) => `
    oifname != ${BRIDGE} ${WORD[family]} saddr ${NETWORK[family]} masquerade
    oifname ${BRIDGE} ct status dnat ${WORD[family]} saddr { ${OWN[family]}, ${NETWORK[family]} } masquerade`

const OUTSIDE = `iifname != ${BRIDGE} oifname ${BRIDGE} ct state new ct status ! dnat`
const GUARDED = `iifname ${BRIDGE} ip daddr ${OWN[4]}`

const NONE = 'table inet congo\ndelete table inet congo\n'

export const table = (leases: Leases): string => `${NONE}
table inet congo {
  chain ports {
    ${FAMILIES.flatMap(family => [...published(leases, family)]).join('\n    ')}
  }
  chain arriving {
    type nat hook prerouting priority dstnat
    fib daddr type local jump ports
  }
  chain own {
    type nat hook output priority -100
    ip6 daddr ::1 return
    fib daddr type local jump ports
  }
  chain leaving {
    type nat hook postrouting priority srcnat
    ${FAMILIES.map(leaving).join('')}
  }
  chain between {
    type filter hook forward priority filter
    ${OUTSIDE} meta l4proto tcp reject with tcp reset
    ${OUTSIDE} reject
  }
  chain guard {
    type filter hook prerouting priority raw
    ${GUARDED} meta l4proto tcp reject with tcp reset
    ${GUARDED} reject
  }
}`

export const mechanism: Mechanism = {
  ...right,
  connect(c, child) {
    startPasta(c, child)
    if (!isBridged(c)) return
    const ports = plannedPorts(c)
    withNetworkOf(child.pid, container =>
      withLeases(leases => {
        const lease = take(leases, c.id, ports)
        plugIn(lease, container)
        configure(lease, container)
        writeFiles(c, lease)
        nft(table(leases))
      }),
    )
  },
  async release(c) {
    releasePorts(c)
    await stopPasta(c)
    if (!isBridged(c) || process.geteuid?.()) return
    withLeases(leases => {
      leases.delete(c.id)
      if (!isRaised()) return
      onHost(host => {
        unplug(host, c.id)
        if (leases.size === 0) {
          removeBridge(host)
          nft(NONE)
        } else nft(table(leases))
      })
    })
  },
}
