// Answers that are kept as tests: chapters/NN-name/wrong/*.ts and right/*.ts, each a whole answer.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../cli/paths.ts'
import { Problem } from '../cli/problem.ts'

export interface WrittenAnswer {
  readonly file: string
  /** What stands behind a word in its first lines: `// wrong: the exit status is thrown away`. */
  line(word: string): string | undefined
}

/** In the order of their names. Throws a Problem (3) that names a file without one of these lines. */
export function writtenAnswers(chapter: string, kind: 'wrong' | 'right', needed: readonly string[]): WrittenAnswer[] {
  const folder = join(root, 'chapters', chapter, kind)
  return readdirSync(folder)
    .filter(name => name.endsWith('.ts'))
    .sort()
    .map(name => {
      const file = join(folder, name)
      const text = readFileSync(file, 'utf8')
      const line = (word: string) => new RegExp(`^// ${word}: (.+)$`, 'm').exec(text)?.[1]
      const missing = needed.find(word => line(word) === undefined)
      if (missing !== undefined) throw new Problem(`${file}: its first lines must say "// ${missing}: ..."`, 3)
      return { file, line }
    })
}
