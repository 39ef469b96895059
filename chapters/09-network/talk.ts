// Conversations with the kernel about network namespaces.
import { closeSync, openSync } from 'node:fs'
import { CLONE_NEWNET, Netlink, run, setns } from '#native'

/** Lends the network namespace of a process, as a descriptor. */
export function withNetworkOf(pid: number, use: (namespace: number) => void): void {
  const namespace = openSync(`/proc/${pid}/ns/net`, 'r')
  try {
    use(namespace)
  } finally {
    closeSync(namespace)
  }
}

/** About the one that we are in. */
export function onHost<T>(talk: (netlink: Netlink) => T): T {
  const netlink = new Netlink()
  try {
    return talk(netlink)
  } finally {
    netlink.close()
  }
}

/**
 * About another, by its descriptor. A socket stays in the namespace in which it was made, so we go there for that one call;
 * setns(2) moves no other thread, and nothing else of ours runs meanwhile.
 */
export function inContainer<T>(namespace: number, talk: (netlink: Netlink) => T): T {
  const home = openSync('/proc/thread-self/ns/net', 'r')
  let netlink: Netlink
  try {
    run(setns(namespace, CLONE_NEWNET))
    netlink = new Netlink()
  } finally {
    run(setns(home, CLONE_NEWNET))
    closeSync(home)
  }
  try {
    return talk(netlink)
  } finally {
    netlink.close()
  }
}
