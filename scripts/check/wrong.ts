// Wrong answers: each differs from the solution in one thing. Its first lines say which:
//   // wrong: the exit status is thrown away
//   // first: exit-code
//   // also: path, passed-on
// `first` is the check that must fail first; those of `also` may fail or be skipped with it; all others must pass.
import { writtenAnswers } from './written.ts'

export interface WrongAnswer {
  readonly file: string
  readonly wrong: string
  readonly first: string
  readonly also: readonly string[]
}

export const wrongAnswers = (chapter: string): WrongAnswer[] =>
  writtenAnswers(chapter, 'wrong', ['wrong', 'first']).map(({ file, line }) => ({
    file,
    wrong: line('wrong') ?? '',
    first: line('first') ?? '',
    also: line('also')?.split(/, */) ?? [],
  }))
