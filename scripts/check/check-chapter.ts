// Checks one answer in a machine of its own, from the driver's side.
import { randomBytes } from 'node:crypto'
import { bundleAnswer, bundleSource } from '../answer/bundle.ts'
import { Problem } from '../cli/problem.ts'
import { within } from '../cli/within.ts'
import type { Chapter } from '../course/chapters.ts'
import { labOf } from '../labs/lab-of.ts'
import type { Machine } from '../vm/machine.ts'
import { restore } from '../vm/machines.ts'
import type { JudgeInput, JudgeMessage, Sentence, Verdict } from './judge.ts'
import { contentOf, remember } from './remembered.ts'
import type { ChapterResult, CheckResult } from './result.ts'

export interface Order {
  readonly chapter: Chapter
  /** The answer: a path. */
  readonly file: string
  /** How the answer was named by who asked, to be repeated in a command: '--solution', '--lab FILE', or nothing. */
  readonly named: string
  readonly only?: string | undefined
  /** One that was restored already, and is used up by this. */
  readonly machine?: Machine
}

/**
 * Gives the result, and each check's as soon as it is there. Rejects with a Problem: (2) no such file or check, (3) a fault
 * of the machine or of the checks.
 */
export async function checkChapter(
  { chapter, file, named, only, machine: ahead }: Order,
  onCheck: (result: CheckResult) => void = () => {},
): Promise<ChapterResult> {
  const began = performance.now()
  await using machine = ahead ?? (await restore())
  const before = contentOf(file)
  const [answer, job] = await Promise.all([
    bundleAnswer(chapter.id, file).catch(unreadable),
    bundleSource(judgeSource(chapter.id)),
  ])
  const [code, placed] = 'code' in answer ? [answer.code, answer.placed] : [answer, String]
  const nonce = randomBytes(16).toString('hex')
  const { speed } = await machine.ready()
  const input: JudgeInput = { chapter: chapter.id, code, nonce, speed, ...(only === undefined ? {} : { only }) }
  const judging = machine.load<void, JudgeMessage>(job.code, input)
  const checks: CheckResult[] = []
  let sentences: Sentence[] = []
  const messages = judging.messages[Symbol.asyncIterator]()
  for (;;) {
    const { value: message, done } = await within(SILENCE * speed, messages.next(), SILENT)
    if (done) break
    if ('checks' in message) {
      sentences = message.checks
      if (only !== undefined) checkExists(only, chapter, sentences)
      continue
    }
    const sentence = sentences.find(({ id }) => id === message.id)
    if (message.nonce !== nonce || !sentence)
      throw new Problem('a verdict that is none of ours came from the machine', 3)
    const { message: what, evidence } = message
    const verdict = { ...message, message: placed(what), evidence: placed(evidence) }
    const result = resultOf(chapter, sentence, verdict, named)
    checks.push(result)
    onCheck(result)
  }
  await judging.result
  const sum = (of: (check: CheckResult) => number) => checks.reduce((all, check) => all + of(check), 0)
  const result: ChapterResult = {
    id: chapter.id,
    title: chapter.title,
    points: sum(check => check.points),
    maxPoints: sum(check => check.maxPoints),
    seconds: (performance.now() - began) / 1000,
    checks,
  }
  if (file === labOf(chapter) && only === undefined && contentOf(file) === before) {
    remember(file, [...('from' in answer ? answer.from : []), ...job.from], result)
  }
  return result
}

const SILENT = new Problem('the machine has fallen silent in the middle of a check', 3)

/** Seconds without a verdict, longer on a slower machine: no check takes as long, so the kernel in there hangs. */
const SILENCE = 30

function checkExists(only: string, chapter: Chapter, sentences: Sentence[]): void {
  const ids = sentences.map(({ id }) => id)
  if (!ids.includes(only)) throw new Problem(`${chapter.id} has no check "${only}"; it has ${ids.join(', ')}`, 2)
}

function unreadable(error: unknown): { unreadable: string } {
  if (error instanceof Problem && error.exitCode === 1) return { unreadable: error.message }
  throw error
}

const judgeSource = (chapter: string) => `
  import checks from './chapters/${chapter}/check.ts'
  import { judge } from './scripts/check/judge.ts'
  export default job => judge(checks, job)`

function resultOf(
  chapter: Chapter,
  { id, title, points, hint, slow }: Sentence,
  verdict: Verdict,
  named: string,
): CheckResult {
  const { status, seconds, message, evidence } = verdict
  return {
    id,
    title,
    status,
    points: status === 'pass' ? points : 0,
    maxPoints: points,
    seconds,
    message,
    evidence,
    hint: status === 'pass' ? '' : hint,
    repeat: `npm run check ${chapter.id} -- ${named ? `${named} ` : ''}--only ${id}`,
    ...(slow && { slow }),
  }
}
