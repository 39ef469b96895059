import { pipeline } from 'node:stream/promises'
import type { Job } from './job.ts'
import type { Exit, Size } from './protocol.ts'

/**
 * Joins a job to this process's terminal: every key goes to it, Ctrl-C too, and it learns the terminal's size. When it has
 * ended the terminal is as before; Node itself sees to that where this process is ended. Without a terminal the job has
 * none either, and gets stdin as it is.
 */
export async function onTerminal(start: (tty?: Size) => Job<Exit>): Promise<Exit> {
  const { stdin, stdout, stderr } = process
  const size = () => ({ columns: stdout.columns, rows: stdout.rows })
  const interactive = stdin.isTTY && stdout.isTTY
  const job = interactive ? start(size()) : start()
  const resize = () => job.resize(size())
  if (interactive) stdin.setRawMode(true)
  stdout.on('resize', resize)
  stdin.pipe(job.stdin)
  try {
    const outputs = [pipeline(job.stdout, stdout, { end: false }), pipeline(job.stderr, stderr, { end: false })]
    const [exit] = await Promise.all([job.result, ...outputs])
    return exit
  } finally {
    stdin.unpipe(job.stdin)
    stdin.pause()
    stdout.off('resize', resize)
    if (interactive) stdin.setRawMode(false)
  }
}
