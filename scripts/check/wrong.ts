// Wrong answers: chapters/NN-name/wrong/*.ts, each a whole answer that differs from the solution in one thing. Its first
// lines say which:
//   // wrong: the exit status is thrown away
//   // first: exit-code
//   // also: path, passed-on
// `first` is the check that must fail first; those of `also` may fail or be skipped with it; all others must pass.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../cli/paths.ts'
import { Problem } from '../cli/problem.ts'

export interface WrongAnswer {
  readonly file: string
  readonly wrong: string
  readonly first: string
  readonly also: readonly string[]
}

/** Throws a Problem (3) that names the file without these lines. */
export function wrongAnswers(chapter: string): WrongAnswer[] {
  const folder = join(root, 'chapters', chapter, 'wrong')
  return readdirSync(folder)
    .filter(name => name.endsWith('.ts'))
    .sort()
    .map(name => {
      const file = join(folder, name)
      const text = readFileSync(file, 'utf8')
      const line = (word: string) => new RegExp(`^// ${word}: (.+)$`, 'm').exec(text)?.[1]
      const [wrong, first] = [line('wrong'), line('first')]
      if (!wrong || !first)
        throw new Problem(`${file}: its first lines must say "// wrong: ..." and "// first: ..."`, 3)
      return { file, wrong, first, also: line('also')?.split(/, */) ?? [] }
    })
}
