// A person, or a script, at a container that runs: what is typed goes in, what it prints comes out.
import { pour } from '../cli/output.ts'
import type { Running } from './library/types.ts'

export const PASSED_ON = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGUSR1', 'SIGUSR2'] as const

/** Until the container has ended. A terminal is raw meanwhile, and afterwards as it was. */
export async function attached(running: Running, { input }: { input: boolean }): Promise<void> {
  const { stdin, stdout, stderr } = process
  const raw = running.tty && stdin.isTTY
  const signals = PASSED_ON.map(name => [name, () => running.kill(name)] as const)
  const resize = () => running.resize(stdout)
  for (const [name, pass] of signals) process.on(name, pass)
  if (running.tty && stdout.isTTY) {
    resize()
    stdout.on('resize', resize)
  }
  if (raw) stdin.setRawMode(true)
  if (input) stdin.pipe(running.stdin)
  running.stdin.on('error', () => undefined) // it has ended: what follows shows how
  try {
    await Promise.all([pour(running.stdout, stdout), pour(running.stderr, stderr)])
  } finally {
    if (raw) stdin.setRawMode(false)
    stdin.unpipe(running.stdin).pause()
    stdout.off('resize', resize)
    for (const [name, pass] of signals) process.off(name, pass)
  }
}
