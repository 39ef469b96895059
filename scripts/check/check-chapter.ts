// Checks one answer in a machine of its own, from the driver's side.
import { hkdfSync, randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { basename, relative } from 'node:path'
import { defined } from '../../chapters/defined.ts'
import packageJson from '../../package.json' with { type: 'json' }
import { type AnswerBundle, type Bundle, bundleAnswer, bundleSource, demandFile } from '../answer/bundle.ts'
import { root } from '../cli/paths.ts'
import { Problem } from '../cli/problem.ts'
import { within } from '../cli/within.ts'
import type { Chapter } from '../course/chapters.ts'
import { labOf } from '../labs/lab-of.ts'
import { sha256 } from '../setup/packages.ts'
import { folderOf } from '../setup/part.ts'
import { type Machine, SEED } from '../vm/machine.ts'
import { restore } from '../vm/machines.ts'
import { snapshot } from '../vm/snapshot.ts'
import type { JudgeInput, JudgeMessage, Sentence, Verdict } from './judge.ts'
import { courseCommit } from './made.ts'
import { contentOf, remember } from './remembered.ts'
import type { ChapterResult, CheckResult, MadeWith } from './result.ts'

export interface Order {
  readonly chapter: Chapter
  /** The answer: a path. */
  readonly file: string
  /** How the answer was named by who asked, to be repeated in a command: '--solution', '--lab FILE', or nothing. */
  readonly named: string
  readonly only?: string | undefined
  /** No more checks after the first that does not pass. */
  readonly first?: boolean
  /** For points: it may not take in a finished answer. */
  readonly handedIn?: boolean
  /** One that was restored already, and is used up by this. */
  readonly machine?: Machine
}

/**
 * Gives the result, and each check's as soon as it is there. What goes wrong in the machine or in the checks is in the result,
 * as checks with the status error. Rejects with a Problem: (2) no such file or check, (3) there is no machine to be had.
 * `bundled`: what bundle() has given for this order, where that is known already.
 */
export async function checkChapter(
  order: Order,
  onCheck: (result: CheckResult) => void = () => {},
  bundled?: Bundles,
): Promise<ChapterResult> {
  const { chapter, file, only } = order
  const began = performance.now()
  demandFile(file)
  const answer = sha256(readFileSync(file))
  const before = contentOf(file)
  await using machine = order.machine ?? (await restore(seedFor(chapter, answer)))
  const facts = {
    answer,
    seed: machine.seed.toString('hex'),
    congo: packageJson.version,
    ...defined({ course: await courseCommit() }),
  }
  const judging = new Judging(order, { ...facts, qemu: machine.qemu }, onCheck)
  try {
    const bundles = bundled ?? (await bundle(order))
    await judging.judge(machine, bundles)
    const result = judging.result(began)
    if (file === labOf(chapter) && only === undefined && contentOf(file) === before) {
      remember(file, [...('from' in bundles.answer ? bundles.answer.from : []), ...bundles.job.from], result)
    }
    return result
  } catch (error) {
    if (error instanceof Problem && error.exitCode === 2) throw error
    const { message } = error as Error
    if (order.machine) throw new Problem(`the grader itself failed: ${message}`, 3) // whoever has it may have closed it
    judging.fail(error as Error)
    return judging.result(began)
  }
}

/** The same for the same answer, so that no luck is in the points. */
const seedFor = ({ id }: Chapter, answer: string): Buffer => Buffer.from(hkdfSync('sha512', answer, '', id, SEED))

/** The verdicts of one machine, as they come. */
class Judging {
  readonly #order: Order
  readonly #onCheck: (result: CheckResult) => void
  readonly #checks: CheckResult[] = []
  #made: MadeWith
  #sentences: readonly Sentence[] = []

  constructor(order: Order, made: MadeWith, onCheck: (result: CheckResult) => void) {
    this.#order = order
    this.#made = made
    this.#onCheck = onCheck
  }

  /** Rejects where the machine or the checks have failed. */
  async judge(machine: Machine, { answer, job }: Bundles): Promise<void> {
    const { chapter, only, first = false } = this.#order
    this.#made = { ...this.#made, checks: sha256(Buffer.from(CHECKER() + job.code)) }
    const [code, placed] = 'code' in answer ? [answer.code, answer.placed] : [answer, String]
    const nonce = randomBytes(16).toString('hex')
    const { speed } = await machine.ready()
    const input: JudgeInput = { chapter: chapter.answers, code, nonce, speed, first, ...defined({ only }) }
    const judging = machine.load<void, JudgeMessage>(job.code, input)
    const messages = judging.messages[Symbol.asyncIterator]()
    for (;;) {
      const { value: message, done } = await within(SILENCE * speed, messages.next(), SILENT)
      if (done) break
      if ('checks' in message) {
        const { node, kernel, checks } = message
        this.#made = { ...this.#made, node, kernel }
        this.#sentences = checks
        if (only !== undefined) checkExists(only, chapter, checks)
        continue
      }
      const sentence = this.#sentences.find(({ id }) => id === message.id)
      if (message.nonce !== nonce || !sentence) throw new Error('a verdict that is none of ours came from the machine')
      this.#add(sentence, { ...message, message: placed(message.message), evidence: placed(message.evidence) })
    }
    await judging.result
  }

  /** Every check that has no verdict yet is one that the grader has failed at. */
  fail({ message }: Error): void {
    const { chapter, only } = this.#order
    const wanted = only === undefined ? this.#sentences : this.#sentences.filter(({ id }) => id === only)
    const missing = wanted.filter(({ id }) => !this.#checks.some(check => check.id === id))
    const unknown = { id: 'grader', title: 'The grader can do its work', points: chapter.points, hint: '' }
    for (const sentence of this.#sentences.length > 0 ? missing : [unknown]) {
      this.#add(sentence, {
        status: 'error',
        seconds: 0,
        message: `the grader itself failed: ${message}`,
        evidence: '',
      })
    }
  }

  result(began: number): ChapterResult {
    const { chapter, file } = this.#order
    const checks = this.#checks
    const sum = (of: (check: CheckResult) => number) => checks.reduce((all, check) => all + of(check), 0)
    return {
      id: chapter.id,
      title: chapter.title,
      file: relative(root, file),
      points: sum(check => check.points),
      maxPoints: sum(check => check.maxPoints),
      seconds: (performance.now() - began) / 1000,
      made: this.#made,
      checks,
    }
  }

  #add(sentence: Sentence, verdict: Omit<Verdict, 'id' | 'nonce'>): void {
    const result = resultOf(this.#order, sentence, verdict)
    this.#checks.push(result)
    this.#onCheck(result)
  }
}

/** What judges is a part of the machine. */
const CHECKER = () => basename(folderOf(snapshot))

/** What is sent into the machine; `key` names just these two, and who judges. */
export interface Bundles {
  readonly answer: AnswerBundle | { readonly unreadable: string }
  readonly job: Bundle
  readonly key: string
}

/** Reads the answer and its checks. Rejects with a Problem (2) where there is no such file. */
export async function bundle({ chapter, file, handedIn = false }: Order): Promise<Bundles> {
  const [answer, job] = await Promise.all([
    bundleAnswer(file, handedIn).catch(unreadable),
    bundleSource(judgeSource(chapter.folder)),
  ])
  const texts = ['code' in answer ? answer.code : answer.unreadable, job.code, CHECKER()]
  return { answer, job, key: sha256(Buffer.from(JSON.stringify(texts))) }
}

const SILENT = new Error('the machine has fallen silent in the middle of a check')

/** Seconds without a verdict, longer on a slower machine: no check takes as long, so the kernel in there hangs. */
const SILENCE = 30

function checkExists(only: string, chapter: Chapter, sentences: readonly Sentence[]): void {
  const ids = sentences.map(({ id }) => id)
  if (!ids.includes(only)) throw new Problem(`${chapter.id} has no check "${only}"; it has ${ids.join(', ')}`, 2)
}

function unreadable(error: unknown): { unreadable: string } {
  if (error instanceof Problem && error.exitCode === 1) return { unreadable: error.message }
  throw error
}

const judgeSource = (folder: string) => `
  import checks from './${folder}/check.ts'
  import { judge } from './scripts/check/judge.ts'
  export default job => judge(checks, job)`

function resultOf(
  { chapter, named }: Order,
  { id, title, points, hint, slow }: Sentence,
  { status, seconds, message, evidence, needs }: Omit<Verdict, 'id' | 'nonce'>,
): CheckResult {
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
    ...defined({ needs, slow }),
  }
}
