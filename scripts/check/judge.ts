// Judges one answer by one chapter's checks. Loaded into the agent, so it runs as the machine's root, outside the sandbox.
import { release } from 'node:os'
import type { Check } from '../../chapters/check.ts'
import { type Answer, startAnswer } from '../answer/handle.ts'
import { within } from '../cli/within.ts'
import type { JobContext } from '../vm/agent/load.ts'
import { Failure } from './failure.ts'
import { Host } from './host.ts'
import { processView } from './process-view.ts'
import type { CheckStatus } from './result.ts'
import { makeTrial } from './trial.ts'

export interface JudgeInput {
  readonly chapter: string
  /** The answer's bundle, or why there is none: the file is not TypeScript. */
  readonly code: string | { readonly unreadable: string }
  /** Said again with each verdict, so that nobody else's can be taken for it. */
  readonly nonce: string
  /** Only this check, and those it needs. */
  readonly only?: string
  /** No more checks after the first that does not pass. */
  readonly first?: boolean
  /** How many times slower the machine is than the one that the limits were set on. */
  readonly speed: number
}

export interface Verdict {
  readonly nonce: string
  readonly id: string
  readonly status: CheckStatus
  readonly seconds: number
  readonly message: string
  readonly evidence: string
  /** For a skipped check: the one that it waits for. */
  readonly needs?: string
}

/** A container takes a tenth of a second without KVM: this is for answers that hang. */
const SECONDS = 8

/** For an answer to clean up after containers that a check has left running. */
const SETTLING = 2

/** What a check is without its test: all that a result says of it. */
export type Sentence = Pick<Check, 'id' | 'title' | 'points' | 'hint' | 'slow'>

/** What the machine is made of, and what it is going to say. */
export interface Opening {
  readonly node: string
  readonly kernel: string
  readonly checks: readonly Sentence[]
}

/** First all checks of the chapter, then a verdict for each that is wanted. */
export type JudgeMessage = Opening | Verdict

/** Judges nothing where there is no check `only`. */
export async function judge(all: readonly Check[], job: JobContext<JudgeInput, never, JudgeMessage>): Promise<void> {
  const { sandbox } = job.warmed
  const { chapter, code, nonce, only, first = false, speed } = job.input
  const bytes = typeof code === 'string' ? Buffer.from(code) : undefined
  const statuses = new Map<string, CheckStatus>()
  const own = new Set(sandbox.pids())
  const host = new Host(sandbox.init.pid)
  const checks = wanted(all, only)
  let answer: Answer | undefined

  await job.emit({
    node: process.versions.node,
    kernel: release(),
    checks: all.map(({ id, title, points, hint, slow }) => ({ id, title, points, hint, ...(slow && { slow }) })),
  })
  for (const check of checks) {
    if (first && [...statuses.values()].some(status => status !== 'pass')) return
    const began = performance.now()
    const tell = (status: CheckStatus, message = '', evidence = '', needs: { needs?: string } = {}) => {
      statuses.set(check.id, status)
      const seconds = (performance.now() - began) / 1000
      return job.emit({ nonce, id: check.id, status, seconds, message, evidence, ...needs })
    }
    const missing = check.needs?.find(id => statuses.get(id) !== 'pass')
    if (missing !== undefined) {
      await tell('skipped', `needs "${missing}", which did not pass`, '', { needs: missing })
      continue
    }
    if (bytes === undefined) {
      await tell('fail', typeof code === 'string' ? code : code.unreadable)
      continue
    }
    const start = async () => {
      answer = await startAnswer(job.warmed, chapter, bytes)
      return answer
    }
    const trial = makeTrial({
      sandbox,
      host,
      answer: answer ?? (await start()),
      startAnswer: start,
      chapter,
      own,
      speed,
    })
    try {
      await within((check.seconds ?? SECONDS) * speed, check.test(trial), OVER)
      host.demandHome()
      await tell('pass')
    } catch (error) {
      const [message, evidence] = error instanceof Failure ? [error.message, error.evidence] : [`${error}`, '']
      await tell(error === OVER ? 'timeout' : 'fail', message, evidence)
      if (answer) processView(answer.pid).kill('SIGKILL') // what it may have spoiled in itself goes with it
      await answer?.ended
      answer = undefined
    }
    for (const { kill } of trial.processes()) kill('SIGKILL')
    // The next check finds its container by its command line: not one of this check that is about to die.
    await trial.until('', () => trial.processes().length === 0).catch(() => undefined)
    await within(SETTLING * speed, trial.settled(), OVER).catch(() => undefined) // and a host that is cleaned up
  }
}

const OVER = new Failure('it was not over in time: does something loop, or wait for what never comes?')

function wanted(checks: readonly Check[], only: string | undefined): readonly Check[] {
  if (only === undefined) return checks
  const ids = new Set<string>()
  const add = (id: string) => {
    ids.add(id)
    for (const need of checks.find(check => check.id === id)?.needs ?? []) add(need)
  }
  add(only)
  return checks.filter(({ id }) => ids.has(id))
}
