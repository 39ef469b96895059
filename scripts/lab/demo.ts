// A chapter's program before a class: one step at a time, the system call in large, and what it has changed.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import kleur from 'kleur'
import { bundleAnswer, bundleJob } from '../answer/bundle.ts'
import { root } from '../cli/paths.ts'
import { Problem } from '../cli/problem.ts'
import { folded, printable, wrapped } from '../cli/text.ts'
import type { Chapter } from '../course/chapters.ts'
import { restore } from '../vm/machines.ts'
import type { Picture, SlowInput } from './slow-motion.ts'

/** A terminal of 80 columns and 24 rows has room for two columns of these, and so many lines of changes. */
const [HALF, MOST] = [38, 9]

const RULE = '-'.repeat(80)

export interface How {
  /** All pictures one below the other, without keys. */
  readonly asText: boolean
}

type Key = 'next' | 'begin' | 'notes' | 'end'

/** Shows it, until somebody has seen enough. Throws a Problem (2) where there is no terminal to press keys at. */
export async function demonstrate(chapter: Chapter, file: string, { asText }: How): Promise<number> {
  if (!asText && !(process.stdin.isTTY && process.stdout.isTTY))
    throw new Problem('--demo wants a terminal, where Enter leads to the next step; --demo=text prints them all', 2)
  using keys = asText ? undefined : new Keys()
  while ((await perform(chapter, file, keys)) === 'begin');
  return 0
}

/** Once, from the beginning. */
async function perform(chapter: Chapter, file: string, keys: Keys | undefined): Promise<Key> {
  await using machine = await restore()
  const source = `
    import demo from './chapters/${chapter.id}/demo.ts'
    import { slowMotion } from './scripts/lab/slow-motion.ts'
    export default job => slowMotion(demo, job)`
  const [{ code }, job] = await Promise.all([bundleAnswer(file), bundleJob(source)])
  const { speed } = await machine.ready()
  const input: SlowInput = { chapter: chapter.id, code, speed }
  const playing = machine.load<void, Picture, 'go on'>(job, input)
  const pictures = playing.messages[Symbol.asyncIterator]()
  for (;;) {
    await playing.send('go on')
    const { value: picture, done } = await pictures.next()
    if (done) {
      await playing.result // throws what went wrong
      return 'end'
    }
    const text = shown(chapter, picture, keys ? MOST : Infinity)
    if (!keys) process.stdout.write(`${text}\n\n${picture.next ? RULE : notes(chapter)}\n\n`)
    for (let key: Key | undefined; keys && key !== 'next'; ) {
      keys.show(key === 'notes' ? notes(chapter) : text)
      key = await keys.next()
      if (key === 'begin' || key === 'end') return key
    }
    if (!picture.next) return 'end'
  }
}

/** A picture, as text of 80 columns. */
function shown({ id, title }: Chapter, { number, of, last, next, host, container }: Picture, most: number): string {
  const call = (text: string, paint: (text: string) => string) =>
    folded(printable(text), 76)
      .map(line => `  ${paint(line)}`)
      .join('\n')
  const done = last
    ? `${kleur.gray(last.from)}\n${call(last.text, text => kleur.bold(kleur.white(text)))}${last.result && `\n  ${kleur.cyan(printable(last.result))}`}`
    : 'clone3 has made a child, which waits before its first step.'
  const coming = next
    ? `next: ${kleur.gray(next.from)}\n${call(next.text, kleur.gray)}`
    : 'The child has become its command.'
  return [
    `${kleur.bold(`${id}: ${title}`)}   ${number} of ${of} steps`,
    '',
    done,
    '',
    sideBySide(host, container, most),
    '',
    coming,
  ].join('\n')
}

/** What has changed on the host, and in the container. */
function sideBySide(host: readonly string[], container: readonly string[], most: number): string {
  const [left, right] = [host, container].map(lines =>
    (lines.length > 0 ? lines : ['nothing has changed']).flatMap(line => folded(printable(line), HALF)),
  ) as [string[], string[]]
  const rows = Array.from({ length: Math.max(left.length, right.length) }, (_, i) =>
    `${(left[i] ?? '').padEnd(HALF)}  ${right[i] ?? ''}`.trimEnd(),
  )
  const more = rows.length > most ? [`... and ${rows.length - most + 1} lines more`] : []
  const head = more.length > 0 ? rows.slice(0, most - 1) : rows
  return [kleur.gray(`${'the host'.padEnd(HALF)}  the container`), ...head, ...more].join('\n')
}

const NOTES = 'Notes for the teacher'

/** What the lesson says to whoever teaches. */
function notes({ id }: Chapter): string {
  const lesson = readFileSync(join(root, 'chapters', id, 'README.md'), 'utf8')
  const [, text = ''] =
    lesson
      .split(/^## /m)
      .find(part => part.startsWith(NOTES))
      ?.split(NOTES) ?? []
  const points = text.trim().split(/\n(?=- )/)
  return [NOTES, ...points.map(point => wrapped(point.replaceAll(/\s+/g, ' '), 78, '  '))].join('\n\n')
}

/** A terminal in which single keys count. Gives it back as it was. */
class Keys {
  readonly #waiting: ((key: Key) => void)[] = []

  constructor() {
    process.stdin.setRawMode(true)
    process.stdin.on('data', this.#hear)
  }

  readonly #hear = (bytes: Buffer) => {
    const key = KEYS[bytes.toString()]
    if (key) this.#waiting.shift()?.(key)
  }

  show(text: string): void {
    process.stdout.write(
      `\x1b[2J\x1b[H${text}\n\n${kleur.gray('Enter: on   b: from the beginning   n: notes   q: end')}\n`,
    )
  }

  next(): Promise<Key> {
    return new Promise(resolve => this.#waiting.push(resolve))
  }

  [Symbol.dispose](): void {
    process.stdin.off('data', this.#hear)
    process.stdin.setRawMode(false)
    process.stdin.pause()
  }
}

const KEYS: Readonly<Record<string, Key>> = {
  ...{ '\r': 'next', '\n': 'next', ' ': 'next', b: 'begin', n: 'notes', q: 'end', '\x03': 'end', '\x04': 'end' },
}
