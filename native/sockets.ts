// Constructors of the calls that are about sockets, and of the ioctl on interfaces; as in syscalls.ts.
import { addressBytes, familyOf } from './address.ts'
import * as k from './constants.ts'
import { type Block, bits, block, descriptor, memory, number, oneOf, type Slot, type Step, step } from './step.ts'

/** socket(2) */
export const socket = (domain: number, type: number, protocol = 0): Step =>
  step(
    'socket',
    oneOf(domain, k.AF, 'socket: domain'),
    bits(type, k.SOCK, 'socket: type'),
    number(protocol, 'socket: protocol'),
  )

/** Two connected ends; `ends` takes two descriptors of 4 bytes. socketpair(2) */
export const socketpair = (ends: Block, flags: number): Step =>
  step(
    'socketpair',
    oneOf(k.AF_UNIX, k.AF, 'socketpair: domain'),
    bits(flags, k.SOCK, 'socketpair: type'),
    number(0, 'protocol'),
    memory(ends, 'socketpair: sv', 8),
  )

/** An option that is a number. setsockopt(2) */
export function setsockopt(fd: number | Slot, level: number, option: number, value: number): Step {
  const { text } = number(value, 'setsockopt: optval', -(2 ** 31), 2 ** 31 - 1)
  return step(
    'setsockopt',
    descriptor(fd, 'setsockopt: sockfd'),
    oneOf(level, k.SOL, 'setsockopt: level'),
    number(option, 'setsockopt: optname'),
    memory(block(new Uint8Array(Int32Array.of(value).buffer)), 'optval', 4, () => `[${text}]`),
    number(4, 'optlen'),
  )
}

/** Gives a socket of the address's family that address and port. bind(2), ip(7), ipv6(7) */
export function bind(fd: number | Slot, address: string, port: number): Step {
  const { value } = number(port, 'bind: port', 0, 65535)
  const family = familyOf(address)
  const name = block(family === k.AF_INET ? 16 : 28) // struct sockaddr_in, struct sockaddr_in6
  const view = new DataView(name.bytes.buffer)
  view.setUint16(0, family, true)
  view.setUint16(2, value as number)
  name.bytes.set(addressBytes(address), family === k.AF_INET ? 4 : 8)
  const text = () => `{${oneOf(family, k.AF, 'family').text}, ${port}, "${address}"}`
  return step(
    'bind',
    descriptor(fd, 'bind: sockfd'),
    memory(name, 'addr', 0, text),
    number(name.bytes.length, 'addrlen'),
  )
}

/** Ends a connection, whoever else has a descriptor of it. shutdown(2) */
export const shutdown = (fd: number | Slot, how: number): Step =>
  step('shutdown', descriptor(fd, 'shutdown: sockfd'), oneOf(how, k.SHUT, 'shutdown: how'))

/** Sets the flags of an interface by its name, through any socket of its namespace: IFF_UP. netdevice(7) */
export function siocsifflags(fd: number | Slot, name: string, flags: number): Step {
  const request = block(40) // struct ifreq: 16 bytes of name, then what the request is about
  const letters = Buffer.from(name)
  if (letters.length === 0 || letters.length > 15)
    throw new TypeError(`siocsifflags: name: 1 to 15 bytes, not "${name}", which has ${letters.length}`)
  request.bytes.set(letters)
  const { text } = bits(flags, k.IFF, 'siocsifflags: flags')
  new DataView(request.bytes.buffer).setUint16(16, flags, true)
  return step(
    'ioctl',
    descriptor(fd, 'siocsifflags: fd'),
    oneOf(k.SIOCSIFFLAGS, k.IOCTL, 'request'),
    memory(request, 'argp', 40, () => `{"${name}", ${text}}`),
  )
}
