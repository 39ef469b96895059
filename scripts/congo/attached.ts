// A person, or a script, at a container that runs: what is typed goes in, what it prints comes out.
import type { Socket } from 'node:net'
import { signalNumber } from '#native'
import { endFrame, inputFrames, signalFrame, sizeFrame, told } from '../../chapters/14-logs/frames.ts'

export const PASSED_ON = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGUSR1', 'SIGUSR2'] as const

/** Until the container has ended. A terminal is raw meanwhile, and afterwards as it was. */
export async function attached(client: Socket, { input, tty }: { input: boolean; tty: boolean }): Promise<void> {
  const { stdin, stdout, stderr } = process
  const raw = tty && stdin.isTTY
  const signals = PASSED_ON.map(name => [name, () => client.write(signalFrame(signalNumber(name)))] as const)
  const resize = () => client.write(sizeFrame({ columns: stdout.columns, rows: stdout.rows }))
  const type = (bytes: Buffer) => {
    for (const frame of inputFrames(bytes)) client.write(frame)
  }
  const end = () => client.write(endFrame())
  for (const [name, pass] of signals) process.on(name, pass)
  if (tty && stdout.isTTY) {
    resize()
    stdout.on('resize', resize)
  }
  if (raw) stdin.setRawMode(true)
  if (input) stdin.on('data', type).on('end', end)
  client.on('error', () => undefined) // it has ended: what follows shows how
  try {
    for await (const { kind, bytes } of told(client)) {
      if (kind === 'x') break
      const out = kind === 'e' ? stderr : stdout
      if (!out.write(bytes)) await new Promise(resolve => out.once('drain', resolve))
    }
  } finally {
    if (raw) stdin.setRawMode(false)
    stdin.off('data', type).off('end', end).pause()
    stdout.off('resize', resize)
    for (const [name, pass] of signals) process.off(name, pass)
    client.destroy()
  }
}
