// The bridge on the host, and what the host has to allow.
import { readFileSync, writeFileSync } from 'node:fs'
import { deleteLink, linkIndex, type Netlink, newAddress, newBridge, setLink } from '#native'
import { BRIDGE, FAMILIES, HOST, linkName, macOf, withPrefix } from './addresses.ts'

/**
 * Makes the bridge where it is missing, and gives its number. It has a hardware address of its own: by default it would
 * take that of a port, and change it, to the confusion of all neighbours, when this port goes.
 */
export function raiseBridge(netlink: Netlink): number {
  const allow = ['EEXIST']
  const sysctl = (path: string, value: 0 | 1) => writeFileSync(`/proc/sys/net/${path}`, String(value))
  netlink.ask({ ...newBridge({ name: BRIDGE, address: macOf(HOST) }), allow })
  const index = linkIndex(netlink, BRIDGE)
  for (const family of FAMILIES) netlink.ask({ ...newAddress(index, withPrefix(HOST, family)), allow })
  sysctl(`ipv6/conf/${BRIDGE}/accept_dad`, 0) // for two seconds a router could not ask for its neighbours otherwise
  netlink.ask(setLink({ name: BRIDGE, up: true }))
  sysctl('ipv4/ip_forward', 1) // a host is no router unless it is told
  sysctl('ipv6/conf/all/forwarding', 1)
  sysctl(`ipv4/conf/${BRIDGE}/route_localnet`, 1) // what the host sends from 127.0.0.1 may go to a container
  return index
}

/** Takes away the host's end of a container's pair, and the pair with it, where it is still there. */
export const unplug = (netlink: Netlink, id: string): void => {
  netlink.ask({ ...deleteLink(linkName(id)), allow: ['ENODEV'] })
}

/** Whether there is a bridge of ours: it is made before all else, and goes last. */
export const isRaised = (): boolean =>
  new RegExp(`^ *${BRIDGE}:`, 'm').test(readFileSync('/proc/thread-self/net/dev', 'utf8'))

export const removeBridge = (netlink: Netlink): void => {
  netlink.ask({ ...deleteLink(BRIDGE), allow: ['ENODEV'] })
}
