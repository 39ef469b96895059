// Loaded into the agent: has every step of a chapter go wrong, and looks each time at what is left behind.
import { createInterface } from 'node:readline'
import type { Config } from '../../../chapters/config.ts'
import type { JobContext } from '../../vm/agent/load.ts'
import { takeLedger } from '../ledger.ts'
import type { Order, Told } from './spoiled.ts'

export interface FaultInput {
  /** The bundle of spoiled.ts. */
  readonly code: string
  readonly config: Config
  readonly chapters: readonly string[]
}

export interface Tried {
  readonly chapter: string
  readonly steps: number
  /** The whole program as it stands at the end of the chapter, each step behind the chapter that it comes from. */
  readonly program: readonly string[]
  /** What went wrong beside the fault itself: something left behind, or no error where there must be one. */
  readonly troubles: string[]
}

export default async function witness(job: JobContext<FaultInput>): Promise<Tried[]> {
  const { sandbox, runners } = job.warmed
  const { code, config, chapters } = job.input
  const inmate = runners.shift()
  if (!inmate?.stdin || !inmate.stdout) throw new Error('no runner waits')
  const bytes = Buffer.from(code)
  inmate.stdin.write(`${JSON.stringify({ name: 'spoiled', length: bytes.length })}\n`)
  inmate.stdin.write(bytes)
  inmate.stderr?.on('data', text => job.stderr.write(text))
  const lines = createInterface({ input: inmate.stdout })[Symbol.asyncIterator]()
  const ask = async (order: Order): Promise<Told> => {
    inmate.stdin?.write(`${JSON.stringify(order)}\n`)
    const { value, done } = await lines.next()
    if (done) throw new Error(`the runner ended at ${order.chapter}, step ${order.at}`)
    return JSON.parse(value) as Told
  }
  const ledger = () => takeLedger(sandbox, inmate, [])
  const left = async (before: Set<string>) => {
    for (let tries = 0; ; tries++) {
      const found = [...ledger()].filter(line => !before.has(line))
      if (found.length === 0 || tries === 10) return found
      await new Promise(resolve => setTimeout(resolve, 20)) // what is buried a moment later is not left behind
    }
  }

  const tried: Tried[] = []
  for (const chapter of chapters) {
    // Without a fault: it runs, and what the first use opens is open.
    const { steps, program, error } = await ask({ chapter, at: -1, how: 'fails', config })
    const troubles = error === undefined ? [] : [`without a fault: ${error}`]
    for (let at = 0; at < steps; at++) {
      for (const how of ['fails', 'kills'] as const) {
        const before = ledger()
        const told = await ask({ chapter, at, how, config })
        const where = `step ${at} ${how}`
        if (how === 'fails' && told.error === undefined) troubles.push(`${where}: nobody noticed`)
        troubles.push(...(await left(before)).map(line => `${where}: ${line}`))
      }
    }
    tried.push({ chapter, steps, program, troubles })
  }
  return tried
}
