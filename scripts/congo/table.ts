// Lists for people: columns as wide as they need to be, in a terminal as wide as it is.
import { printable } from '../cli/text.ts'

/** Rows of words under their headings. The last column gives way where the terminal is too narrow. */
export function table(headings: readonly string[], rows: readonly (readonly string[])[], columns = Infinity): string {
  const all = [headings, ...rows.map(row => row.map(word => printable(word).replaceAll(/[\t\n]/g, ' ')))]
  const widths = headings.map((_, i) => Math.max(...all.map(row => row[i]?.length ?? 0)))
  return all
    .map(row => row.map((word, i) => (i === row.length - 1 ? word : word.padEnd(widths[i] ?? 0))).join('  '))
    .map(line => (line.length > columns ? `${line.slice(0, columns - 1)}…` : line).trimEnd())
    .map(line => `${line}\n`)
    .join('')
}

/** How long ago: "5 seconds ago", "2 hours ago". */
export function ago(time: string, now = Date.now()): string {
  const seconds = Math.max(0, Math.round((now - Date.parse(time)) / 1000))
  const units = [
    [86_400, 'day'],
    [3600, 'hour'],
    [60, 'minute'],
    [1, 'second'],
  ] as const
  const [size, unit] = units.find(([size]) => seconds >= size) ?? [1, 'second']
  const count = Math.floor(seconds / size)
  return `${count} ${unit}${count === 1 ? '' : 's'} ago`
}

/** A number of bytes for people: "12.3 MB". */
export function bytes(count: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB']
  const power = count < 1000 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(count) / 3))
  return `${Number((count / 1000 ** power).toPrecision(3))} ${units[power]}`
}
