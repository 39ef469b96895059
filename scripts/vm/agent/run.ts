import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { pipeline } from 'node:stream/promises'
import type { Channel } from '../frames.ts'
import { type Exit, type Request, type Steer, stream } from '../protocol.ts'

type Spawn = Extract<Request, { op: 'spawn' }>

/** Runs a program as the guest's real root, in a process group of its own that `kill` goes to. */
export async function runProgram(
  request: Spawn,
  channel: Channel,
  onSteer: (listener: (steer: Steer) => void) => void,
): Promise<Exit> {
  const [program = '', ...args] = request.argv
  const child = spawn(program, args, {
    cwd: request.cwd ?? '/',
    env: { ...process.env, ...request.env },
    detached: true,
    stdio: 'pipe',
  })
  await once(child, 'spawn')
  onSteer(steer => {
    if ('kill' in steer && child.exitCode === null && child.pid) process.kill(-child.pid, steer.kill)
  })
  const [[code, signal]] = await Promise.all([
    once(child, 'exit'),
    pipeline(child.stdout, channel.out(stream.stdout)),
    pipeline(child.stderr, channel.out(stream.stderr)),
    pipeline(channel.in(stream.stdin), child.stdin).catch(() => {}), // it need not read its input
  ])
  return signal ? { signal } : { code }
}
