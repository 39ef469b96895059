import { finished } from 'node:stream/promises'
import type { Channel } from '../frames.ts'
import { readMessages, writeMessage } from '../messages.ts'
import { type Reply, type Request, type Size, type Steer, stream } from '../protocol.ts'
import { JobContext, load } from './load.ts'
import { resume } from './resume.ts'
import { runProgram } from './run.ts'
import type { Warmed } from './warm.ts'

/** What a job does when the driver steers it; it fills in what it cares for. */
export interface Steering {
  onKill?: (signal: NodeJS.Signals) => void
  onResize?: (size: Size) => void
}

/** Does what the driver asks in one channel. */
export async function serve(channel: Channel, warmed: Warmed): Promise<void> {
  const said = readMessages(channel.in(stream.control))
  const { value: request } = await said.next()
  const steering: Steering = {}
  void obey(said as AsyncIterable<Steer>, steering)
  const reply: Reply = await answer(request as Request).then(
    result => ({ result: result ?? null }), // JSON has no undefined
    error => ({ error: { message: String(error?.message ?? error), stack: error?.stack } }),
  )
  const control = channel.out(stream.control)
  for (const output of channel.outputs()) if (output !== control) await finished(output.end()).catch(() => {})
  await writeMessage(control, reply)
  channel.close()

  async function answer(request: Request): Promise<unknown> {
    if (request.op === 'ready') return
    if (request.op === 'resume') return resume(request.time, Buffer.from(request.seed, 'base64'))
    if (request.op === 'spawn') return runProgram(request, channel, steering)
    return load(request.code, new JobContext(request.input, warmed, channel, steering))
  }
}

async function obey(said: AsyncIterable<Steer>, steering: Steering): Promise<void> {
  for await (const steer of said) {
    if ('kill' in steer) steering.onKill?.(steer.kill)
    else steering.onResize?.(steer.resize)
  }
}
