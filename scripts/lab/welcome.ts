// What somebody is told whose lab is as it came, and who may have read nothing yet.
import { readFileSync } from 'node:fs'
import { relative } from 'node:path'
import kleur from 'kleur'
import { root } from '../cli/paths.ts'
import { wrapped } from '../cli/text.ts'
import type { Chapter } from '../course/chapters.ts'
import { solutionOf } from '../labs/lab-of.ts'
import { holes, starter } from '../labs/starter.ts'

export const isStarter = (chapter: Chapter, text: string): boolean =>
  text === starter(readFileSync(solutionOf(chapter), 'utf8'), chapter.id)

/** What this is, and the four things to do, in their order. */
export function welcome({ id, minutes }: Chapter, file: string): string {
  const open = holes(readFileSync(file, 'utf8'))
  const [path, many] = [relative(root, file), open.length]
  const what = `Here you build a container runtime for Linux, a mechanism at a time. Your file for this one is ${path}. It is nearly whole: ${many === 1 ? 'one place is' : `${many} places are`} left for you, hole(1)${many === 1 ? '' : ` to hole(${many})`}. It has just run in a small virtual machine, where nothing can be broken, as far as the first hole.`
  const todo = [
    ['read', `chapters/${id}/README.md`, `the lesson, ${minutes} minutes`],
    ['write', `${path}, line ${open[0]?.line}`, 'instead of hole(1)'],
    ['run', `npm run lab ${id}`, 'what it does, step by step'],
    ['check', `npm run check ${id}`, 'points, from the kernel'],
    ['stuck?', `npm run lab ${id} -- --hint`, 'a question, then more'],
    ['curious?', `npm run lab ${id} -- --solution`, 'the finished one at work'],
  ] as const
  const width = Math.max(...todo.map(([, how]) => how.length))
  const lines = todo.map(([word, how, why]) => `${kleur.cyan(word.padEnd(8))}  ${how.padEnd(width)}  ${why}`)
  return `${wrapped(what, 80)}\n\n${lines.join('\n')}`
}
