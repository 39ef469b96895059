// Right answers in other words: what the solution does, done as others would. The first line says what is different:
//   // right: the mount comes from fsopen and fsmount
import { writtenAnswers } from './written.ts'

export interface RightAnswer {
  readonly file: string
  readonly right: string
}

export const rightAnswers = (chapter: string): RightAnswer[] =>
  writtenAnswers(chapter, 'right', ['right']).map(({ file, line }) => ({ file, right: line('right') ?? '' }))
