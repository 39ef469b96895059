// The messages about interfaces, addresses and routes: rtnetlink(7), and the kernel's <linux/if_link.h>,
// <linux/if_addr.h>, <linux/rtnetlink.h>. Each is made as a step is, from checked arguments, and sent by Netlink.ask().
import { addressBytes, familyOf, macBytes } from './address.ts'
import { AF_INET6, IFF_UP } from './constants.ts'
import { attribute, joined, type Message, type Netlink, type Request, text, u8, u16, u32 } from './netlink.ts'

const NLM_F_EXCL = 0x200
const NLM_F_CREATE = 0x400

const RTM = { RTM_NEWLINK: 16, RTM_DELLINK: 17, RTM_GETLINK: 18, RTM_NEWADDR: 20, RTM_NEWROUTE: 24 } as const
const IFLA = { ADDRESS: 1, IFNAME: 3, MASTER: 10, LINKINFO: 18, NET_NS_FD: 28 } as const
const IFLA_INFO = { KIND: 1, DATA: 2, SLAVE_KIND: 4, SLAVE_DATA: 5 } as const
const VETH_INFO_PEER = 1
const IFLA_BRPORT_MODE = 4
const IFA = { ADDRESS: 1, LOCAL: 2, FLAGS: 8 } as const
const IFA_F_NODAD = 2
const RTA_GATEWAY = 5
const RT_TABLE_MAIN = 254
const RTPROT_BOOT = 3
const RTN_UNICAST = 1

/** What an interface should be. A name has 1 to 15 bytes, IFNAMSIZ with the NUL. */
export interface Link {
  readonly name: string
  /** Its hardware address: "02:00:0a:4d:00:02". The kernel draws one if not said. */
  readonly address?: string
  readonly up?: boolean
  /** The number of the bridge that it is a port of. */
  readonly master?: number
  /** Of a port: what came in by it may go out by it. */
  readonly hairpin?: boolean
}

/** The other end of a veth pair. `netns`: the descriptor of the namespace that it is made in. */
export type Peer = Pick<Link, 'name' | 'address'> & { readonly netns?: number }

const request = (
  name: keyof typeof RTM,
  told: readonly (string | false | undefined)[],
  flags: number,
  body: Uint8Array,
) => ({ type: RTM[name], flags, body, text: `${name}(${told.filter(Boolean).join(', ')})` }) satisfies Request

/** `struct ifinfomsg`; the last two words are flags and which of them are meant. */
const ifinfo = (up = false) => joined(u8(0), u8(0), u16(0), u32(0), u32(up ? IFF_UP : 0), u32(up ? IFF_UP : 0))

function named(name: string): Uint8Array {
  const { length } = Buffer.from(name)
  if (length === 0 || length > 15 || /[\s/:]/.test(name) || name === '.' || name === '..')
    throw new TypeError(
      `"${name}" cannot be the name of an interface: 1 to 15 bytes, no blank, "/" or ":"; it has ${length}`,
    )
  return attribute(IFLA.IFNAME, text(name))
}

const addressed = (address: string | undefined) =>
  address === undefined ? new Uint8Array() : attribute(IFLA.ADDRESS, macBytes(address))

/** A new bridge: a switch inside the kernel. EEXIST where the name is taken. */
export const newBridge = ({ name, address }: Link): Request =>
  request(
    'RTM_NEWLINK',
    [`"${name}"`, 'bridge', address],
    NLM_F_CREATE | NLM_F_EXCL,
    joined(
      ifinfo(),
      named(name),
      addressed(address),
      attribute(IFLA.LINKINFO, attribute(IFLA_INFO.KIND, Buffer.from('bridge'))),
    ),
  )

/** A new pair of interfaces: what goes into one comes out of the other. veth(4) */
export function newVeth({ name, address }: Link, peer: Peer): Request {
  const ns = peer.netns === undefined ? new Uint8Array() : attribute(IFLA.NET_NS_FD, u32(peer.netns))
  const other = attribute(VETH_INFO_PEER, ifinfo(), ns, named(peer.name), addressed(peer.address))
  const info = [attribute(IFLA_INFO.KIND, Buffer.from('veth')), attribute(IFLA_INFO.DATA, other)]
  const told = [`"${name}"`, 'veth', address, `peer "${peer.name}"`, peer.netns !== undefined && `in ${peer.netns}`]
  const body = joined(ifinfo(), named(name), addressed(address), attribute(IFLA.LINKINFO, ...info))
  return request('RTM_NEWLINK', told, NLM_F_CREATE | NLM_F_EXCL, body)
}

/** Changes an interface that exists; what is not said stays. ENODEV where there is none. */
export function setLink({ name, address, up, master, hairpin }: Link): Request {
  const port = [attribute(IFLA_INFO.SLAVE_KIND, Buffer.from('bridge'))]
  port.push(attribute(IFLA_INFO.SLAVE_DATA, attribute(IFLA_BRPORT_MODE, u8(1))))
  return request(
    'RTM_NEWLINK',
    [`"${name}"`, address, master !== undefined && `master ${master}`, hairpin && 'hairpin', up && 'up'],
    0,
    joined(
      ifinfo(up),
      named(name),
      addressed(address),
      master === undefined ? new Uint8Array() : attribute(IFLA.MASTER, u32(master)),
      hairpin ? attribute(IFLA.LINKINFO, ...port) : new Uint8Array(),
    ),
  )
}

/** Moves an interface to another network namespace, by the descriptor of that. It arrives down and without addresses. */
export const moveLink = (name: string, netns: number): Request =>
  request(
    'RTM_NEWLINK',
    [`"${name}"`, `to ${netns}`],
    0,
    joined(ifinfo(), named(name), attribute(IFLA.NET_NS_FD, u32(netns))),
  )

/** Removes an interface; of a veth pair both ends go. ENODEV where there is none. */
export const deleteLink = (name: string): Request =>
  request('RTM_DELLINK', [`"${name}"`], 0, joined(ifinfo(), named(name)))

/** The number of an interface, as the other messages take it. ENODEV where there is none. */
export function linkIndex(netlink: Netlink, name: string): number {
  const [answer] = netlink.ask(request('RTM_GETLINK', [`"${name}"`], 0, joined(ifinfo(), named(name))))
  const { body } = answer as Message
  return new DataView(body.buffer, body.byteOffset).getInt32(4, true)
}

/**
 * Gives an interface an address: "10.77.0.2/24" tells the network beside it, so that the neighbours are known to be there.
 * An IPv6 address can be used at once, without the second in which the kernel asks whether somebody else has it: whoever
 * hands out addresses knows. EEXIST where it has the address already.
 */
export function newAddress(index: number, address: string): Request {
  const [ip = '', prefix] = address.split('/')
  const bits = Number(prefix)
  const [family, bytes] = [familyOf(ip), addressBytes(ip)]
  if (!/^\d+$/.test(prefix ?? '') || bits > bytes.length * 8)
    throw new TypeError(`newAddress: an address with its network, "10.77.0.2/24", not "${address}"`)
  const ifaddrmsg = joined(u8(family), u8(bits), u8(0), u8(0), u32(index))
  return request(
    'RTM_NEWADDR',
    [`"${address}"`, `at ${index}`],
    NLM_F_CREATE | NLM_F_EXCL,
    joined(
      ifaddrmsg,
      attribute(IFA.LOCAL, bytes),
      attribute(IFA.ADDRESS, bytes),
      family === AF_INET6 ? attribute(IFA.FLAGS, u32(IFA_F_NODAD)) : new Uint8Array(),
    ),
  )
}

/** The way to all that no other route leads to. ENETUNREACH where the gateway is no neighbour. */
export function newDefaultRoute(gateway: string): Request {
  const rtmsg = [familyOf(gateway), 0, 0, 0, RT_TABLE_MAIN, RTPROT_BOOT, 0, RTN_UNICAST].map(u8)
  const body = joined(...rtmsg, u32(0), attribute(RTA_GATEWAY, addressBytes(gateway)))
  return request('RTM_NEWROUTE', ['default', `via ${gateway}`], NLM_F_CREATE | NLM_F_EXCL, body)
}
