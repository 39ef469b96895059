// What a lab shows: the program as it ran, its output, host and container side by side. Fits 80 columns; with `plain`
// every line begins with what it is, for a screen reader.
import kleur from 'kleur'
import type { Row } from '../../chapters/demo.ts'
import type { RanStep } from '../answer/protocol.ts'
import { folded, printable } from '../cli/text.ts'

const WIDTH = 80
const FROM = 12

export interface How {
  readonly plain: boolean
  /** Every step whole, with the microseconds that it took. */
  readonly trace: boolean
  /** Of the terminal, where there is one: what is longer goes on below. */
  readonly columns?: number | undefined
}

/** The steps with their results. */
export function showProgram(steps: readonly RanStep[], { plain, trace, columns }: How): string {
  return steps
    .map(({ from = '', text, result, nanoseconds }, i) => {
      const time = trace && nanoseconds !== undefined ? ` <${Math.round(nanoseconds / 1000)} µs>` : ''
      const [call, answer] = [printable(text), printable(result && ` ${result}`)]
      if (plain) return `step ${i}${from ? ` of ${from}` : ''}: ${call}${answer}${time}`
      const room = WIDTH - FROM - 2 - answer.length
      const shown = trace || call.length <= room ? call : `${call.slice(0, room - 2)}…)`
      const paint = /^ = -1 /.test(answer) ? kleur.red : from ? kleur.white : kleur.gray
      const lines = columns === undefined ? [shown + answer + time] : folded(shown + answer + time, columns - FROM - 2)
      return `${kleur.cyan(from.padEnd(FROM + 1))} ${lines.map(paint).join(`\n${' '.repeat(FROM + 2)}`)}`
    })
    .join('\n')
}

/** What the host and what the container has. */
export function showComparison(rows: readonly Row[], { plain }: { plain: boolean }): string {
  const clean = rows.map(row => row.map(printable) as [string, string, string])
  if (plain)
    return clean
      .map(([what, host, inside]) => {
        const seen = [host && `on the host ${host}`, inside && `in the container ${inside}`]
        return `${what}: ${seen.filter(Boolean).join('; ')}`
      })
      .join('\n')
  const [first, second] = [
    Math.max(FROM, ...clean.map(([what]) => what.length)),
    Math.max(4, ...clean.map(([, host]) => host.length)),
  ]
  const line = ([what, host, inside]: Row) => `${what.padEnd(first)}  ${host.padEnd(second)}  ${inside}`.trimEnd()
  return [
    kleur.gray(line(['', 'host', 'container'])),
    ...clean.map(row => (row[1] === row[2] ? kleur.gray(line(row)) : line(row))),
  ].join('\n')
}

export const heading = (text: string, { plain }: { plain: boolean }): string =>
  plain ? `section: ${text}` : `\n${kleur.bold(text)}`
