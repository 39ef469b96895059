// A person, or a script, at a container that runs: what is typed goes in, what it prints comes out.
import { pour } from '../cli/output.ts'
import type { Running } from './library/types.ts'

export const PASSED_ON = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGUSR1', 'SIGUSR2'] as const

/** Until the container has ended. A terminal is raw meanwhile, and afterwards as it was. */
export async function attached(running: Running, { input }: { input: boolean }): Promise<void> {
  const raw = running.tty && process.stdin.isTTY
  const signals = PASSED_ON.map(name => [name, () => running.kill(name)] as const)
  const resize = () => running.resize(process.stdout)
  for (const [name, pass] of signals) process.on(name, pass)
  const sized = running.tty && process.stdout.isTTY
  if (sized) {
    resize()
    process.stdout.on('resize', resize)
  }
  if (raw) process.stdin.setRawMode(true)
  if (input) process.stdin.pipe(running.stdin)
  running.stdin.on('error', () => undefined) // it has ended: what follows shows how
  try {
    await Promise.all([pour(running.stdout, 'stdout'), pour(running.stderr, 'stderr')])
  } finally {
    if (raw) process.stdin.setRawMode(false)
    if (input) process.stdin.unpipe(running.stdin).pause()
    if (sized) process.stdout.off('resize', resize)
    for (const [name, pass] of signals) process.off(name, pass)
  }
}
