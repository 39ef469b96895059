// Performs a chapter's demo on an answer. Loaded into the agent, as the checks are.
import type { Demo, Row } from '../../chapters/demo.ts'
import { startAnswer } from '../answer/handle.ts'
import type { Event } from '../answer/protocol.ts'
import { Host } from '../check/host.ts'
import { makeTrial } from '../check/trial.ts'
import { within } from '../cli/within.ts'
import type { JobContext } from '../vm/agent/load.ts'

export interface PerformInput {
  readonly chapter: string
  readonly code: string
  /** Keep the container until the driver says a word. */
  readonly stay: boolean
  readonly speed: number
}

export type Scene =
  | { readonly event: Event }
  | { readonly rows: Row[]; readonly pid: number }
  /** What the answer printed by itself, and how its process ended, when it did. */
  | { readonly printed: string }

const SECONDS = 10
const PATIENCE = 1
const OVER = new Error(
  'your lab did not come to its end in time: does it wait for something that never comes, or loop?',
)

export async function perform(demo: Demo, job: JobContext<PerformInput, 'go on', Scene>): Promise<void> {
  const { sandbox } = job.warmed
  const { chapter, code, stay, speed } = job.input
  const own = new Set(sandbox.pids())
  const host = new Host(sandbox.init.pid)
  const start = () => startAnswer(job.warmed, chapter, Buffer.from(code))
  const answer = await start()
  const onEvent = (event: Event) => void job.emit({ event })
  const trial = makeTrial({ sandbox, host, answer, startAnswer: start, chapter, own, speed, onEvent })
  try {
    await demo.prepare?.(trial)
    const running = await within(SECONDS * speed, trial.start(demo.command, demo.wish), OVER)
    const rows = await within(2 * SECONDS * speed, demo.compare(trial, running.command, running), OVER)
    await job.emit({ rows, pid: running.command.pid })
    if (stay) for await (const _ of job.messages) break
    if (trial.answer.pid !== answer.pid) return // crash() has ended the one that would tell of the end
    void running.stop(PATIENCE * speed) // it may have ended by itself, in the shell say
    const { error } = await within(SECONDS * speed, running.ended(), OVER)
    if (error !== undefined) throw new Error(error)
  } finally {
    await job.emit({ printed: answer.printed })
  }
}
