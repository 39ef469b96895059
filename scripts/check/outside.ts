// Another machine beside the host, as chapters/check.ts promises it: a process in a network namespace of the machine's root,
// on a cable to the sandbox's. What comes from there cannot know the way to a container.
import { closeSync, openSync, writeFileSync } from 'node:fs'
import {
  CLONE_NEWNET,
  deleteLink,
  execve,
  Gate,
  linkIndex,
  Netlink,
  newAddress,
  newDefaultRoute,
  newVeth,
  rt_sigprocmask,
  run,
  SIG_SETMASK,
  setLink,
  setns,
  spawn,
} from '#native'
import type { Outside } from '../../chapters/check.ts'
import { probeIn } from './probe.ts'

const HOST = ['192.0.2.1/24', '2001:db8::1/64'] // for examples only: RFC 5737, RFC 3849
const OUTSIDE = ['192.0.2.2/24', '2001:db8::2/64']
const CABLE = 'outside0'

const LISTEN = OUTSIDE.flatMap(address =>
  ['tcp', 'udp'].flatMap(protocol => ['listen', protocol, address.split('/')[0] ?? '', '7']),
)

export async function plugInOutside(host: number, use: (outside: Outside) => Promise<void>): Promise<void> {
  const gate = new Gate()
  const become = execve('/run/congo/probe', ['probe', ...LISTEN, 'answer', 'outside'], [])
  const child = spawn([...gate.steps, rt_sigprocmask(SIG_SETMASK, []), become], {
    flags: CLONE_NEWNET,
    mode: 'fork',
    stdio: ['null', 'pipe', 'inherit'],
  })
  let output = ''
  const ready = new Promise<void>(resolve =>
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      output += text
      resolve() // "ready"
    }),
  )
  await gate.reached()
  const [here, there] = [host, child.pid].map(pid => within(pid, () => new Netlink())) as [Netlink, Netlink]
  try {
    const namespace = openSync(`/proc/${child.pid}/ns/net`, 'r')
    here.ask(newVeth({ name: CABLE }, { name: CABLE, netns: namespace }))
    closeSync(namespace)
    // A router with a link-local address that is still in question cannot ask for neighbours, for two seconds.
    for (const pid of [host, child.pid])
      within(pid, () => writeFileSync(`/proc/sys/net/ipv6/conf/${CABLE}/accept_dad`, '0'))
    switchOn(here, HOST)
    switchOn(there, OUTSIDE)
    gate.open()
    await ready
    await use({
      learnWay: () => void HOST.map(address => there.ask(newDefaultRoute(address.split('/')[0] ?? ''))),
      probe: async (...verbs) => (await probeIn(child.pid, CLONE_NEWNET, verbs)).split('\n').slice(0, -1),
      lines: () => output.split('\n').slice(1, -1),
    })
  } finally {
    here.ask({ ...deleteLink(CABLE), allow: ['ENODEV'] })
    for (const netlink of [here, there]) netlink.close()
    child.kill('SIGKILL')
    await child.wait()
  }
}

/** In the network namespace of a process. A socket made there stays there. */
function within<T>(pid: number, action: () => T): T {
  const home = openSync('/proc/thread-self/ns/net', 'r')
  const namespace = openSync(`/proc/${pid}/ns/net`, 'r')
  try {
    run(setns(namespace, CLONE_NEWNET))
    return action()
  } finally {
    run(setns(home, CLONE_NEWNET))
    for (const fd of [home, namespace]) closeSync(fd)
  }
}

function switchOn(netlink: Netlink, addresses: readonly string[]): void {
  const index = linkIndex(netlink, CABLE)
  for (const address of addresses) netlink.ask(newAddress(index, address))
  netlink.ask(setLink({ name: CABLE, up: true }))
}
