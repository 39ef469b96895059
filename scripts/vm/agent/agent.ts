// The driver's hand in the guest: real root, started by init.sh, one process for the life of the machine.
import { writeFileSync } from 'node:fs'
import type { Channel } from '../frames.ts'
import { readMessages, writeMessage } from '../messages.ts'
import { type Reply, type Request, type Size, type Steer, stream } from '../protocol.ts'
import { load } from './load.ts'
import { serveDriver } from './port.ts'
import { resume } from './resume.ts'
import { runProgram } from './run.ts'
import { measureSpeed } from './speed.ts'
import { warm } from './warm.ts'

const speed = measureSpeed()
const warmed = warm()

async function answer(request: Request, channel: Channel, listen: (listener: (steer: Steer) => void) => void) {
  if (request.op === 'ready') return warmed.then(() => ({ speed }))
  if (request.op === 'resume') return resume(request.time, Buffer.from(request.seed, 'base64'))
  if (request.op === 'spawn') return runProgram(request, channel, listen)
  const abort = new AbortController()
  const context = { input: request.input, signal: abort.signal, warmed: await warmed, onResize: (_size: Size) => {} }
  listen(steer => {
    if ('kill' in steer) abort.abort(steer.kill)
    else context.onResize(steer.resize)
  })
  return load(request.code, channel, context)
}

async function serve(channel: Channel): Promise<void> {
  const said = readMessages(channel.in(stream.control))
  const { value: request } = await said.next()
  let steered: (steer: Steer) => void = () => {}
  const steering = (async () => {
    for await (const steer of said) steered(steer as Steer)
  })().catch(() => {})
  const reply: Reply = await answer(request as Request, channel, listener => {
    steered = listener
  }).then(
    result => ({ result }),
    error => ({ error: { message: String(error?.message ?? error), stack: error?.stack } }),
  )
  const outputs = [stream.stdout, stream.stderr, stream.messages].map(number => channel.out(number))
  await Promise.all(outputs.map(output => new Promise<void>(resolve => void output.end(resolve))))
  await writeMessage(channel.out(stream.control), reply)
  channel.close()
  await steering
}

await serveDriver(channel => void serve(channel))
writeFileSync('/proc/sysrq-trigger', 'o') // the driver has gone: power off
