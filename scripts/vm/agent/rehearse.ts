import { type Channel, Link } from '../frames.ts'
import { Job } from '../job.ts'
import type { Request } from '../protocol.ts'

const ROUNDS = 5

/** Times the limits of a fast machine: how fast this one is, is not known yet. */
const PATIENCE = 20

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
  // Of a chapter that nobody answers: all solutions.
  await play({ op: 'load', code: JUDGING, input: { chapter: '99', code: '', nonce: '', speed: PATIENCE } })
}

// Uses what Node loads only when it is used first.
const REHEARSAL = `
  const { run } = require('#native')
  const { isDeepStrictEqual } = require('node:util')
  exports.default = async job => {
    const begin = performance.now()
    const limit = AbortSignal.timeout(1)
    await new Promise(resolve => limit.addEventListener('abort', resolve, { once: true }))
    await new Promise(resolve => setTimeout(resolve, 1))
    await job.emit({ same: isDeepStrictEqual([{ a: 1 }], [{ a: 1 }]), begin })
    job.stdout.write('x')
    return {}
  }`

// A whole judging, in short, which leaves nothing in the sandbox.
const JUDGING = `
  const { judge } = require('scripts/check/judge.ts')
  const namespaces = ['pid', 'uts', 'ipc', 'mount'].map(type => ({ type }))
  const test = async t => {
    const { command } = await t.start(['/bin/probe', 'forever'], { linux: { namespaces } })
    t.expect('its number', command.numbers.slice(2), [1], command.status('NSpid'))
    t.expect('its mounts', command.mounts().length > 0, true)
    await t.run(['/bin/probe', 'exit', '3'])
  }
  exports.default = job => judge([{ id: 'rehearsal', title: '', points: 0, hint: '', test }], job)`
