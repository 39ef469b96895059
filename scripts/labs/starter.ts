// Makes a lab's starter from the finished chapter. A solution marks what the learner is to write:
//
//     // hole 1: give the child a PID namespace of its own
//     //   a second line of the task, set off by three spaces
//     ...the answer: whole statements, or whole elements of a list...
//     // end
//
// and, for the book, `// region name` ... `// end region`. Nothing else is needed: what stands in the hole's
// place follows from the last statement of the answer.

import { Problem } from '../cli/problem.ts'

const open = /^\s*\/\/ hole (\d+): (.*\S)\s*$/
const more = /^\s*\/\/ {2,}(.*\S)\s*$/
const close = /^\s*\/\/ end\s*$/
const region = /^\s*\/\/ (end )?region\b/

/** A place in a lab where code is still missing; `line` counts from 1. */
export interface OpenHole {
  number: number
  line: number
  task: string
}

/** The text of labs/NAME.ts, made from that of solutions/NAME.ts. Throws a Problem (1) that names the line of a bad marker. */
export function starter(solution: string, name: string): string {
  const wrong = (index: number, what: string) => new Problem(`solutions/${name}.ts:${index + 1}: ${what}`, 1)
  const text: string[] = []
  let count = 0
  let opened: { at: number; answer: string[] } | undefined

  for (const [index, line] of solution.trimEnd().split('\n').entries()) {
    const number = open.exec(line)?.[1]
    if (number) {
      if (opened) throw wrong(index, `hole ${number} opens inside hole ${count}`)
      if (Number(number) !== ++count) throw wrong(index, `this is hole ${count}, not ${number}: number them in order`)
      opened = { at: index, answer: [] }
      text.push(line)
    } else if (/^\s*\/\/ *hole\b/.test(line)) {
      throw wrong(index, 'a hole is written "// hole 1: what to do"')
    } else if (close.test(line)) {
      if (!opened) throw wrong(index, '"// end" without a hole')
      if (opened.answer.length === 0) throw wrong(index, `hole ${count} is empty`)
      text.push(gap(opened.answer, count))
      opened = undefined
    } else if (region.test(line)) {
      // the book's, not the learner's
    } else if (opened && (opened.answer.length > 0 || !more.test(line))) {
      opened.answer.push(line)
    } else {
      text.push(line)
    }
  }
  if (opened) throw wrong(opened.at, `hole ${count} has no "// end"`)
  if (count === 0) throw wrong(0, 'no hole to fill: a lab needs at least one')

  return `${header(name, count)}\n\n${withImport(text).join('\n')}\n`.replace(/\n{3,}/g, '\n\n')
}

/** What a solution has in each of its holes, without the indentation that all its lines share. */
export function answers(solution: string): { number: number; task: string; code: string }[] {
  const lines = solution.split('\n')
  return lines.flatMap((line, at) => {
    const number = Number(open.exec(line)?.[1])
    if (!number) return []
    const from = lines.findIndex((text, i) => i > at && !more.test(text))
    const answer = lines.slice(
      from,
      lines.findIndex((text, i) => i > at && close.test(text)),
    )
    const shared = Math.min(...answer.filter(text => text.trim()).map(text => text.search(/\S/)))
    return [{ number, task: task(lines, number), code: answer.map(text => text.slice(shared)).join('\n') }]
  })
}

/** The holes still open in a lab's text: calls of `hole(n)`, each with the task that its comment sets. */
export function holes(lab: string): OpenHole[] {
  const lines = lab.split('\n')
  return lines.flatMap((line, index) =>
    [...line.replace(/\/\/.*/, '').matchAll(/\bhole\((\d+)\)/g)].map(found => {
      const number = Number(found[1])
      return { number, line: index + 1, task: task(lines, number) }
    }),
  )
}

function task(lines: string[], number: number): string {
  const first = lines.findIndex(line => Number(open.exec(line)?.[1]) === number)
  if (first < 0) return ''
  const words = [open.exec(lines[first] ?? '')?.[2]]
  for (const line of lines.slice(first + 1)) {
    const next = more.exec(line)?.[1]
    if (!next) break
    words.push(next)
  }
  return words.join(' ')
}

// `return x` leaves `return hole(1)`, `const a: T = x` leaves `const a: T = hole(1)`, a property keeps its key, and
// everything else (a statement, an element of a list) is the bare call.
function gap(answer: string[], number: number): string {
  const indent = /^\s*/.exec(answer.find(line => line.trim()) ?? '')?.[0] ?? ''
  const starts = answer.filter(line => line.startsWith(indent) && /^[^\s)}\]/]/.test(line.slice(indent.length)))
  const last = starts.at(-1)?.slice(indent.length) ?? ''
  const comma = answer.at(-1)?.trimEnd().endsWith(',') ? ',' : ''
  const head = /^return\b|^(?:const|let) .+? =(?= |$)/.exec(last) ?? (comma && /^[\w$]+:(?= )/.exec(last))
  return `${indent}${head ? `${head[0]} ` : ''}hole(${number})${comma}`
}

function header(name: string, count: number): string {
  return `// Your lab for chapters/${name}: ${count === 1 ? 'one hole' : `${count} holes`} to fill.
//   npm run lab ${name}      runs it in the machine and shows what happened
//   npm run check ${name}    has the kernel judge it`
}

function withImport(text: string[]): string[] {
  const line = "import { hole } from '../chapters/hole.ts'"
  const last = text.findLastIndex(line => /^(import\b.*|\} )from '.*'$|^import '.*'$/.test(line))
  if (last >= 0) return text.toSpliced(last + 1, 0, line)
  const code = Math.max(
    0,
    text.findIndex(line => !line.startsWith('//')),
  )
  return text.toSpliced(code, 0, '', line, '')
}
