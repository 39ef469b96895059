// Sizes as people type them. config.json holds bytes: this is for command lines.

const UNITS = ['', 'k', 'm', 'g', 't']

/**
 * The bytes of "512", "100m", "1.5g", "1GiB": a number, and a unit of which each is 1024 times the one before (k, m, g, t;
 * a B or iB may follow). What is less than a byte is cut off. "-1" is -1, which stands for no limit. Throws an Error that
 * says what a size is.
 */
export function parseSize(text: string): number {
  if (text === '-1') return -1
  const [, number, unit = ''] = /^(\d+(?:\.\d+)?)(?:([kmgt])?(?:i?b)?)$/i.exec(text) ?? []
  if (number === undefined || (unit === '' && /[.i]/i.test(text))) {
    throw new Error(
      `${JSON.stringify(text)}: a size is a number and a unit, 512, 100k, 64m, 1.5g or 2t; -1 is no limit`,
    )
  }
  const bytes = Math.floor(Number(number) * 1024 ** UNITS.indexOf(unit.toLowerCase()))
  if (!Number.isSafeInteger(bytes)) throw new Error(`${JSON.stringify(text)}: more bytes than can be counted`)
  return bytes
}
