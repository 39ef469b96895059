// Internet addresses as text and as the bytes that the kernel takes, most significant first.
import { isIPv4 } from 'node:net'
import { AF_INET, AF_INET6 } from './constants.ts'

/** AF_INET or AF_INET6. Throws where the text is no address. */
export function familyOf(address: string): number {
  if (isIPv4(address)) return AF_INET
  // Not by isIPv6: its regular expression is so long that to compile it takes as long as to make a link.
  if (/^[\da-f:.]+$/i.test(address) && URL.canParse(`http://[${address}]`)) return AF_INET6
  throw new TypeError(`"${address}" is no address of the Internet`)
}

/** 4 bytes of "10.77.0.2", 16 of "fd00:77::2". */
export function addressBytes(address: string): Uint8Array {
  if (familyOf(address) === AF_INET) return Uint8Array.from(address.split('.').map(Number))
  // The last four bytes may be written as an IPv4 address: ::ffff:10.77.0.2
  const plain = address.replace(/[\d.]+$/, tail => (tail.includes('.') ? wordsOf(tail) : tail))
  const [head = '', tail] = plain.split('::')
  const [before, after] = [groups(head), groups(tail ?? '')]
  const zeros = Array(8 - before.length - after.length).fill(0)
  return Uint8Array.from([...before, ...zeros, ...after].flatMap(group => [group >> 8, group & 255]))
}

const groups = (text: string) =>
  text
    .split(':')
    .filter(Boolean)
    .map(group => Number.parseInt(group, 16))

const wordsOf = (quad: string) => {
  const [a = 0, b = 0, c = 0, d = 0] = quad.split('.').map(Number)
  return `${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}`
}

/** 6 bytes of "02:00:0a:4d:00:02". Throws where the text is no such address. */
export function macBytes(address: string): Uint8Array {
  if (!/^[\da-f]{2}(:[\da-f]{2}){5}$/i.test(address)) throw new TypeError(`"${address}" is no hardware address`)
  return Uint8Array.from(address.split(':').map(byte => Number.parseInt(byte, 16)))
}
