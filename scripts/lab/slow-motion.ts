// Performs a chapter's demo a step at a time. Loaded into the agent.
import { EventEmitter, on } from 'node:events'
import type { Demo } from '../../chapters/demo.ts'
import { startAnswer } from '../answer/handle.ts'
import type { Event, Moment } from '../answer/protocol.ts'
import { Host } from '../check/host.ts'
import { processView } from '../check/process-view.ts'
import { makeTrial } from '../check/trial.ts'
import type { JobContext } from '../vm/agent/load.ts'
import { changes, ofContainer, ofHost, type Portrait } from './portrait.ts'

export interface SlowInput {
  readonly chapter: string
  readonly code: string
  readonly speed: number
}

/** The child before one of its steps, and what is different since the one before. */
export type Picture = Moment & { readonly host: readonly string[]; readonly container: readonly string[] }

/** Gives a picture for each message; at the last one the child has become its command. */
export async function slowMotion(demo: Demo, job: JobContext<SlowInput, 'go on', Picture>): Promise<void> {
  const { sandbox } = job.warmed
  const { chapter, code, speed } = job.input
  const own = new Set(sandbox.pids())
  const start = () => startAnswer(job.warmed, chapter, Buffer.from(code))
  const answer = await start()
  const told = new EventEmitter()
  const moments = on(told, 'moment')
  let [id, isPaced] = [0, false]
  const onEvent = (event: Event) => {
    if (event.event === 'error') told.emit('error', new Error(event.error.message))
    if (event.event !== 'moment') return
    id = event.id
    told.emit('moment', event.moment)
  }
  void answer.ended.then(how => told.emit('error', new Error(`your lab's own process has ended (${how})`)))
  const trial = makeTrial({
    sandbox,
    host: new Host(sandbox.init.pid),
    answer,
    startAnswer: start,
    chapter,
    own,
    speed,
    onEvent,
    isPaced: () => isPaced,
  })
  await demo.prepare?.(trial)
  let [outside, container]: [Portrait, Portrait] = [
    await ofHost(trial),
    await ofContainer(trial, processView(answer.pid)), // what clone3 has made different shows in the first picture
  ]
  isPaced = true
  trial.start(demo.command, demo.wish).catch(() => undefined) // an event tells it
  isPaced = false
  let begun = false
  for await (const _ of job.messages) {
    if (begun) answer.tell({ op: 'go', id })
    const { value } = await moments.next()
    const [moment] = value as [Moment]
    const child = processView(answer.pid).children().at(-1)
    const now: [Portrait, Portrait] = [await ofHost(trial), child ? await ofContainer(trial, child) : container]
    await job.emit({
      ...moment,
      host: changes(outside, now[0]),
      container: changes(container, now[1]),
    })
    ;[outside, container] = now
    begun = true
    if (!moment.next) return
  }
}
