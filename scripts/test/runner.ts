// Runs jobs, at most two at once, with a line on each as it ends, and the closing line that CI reads.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { constants } from 'node:os'
import kleur from 'kleur'
import { type Job, type Result, start, TOLD } from './job.ts'

/** How many times slower this machine is now than the one that limits are meant for, where an empty Node takes 40 ms: 1 or more. */
export async function slowness(): Promise<number> {
  const begin = performance.now()
  for (let round = 0; round < 3; round++) await once(spawn(process.execPath, ['-e', '0']), 'exit')
  return Math.max(1, (performance.now() - begin) / 3 / 40)
}

/**
 * Runs them all. Limits are stretched by the machine's slowness. Prints the whole output of each job that fails.
 * Gives the exit code: 0 all passed, 1 some failed, 128+n stopped by signal n, by when no process is left.
 */
export async function runJobs(jobs: Job[]): Promise<number> {
  const slow = await slowness()
  const width = Math.max(...jobs.map(job => job.name.length))
  const queue = [...jobs]
  const running = new Map<Job, { since: number; kill(signal: NodeJS.Signals): void }>()
  const total = { passed: 0, failed: 0 }
  let stoppedBy: NodeJS.Signals | undefined

  const stop = (signal: NodeJS.Signals) => {
    stoppedBy = signal
    queue.length = 0
    for (const { kill } of running.values()) {
      kill('SIGTERM')
      setTimeout(kill, 2000, 'SIGKILL').unref()
    }
  }
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
  for (const signal of signals) process.on(signal, stop)
  const progress = showProgress(() => {
    const now = [...running].map(
      ([job, { since }]) => `${job.name} ${Math.round((performance.now() - since) / 1000)} s`,
    )
    return `${jobs.length - queue.length - running.size} of ${jobs.length} done, running: ${now.join(', ')}`
  })

  const worker = async () => {
    for (let job = queue.shift(); job; job = queue.shift()) {
      const { result, kill } = start({ ...job, limit: job.limit * slow })
      running.set(job, { since: performance.now(), kill })
      const outcome = await result
      running.delete(job)
      if (stoppedBy) continue
      total.passed += outcome.passed
      total.failed += outcome.failed
      progress.print(describe(job, outcome, width))
    }
  }
  await Promise.all([worker(), worker()])

  progress.end()
  for (const signal of signals) process.off(signal, stop)
  if (stoppedBy) {
    console.error(`congo: stopped by ${stoppedBy}`)
    return 128 + constants.signals[stoppedBy]
  }
  console.log(`\n${total.passed} passed, ${total.failed} failed`)
  return total.failed > 0 ? 1 : 0
}

function describe(job: Job, { passed, failed, skipped, trouble, output, seconds }: Result, width: number): string {
  const counts = [`${passed} passed`, failed > 0 && `${failed} failed`, skipped > 0 && `${skipped} skipped`]
  const what = `${job.name.padEnd(width)}  ${counts.filter(Boolean).join(', ')}, ${seconds.toFixed(1)} s`
  const told = output.split('\n').filter(line => line.startsWith(TOLD))
  if (failed === 0)
    return `${kleur.green('ok  ')} ${what}\n${told.map(line => `     ${line.slice(TOLD.length)}\n`).join('')}`
  return `${kleur.red('FAIL')} ${what}${trouble ? `: ${trouble}` : ''}\n${output.trimEnd()}\n${kleur.red('----')} end of ${job.name}\n`
}

// On a terminal a last line that is kept up to date; on a pipe a line every 15 seconds.
function showProgress(status: () => string) {
  const { stderr, stdout } = process
  const clear = () => stderr.isTTY && stderr.write('\r\x1b[K')
  const show = () => stderr.write(stderr.isTTY ? `\r${status().slice(0, stderr.columns - 1)}\x1b[K` : `${status()}\n`)
  const timer = setInterval(show, stderr.isTTY ? 1000 : 15_000)
  return {
    print(text: string) {
      clear()
      stdout.write(text)
    },
    end() {
      clearInterval(timer)
      clear()
    },
  }
}
