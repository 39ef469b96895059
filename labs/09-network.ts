// Your lab for chapters/09-network: 4 holes to fill.
//   npm run lab 09-network      runs it in the machine and shows what happened
//   npm run check 09-network    has the kernel judge it

// Chapter 09: a network of the container's own, and the ways in and out of it.
import { created, entered } from '#mechanisms/02-ipc'
import {
  AF_INET,
  close,
  IFF_RUNNING,
  IFF_UP,
  linkIndex,
  newAddress,
  newDefaultRoute,
  newVeth,
  SOCK_CLOEXEC,
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
} from '../chapters/09-network/addresses.ts'
import { isRaised, raiseBridge, removeBridge, unplug } from '../chapters/09-network/bridge.ts'
import { bindFiles, writeFiles } from '../chapters/09-network/etc.ts'
import { holdPorts, releasePorts } from '../chapters/09-network/hold.ts'
import { type Lease, type Leases, take, withLeases } from '../chapters/09-network/leases.ts'
import { demandNft, nft } from '../chapters/09-network/nft.ts'
import { startPasta, stopPasta } from '../chapters/09-network/pasta.ts'
import { isBridged, plannedPorts } from '../chapters/09-network/plan.ts'
import { publishedAt } from '../chapters/09-network/ports.ts'
import { inContainer, onHost, withNetworkOf } from '../chapters/09-network/talk.ts'
import type { Mechanism } from '../chapters/container.ts'
import { hole } from '../chapters/hole.ts'

/** First, as with every namespace: the place. */
export const enter: Mechanism = {
  name: '09-network',
  flags: c => created(c, 'network'),
  steps(c) {
    if (!created(c, 'network')) return entered(c, 'network')
    const any = slot('socket')
    return [
      { ...socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC), save: any },
      // hole 1: the only interface of a new namespace is "lo", and it is down. Put it up: siocsifflags(socket, name, flags)
      //   sets the flags of an interface, here IFF_UP and IFF_RUNNING
      hole(1),
      close(any),
    ]
  },
}

/** The cable: a pair of interfaces, one on the host and on the bridge, the other in the container. */
export function plugIn(lease: Lease, container: number): void {
  onHost(host => {
    const bridge = raiseBridge(host)
    // hole 2: host.ask(newVeth({ name }, { name, address, netns })) makes a pair: lease.link here, and as its other end
    //   "eth0" in the namespace `container`, with the hardware address macOf(number). Then host.ask(setLink({ ... })):
    //   lease.link becomes a port of the bridge (master), and is up
    hole(2)
    host.ask(setLink({ name: lease.link, hairpin: true })) // what it sends to a port that it publishes comes back to it
  })
}

/** What the container's end is called, and where it sends what is for none of its neighbours. */
export function configure(lease: Lease, container: number): void {
  inContainer(container, inside => {
    const eth0 = linkIndex(inside, 'eth0')
    for (const family of FAMILIES) {
      // hole 3: inside.ask(newAddress(eth0, withPrefix(number, family))) for the number of the lease; then eth0 has to be
      //   up (setLink), and only then is there a way to the gateway: newDefaultRoute(addressOf(HOST, family))
      hole(3)
    }
  })
}

/** The elements of a map in nft's words: the port that somebody asks for, and the one that answers. */
function published(leases: Leases, family: Family): string {
  const elements: string[] = []
  for (const { number, ports } of leases.values()) {
    for (const port of ports) {
      const at = publishedAt(port, family)
      if (at === undefined) continue
      // hole 4: push `at`, protocol and hostPort, then address and containerPort, as nft writes a key of several parts and
      //   its value: "0.0.0.0/0 . tcp . 8080 : 10.77.0.2 . 80"
      hole(4)
    }
  }
  return elements.length === 0 ? '' : `elements = { ${elements.join(', ')} }`
}

/** Everything that the host's rules say of containers. Drawn anew from the leases each time, and swapped at once. */
export const table = (leases: Leases): string => `
table inet congo
delete table inet congo
table inet congo {
  map ports4 {
    type ipv4_addr . inet_proto . inet_service : ipv4_addr . inet_service
    flags interval
    ${published(leases, 4)}
  }
  map ports6 {
    type ipv6_addr . inet_proto . inet_service : ipv6_addr . inet_service
    flags interval
    ${published(leases, 6)}
  }
  chain published {
    meta l4proto { tcp, udp } dnat ip to ip daddr . meta l4proto . th dport map @ports4
    meta l4proto { tcp, udp } dnat ip6 to ip6 daddr . meta l4proto . th dport map @ports6
  }
  chain prerouting { # what comes to an address of the host
    type nat hook prerouting priority dstnat
    fib daddr type local jump published
  }
  chain output { # and what the host itself sends there; from ::1 there is no way to anywhere
    type nat hook output priority -100
    ip6 daddr ::1 return
    fib daddr type local jump published
  }
  chain postrouting { # what leaves the bridge carries the host's address; so does what is sent back to it
    type nat hook postrouting priority srcnat
    oifname != ${BRIDGE} ip saddr ${NETWORK[4]} masquerade
    oifname != ${BRIDGE} ip6 saddr ${NETWORK[6]} masquerade
    oifname ${BRIDGE} ct status dnat ip saddr { 127.0.0.0/8, ${NETWORK[4]} } masquerade
    oifname ${BRIDGE} ct status dnat ip6 saddr { ::1, ${NETWORK[6]} } masquerade
  }
  chain forward { # from outside only what is published, and answers; whoever asks for more hears at once
    type filter hook forward priority filter
    iifname != ${BRIDGE} oifname ${BRIDGE} ct state new ct status ! dnat meta l4proto tcp reject with tcp reset
    iifname != ${BRIDGE} oifname ${BRIDGE} ct state new ct status ! dnat reject
  }
  chain guard { # the host's own localhost is for the host
    type filter hook prerouting priority raw
    iifname ${BRIDGE} ip daddr 127.0.0.0/8 meta l4proto tcp reject with tcp reset
    iifname ${BRIDGE} ip daddr 127.0.0.0/8 reject
  }
}`

/** What the parent does while the child waits, and in the child what is written about it in /etc. */
export const mechanism: Mechanism = {
  name: '09-network',
  prepare(c) {
    if (isBridged(c)) demandNft()
    holdPorts(c, plannedPorts(c))
    if (created(c, 'network')) writeFiles(c)
  },
  steps: c => (created(c, 'network') ? bindFiles(c) : []),
  connect(c, child) {
    startPasta(c, child)
    if (!isBridged(c)) return
    withNetworkOf(child.pid, container =>
      withLeases(leases => {
        const lease = take(leases, c.id, plannedPorts(c))
        plugIn(lease, container)
        configure(lease, container)
        nft(table(leases))
        writeFiles(c, lease)
      }),
    )
  },
  async release(c) {
    releasePorts(c)
    await stopPasta(c)
    if (!isBridged(c) || process.geteuid?.() !== 0) return // an ordinary user never came as far: chapter 11
    withLeases(leases => {
      leases.delete(c.id)
      if (!isRaised()) return // nor is anything else of ours there
      onHost(host => {
        unplug(host, c.id)
        if (leases.size > 0) return nft(table(leases))
        nft('table inet congo; delete table inet congo')
        removeBridge(host)
      })
    })
  },
}
