import { type AnswerBundle, bundleAnswer, bundleJob } from '../answer/bundle.ts'
import type { Chapter } from '../course/chapters.ts'
import type { Job } from '../vm/job.ts'
import type { Machine } from '../vm/machine.ts'
import type { PerformInput, Scene } from './perform.ts'

export interface Staged {
  readonly bundle: AnswerBundle
  readonly performing: Job<void, Scene, 'go on'>
}

/**
 * Has a chapter's demo begin in the machine, on this answer; with `stay` it waits before the end until it is told to go on.
 * Rejects with a Problem (1) where the file is not TypeScript.
 */
export async function stage(machine: Machine, chapter: Chapter, file: string, stay: boolean): Promise<Staged> {
  const source = `
    import demo from './chapters/${chapter.id}/demo.ts'
    import { perform } from './scripts/lab/perform.ts'
    export default job => perform(demo, job)`
  const [bundle, job] = await Promise.all([bundleAnswer(file), bundleJob(source)])
  const { speed } = await machine.ready()
  const input: PerformInput = { chapter: chapter.id, code: bundle.code, stay, speed }
  return { bundle, performing: machine.load<void, Scene, 'go on'>(job, input) }
}
