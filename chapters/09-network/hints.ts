import type { Hints } from '../hints.ts'

export const hints: Hints = {
  1: {
    question: 'A new network namespace has one interface. What state is it in, and what does not work because of that?',
    pointer:
      '`ip link set lo up` does it by flags of the interface. The step is siocsifflags, on the socket that is open already.',
    nearly: "One step: siocsifflags with the slot of the socket, 'lo', and IFF_UP and IFF_RUNNING joined by |.",
  },
  2: {
    question: 'Frames that go in at one end of a veth come out at the other. Where must each of its ends be?',
    pointer:
      'Two questions to the host: one makes the pair, with both ends in the right namespaces from the start; one joins our end to the bridge. The field names are in the task.',
    nearly:
      'host.ask a newVeth of { name: lease.link } and of a second end with name, address and netns; then host.ask a setLink of lease.link with master and up.',
  },
  3: {
    question: 'Why does the kernel refuse a way through a gateway that it does not know how to reach?',
    pointer: 'The order matters: an address, then the link up, then the default route. Each is one inside.ask().',
    nearly:
      'Three times inside.ask: newAddress of eth0 and the number of the lease with its prefix; setLink with eth0 as name and up; newDefaultRoute to the address of HOST in this family.',
  },
  4: {
    question: 'What does nft look a packet up by, and what does it want to know from the map?',
    pointer:
      "A key of three parts with ' . ' between, then ' : ', then a value of two parts. The task has one in full.",
    nearly:
      'Push one template text: at, port.protocol and port.hostPort; a colon; addressOf(number, family) and port.containerPort. Between the parts stands a dot with a blank on each side.',
  },
}
