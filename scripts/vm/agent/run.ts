import { closeSync } from 'node:fs'
import type { Readable, Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import {
  chdir,
  close_range,
  execvpe,
  ioctl,
  openpty,
  rt_sigprocmask,
  SIG_SETMASK,
  setsid,
  spawn,
  TIOCSCTTY,
  UINT_MAX,
} from '#native'
import type { Channel } from '../frames.ts'
import { type Exit, type Request, stream } from '../protocol.ts'
import type { Steering } from './serve.ts'

type Spawn = Extract<Request, { op: 'spawn' }>

/** Runs a program as the machine's real root, in a session of its own, whose process group `kill` goes to. */
export async function runProgram(
  { argv, env, cwd = '/root', tty }: Spawn,
  channel: Channel,
  steering: Steering,
): Promise<Exit> {
  const environment = Object.entries({ ...process.env, ...env }).map(([name, value]) => `${name}=${value}`)
  const { terminal, slave } = tty ? openpty(tty) : {}
  const child = spawn(
    [
      rt_sigprocmask(SIG_SETMASK, []),
      setsid(),
      ...(tty ? [ioctl(0, TIOCSCTTY, 0)] : []),
      close_range(3, UINT_MAX),
      chdir(cwd),
      execvpe(argv, environment),
    ],
    { stdio: slave === undefined ? ['pipe', 'pipe', 'pipe'] : [slave, slave, slave] },
  )
  if (slave !== undefined) closeSync(slave)
  steering.onKill = signal => process.kill(-child.pid, signal)
  steering.onResize = size => terminal?.resize(size)
  const [stdin, stdout] = terminal ? [terminal, terminal] : [child.stdin as Writable, child.stdout as Readable]
  void pipeline(channel.in(stream.stdin), stdin, { end: !terminal }).catch(() => {}) // it need not read its input
  const outputs = [pipeline(stdout, channel.out(stream.stdout))]
  if (child.stderr) outputs.push(pipeline(child.stderr, channel.out(stream.stderr)))
  try {
    return (await child.wait()) as Exit
  } finally {
    delete steering.onKill
    await Promise.all(outputs)
  }
}
