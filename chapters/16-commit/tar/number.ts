// Fields of a header.

export const untilZero = (bytes: Uint8Array): Uint8Array => {
  const end = bytes.indexOf(0)
  return end < 0 ? bytes : bytes.subarray(0, end)
}

/** Octal digits; or, where the first bit is set, a number of base 256 in the other bits. Throws where it is neither. */
export function number(block: Buffer, at: number, width: number): number {
  const field = block.subarray(at, at + width)
  const [first = 0, ...others] = field
  if (first & 0x80)
    return whole(
      others.reduce((all, byte) => all * 256 + byte, first & 0x7f),
      NUMBER,
    )
  const [, digits] = /^ *([0-7]*) *$/.exec(Buffer.from(untilZero(field)).toString('latin1')) ?? []
  return whole(digits === undefined ? NaN : digits === '' ? 0 : parseInt(digits, 8), NUMBER)
}

const NUMBER = 'a number in a header'

/** Throws unless it is one that can be counted with. */
export function whole(value: number, what: string): number {
  if (!Number.isSafeInteger(value) || value < 0) throw new Error(`${what} that cannot be read`)
  return value
}
