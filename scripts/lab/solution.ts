// The solution, one deliberate command away.
import { readFileSync } from 'node:fs'
import { relative } from 'node:path'
import kleur from 'kleur'
import { root } from '../cli/paths.ts'
import { indented, wrapped } from '../cli/text.ts'
import type { Chapter } from '../course/chapters.ts'
import { labOf, solutionOf } from '../labs/lab-of.ts'
import { answers } from '../labs/starter.ts'

/** What we have put into each hole, and what to make of it. */
export function showSolution(chapter: Chapter): string {
  const told = answers(readFileSync(solutionOf(chapter), 'utf8')).map(
    ({ number, task, code }) =>
      `${kleur.bold(wrapped(`hole ${number}: ${task}`, 80, '        '))}\n\n${indented(code, '    ')}\n`,
  )
  const { id } = chapter
  return [
    `How ${relative(root, solutionOf(chapter))} fills the holes:\n`,
    ...told,
    kleur.cyan(
      wrapped(
        `next: say to yourself why each line is there, close this, and write ${relative(root, labOf(chapter))} from memory. npm run lab ${id} -- --solution shows it at work.`,
        80,
        '      ',
      ),
    ),
  ].join('\n')
}
