// Where in the learner's file something went wrong, as a few lines of it.
import { readFileSync } from 'node:fs'
import { basename, relative } from 'node:path'
import kleur from 'kleur'
import { root } from '../cli/paths.ts'
import { indented, printable } from '../cli/text.ts'
import { lessonOf } from './lesson.ts'
import type { Problem } from './protocol.ts'
import type { TypeFault } from './types.ts'

const AROUND = 2
const WIDTH = 120

/** An open hole in a friendly line, any other error with its place in the file, where it has one there. */
export function explain(file: string, { message, meaning, hole, stack }: Problem): string {
  const path = relative(root, file)
  if (hole !== undefined) return `it came to hole ${hole}, which is still open`
  if (stack?.startsWith('StepError')) {
    // It names its step; the file only waited for it.
    const [, call = '', from = ''] = /^(\w+)\(.*\(step \d+, from ([\w-]+)\)$/s.exec(message) ?? []
    const lesson = lessonOf(from, call)
    return [printable(message), printable(meaning ?? ''), lesson && `the lesson: ${lesson}`].filter(Boolean).join('\n')
  }
  const place = new RegExp(`${basename(file).replaceAll('.', '\\.')}:(\\d+):\\d+`).exec(stack ?? '')
  const frame = place ? `\n\n${codeFrame(file, Number(place[1]))}` : ''
  return `${printable(message)}${place ? `\n    at ${path}:${place[1]}` : ''}${frame}`
}

/** What the type checker found, with the lines. */
export const explainTypes = (file: string, errors: readonly TypeFault[]): string =>
  errors
    .map(
      ({ line, message }) => `${printable(`${relative(root, file)}:${line}: ${message}`)}\n\n${codeFrame(file, line)}`,
    )
    .join('\n\n')

function codeFrame(file: string, line: number): string {
  const lines = readFileSync(file, 'utf8').split('\n')
  const first = Math.max(1, line - AROUND)
  const frame = lines.slice(first - 1, line + AROUND).map((text, i) => {
    const mark = first + i === line ? '>' : ' '
    return `${mark} ${String(first + i).padStart(3)} | ${printable(text).slice(0, WIDTH)}`
  })
  return indented(kleur.gray(frame.join('\n')), '    ')
}
