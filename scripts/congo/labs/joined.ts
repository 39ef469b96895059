// A program in the machine, with the standard streams of this process.
import { pour } from '../../cli/output.ts'
import type { Machine } from '../../vm/machine.ts'
import type { Exit } from '../../vm/protocol.ts'
import { onTerminal } from '../../vm/shell.ts'
import { PASSED_ON } from '../attached.ts'

/** At a terminal it has one as well, of the same size, where it is to. Otherwise signals that come here go on to it. */
export async function joined(
  machine: Machine,
  argv: readonly string[],
  { terminal, input }: { terminal: boolean; input: boolean },
): Promise<Exit> {
  const { stdin, stdout, env } = process
  const told = Object.fromEntries(
    ['TERM', 'NO_COLOR'].flatMap(name => (env[name] === undefined ? [] : [[name, env[name]]])),
  )
  if (terminal && stdin.isTTY && stdout.isTTY)
    return onTerminal(tty => machine.spawn([...argv], { env: told, ...(tty && { tty }) }))
  const job = machine.spawn([...argv])
  const signals = PASSED_ON.map(name => [name, () => job.kill(name)] as const)
  for (const [name, pass] of signals) process.on(name, pass)
  if (input) stdin.pipe(job.stdin)
  else job.stdin.end()
  try {
    const [exit] = await Promise.all([job.result, pour(job.stdout, 'stdout'), pour(job.stderr, 'stderr')])
    return exit
  } finally {
    for (const [name, pass] of signals) process.off(name, pass)
    stdin.unpipe(job.stdin).pause()
  }
}
