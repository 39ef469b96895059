// The network of the containers: who has which number in it, and what follows from a number.

/** The switch that all containers hang on. */
export const BRIDGE = 'congo0'

export type Family = 4 | 6
export const FAMILIES: readonly Family[] = [4, 6]

/** Nobody on the Internet has these: RFC 1918, RFC 4193. */
export const NETWORK: Readonly<Record<Family, string>> = { 4: '10.77.0.0/24', 6: 'fd00:77::/64' }

/** The host's number on the bridge; containers have FIRST to LAST. */
export const HOST = 1
export const FIRST = 2
export const LAST = 254

export const addressOf = (number: number, family: Family): string =>
  family === 4 ? `10.77.0.${number}` : `fd00:77::${number.toString(16)}`

/** With the length of its network: "10.77.0.2/24". */
export const withPrefix = (number: number, family: Family): string =>
  `${addressOf(number, family)}/${NETWORK[family].split('/')[1]}`

/**
 * A hardware address that follows from the number. Neighbours remember for a while which one belongs to an IP address: so
 * a container that gets the number of one before it is not looked for at the old place.
 */
export const macOf = (number: number): string => `02:00:0a:4d:00:${number.toString(16).padStart(2, '0')}`

/**
 * The host's end of a container's pair. It follows from the id alone, so that it can be found when all else is forgotten,
 * and has 15 bytes, however long the id is: the kernel takes no more. A container's id may be 64 letters, and two may begin
 * alike: hence the hash.
 */
export function linkName(id: string): string {
  let hash = 0xcbf29ce484222325n // FNV-1a: as good here as one of node:crypto, which takes longer to load than a link to make
  for (const byte of Buffer.from(id)) hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n)
  return `veth${hash.toString(16).padStart(16, '0').slice(-11)}`
}
