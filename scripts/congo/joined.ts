// The streams of a container that runs under its monitor.
import { once } from 'node:events'
import type { Socket } from 'node:net'
import { PassThrough, Writable } from 'node:stream'
import { signalNumber } from '#native'
import { afterwardsFrame, endFrame, inputFrames, signalFrame, sizeFrame, told } from '../../chapters/14-logs/frames.ts'
import type { Container } from '../../chapters/container.ts'
import { ended, look } from '../../chapters/lifecycle.ts'
import type { Running } from './library/types.ts'

/** The container at the other end of a monitor's socket. Output that nobody wants any more, a stream destroyed, is dropped. */
export function joined(root: string, { id, config }: Container, client: Socket): Running {
  const end = ended(root, id) // from now on: it may be removed before all of its output is read
  end.catch(() => undefined) // whoever wants it hears it
  const [stdout, stderr] = [new PassThrough(), new PassThrough()]
  const stdin = new Writable({
    write(bytes: Buffer, _, done) {
      let isFull = false
      for (const frame of inputFrames(bytes)) isFull = !client.write(frame)
      if (isFull && !client.destroyed) client.once('drain', done)
      else done()
    },
    final(done) {
      client.write(endFrame())
      done()
    },
  })
  client.on('error', () => undefined) // it has ended: how, is told by its end
  client.on('close', () => stdin.destroy())
  const deliver = async () => {
    for await (const { kind, bytes } of told(client)) {
      if (kind === 'x') {
        // The end is waited for here, and takes back what the container had: another Node need not be started for that.
        if (isLast(root, id)) await new Promise<void>(resolve => client.end(afterwardsFrame(), resolve))
        break
      }
      const stream = kind === 'e' ? stderr : stdout
      if (stream.writable && !stream.write(bytes)) await Promise.race([once(stream, 'drain'), once(stream, 'close')])
    }
  }
  deliver()
    .then(
      () => [stdout, stderr].map(stream => stream.end()),
      (error: Error) => [stdout, stderr].map(stream => stream.destroy(error)),
    )
    .finally(() => client.destroy())
  return {
    id,
    tty: config.process.terminal === true,
    stdin,
    stdout,
    stderr,
    ended: end,
    kill: signal => client.write(signalFrame(signalNumber(signal))),
    resize: size => client.write(sizeFrame(size)),
  }
}

/** Whether nobody starts it again. */
function isLast(root: string, id: string): boolean {
  try {
    return look(root, id).state.policy.name === 'no'
  } catch {
    return false // somebody has removed it
  }
}
