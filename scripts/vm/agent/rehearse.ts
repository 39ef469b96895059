import { type Channel, Link } from '../frames.ts'
import { Job } from '../job.ts'
import type { Request } from '../protocol.ts'

const ROUNDS = 5

/**
 * Plays the driver's part a few times before the snapshot. In a restored machine the time of a job is mostly that of what
 * runs there for the first time; what has run here is compiled and in memory.
 */
export async function rehearse(serve: (channel: Channel) => void): Promise<void> {
  const agent: Link = new Link(frame => driver.receive(frame), serve)
  const driver = new Link(frame => agent.receive(frame))
  const play = async (request: Request) => {
    const job = new Job(driver.open(), request)
    job.stdin.end('x\n')
    for await (const _ of job.stdout);
    for await (const _ of job.messages);
    return job.result
  }
  for (let round = 0; round < ROUNDS; round++) {
    await play({ op: 'spawn', argv: ['cat'] })
    await play({ op: 'load', code: REHEARSAL, input: null })
  }
}

const REHEARSAL = `
  const { run } = require('#native')
  exports.default = async job => {
    await job.emit({})
    job.stdout.write('x')
    return {}
  }`
