// The bridge on the host, and what the host has to allow.
import { writeFileSync } from 'node:fs'
import { deleteLink, linkIndex, type Netlink, newAddress, newBridge, setLink } from '#native'
import { BRIDGE, FAMILIES, HOST, macOf, withPrefix } from './addresses.ts'

/**
 * Makes the bridge where it is missing, and gives its number. It has a hardware address of its own: by default it would
 * take that of a port, and change it, to the confusion of all neighbours, when this port goes.
 */
export function raiseBridge(netlink: Netlink): number {
  const allow = ['EEXIST']
  netlink.ask({ ...newBridge({ name: BRIDGE, address: macOf(HOST) }), allow })
  const index = linkIndex(netlink, BRIDGE)
  for (const family of FAMILIES) netlink.ask({ ...newAddress(index, withPrefix(HOST, family)), allow })
  netlink.ask(setLink({ name: BRIDGE, up: true }))
  const sysctl = (path: string) => writeFileSync(`/proc/sys/net/${path}`, '1')
  sysctl('ipv4/ip_forward') // a host is no router unless it is told
  sysctl('ipv6/conf/all/forwarding')
  sysctl(`ipv4/conf/${BRIDGE}/route_localnet`) // what the host sends from 127.0.0.1 may go to a container
  return index
}

export const removeBridge = (netlink: Netlink): void => {
  netlink.ask({ ...deleteLink(BRIDGE), allow: ['ENODEV'] })
}
