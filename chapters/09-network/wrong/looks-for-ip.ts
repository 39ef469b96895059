// wrong: leaves the work to the command ip, which the host does not have
// first: starts
// also: namespace, loopback, address, neighbours, outside, published, survives, port-taken, files, crash, nothing-left
import { execFileSync } from 'node:child_process'
import { isBridged } from '../../../chapters/09-network/plan.ts'
import type { Mechanism } from '../../../chapters/container.ts'
import { enter, mechanism as right } from '../../../solutions/09-network.ts'

export { enter }
export const mechanism: Mechanism = {
  ...right,
  connect(c, child) {
    if (!isBridged(c)) return
    const ip = (words: string) => execFileSync('ip', words.split(' '))
    ip('link add congo0 type bridge')
    ip(`link add veth-${c.id} type veth peer name eth0 netns ${child.pid}`)
    ip(`link set veth-${c.id} master congo0 up`)
  },
}
