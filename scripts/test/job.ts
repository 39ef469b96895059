import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'

const kept = 16 * 2 ** 20

/** Before a line that a test prints: shown also where all has passed. */
export const TOLD = 'told: '

/** What is run in a process of its own: a test file, or a tool such as the type checker. */
export interface Job {
  name: string
  /** The program and its arguments. */
  command: [string, ...string[]]
  /** The folder it runs in. */
  cwd: string
  /** Seconds until it is killed, with all that it started. */
  limit: number
  /** Whether it is a file of uvu tests: then its closing lines are read, and without them no test has run. */
  uvu: boolean
}

export interface Result {
  passed: number
  failed: number
  skipped: number
  /** What went wrong beside failing tests: a time-out, a crash, no test executed. */
  trouble: string | undefined
  /** What it printed, stdout and stderr as they came; of more than 16 MiB the end. */
  output: string
  seconds: number
}

/** Starts a job in a process group of its own, without stdin. `result` never rejects once the program could be run. */
export function start(job: Job): { result: Promise<Result>; kill(signal: NodeJS.Signals): void } {
  const begin = performance.now()
  const [program, ...args] = job.command
  const child = spawn(program, args, { cwd: job.cwd, env: ownEnv(), stdio: ['ignore', 'pipe', 'pipe'], detached: true })
  const chunks: Buffer[] = []
  let size = 0
  let end = '' // of stdout alone: a line of stderr may have come in between
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    end = (end + text).slice(-1000)
  })
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (piece: Buffer | string) => {
      const chunk = Buffer.from(piece)
      size += chunk.length
      chunks.push(chunk)
      while (size > kept) size -= chunks.shift()?.length ?? 0
    })
  }

  let late = false
  const timer = setTimeout(() => {
    late = true
    killGroup(child, 'SIGKILL')
  }, job.limit * 1000)
  child.once('exit', () => {
    clearTimeout(timer)
    killGroup(child, 'SIGKILL') // what it has left behind
    setTimeout(() => [child.stdout, child.stderr].map(stream => stream.destroy()), 1000).unref() // what has fled the group
  })

  const result = once(child, 'close').then(([code, signal]) => {
    const output = Buffer.concat(chunks).toString()
    const counts = job.uvu ? uvuCounts(end) : { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: 0 }
    const trouble = late
      ? `not done after ${Math.round(job.limit)} s, so it was killed`
      : troubleOf(code, signal, counts)
    const { passed = 0, failed = 0, skipped = 0 } = counts ?? {}
    const seconds = (performance.now() - begin) / 1000
    return { passed, failed: trouble ? Math.max(1, failed) : failed, skipped, trouble, output, seconds }
  })
  return { result, kill: signal => killGroup(child, signal) }
}

type Counts = { passed: number; failed: number; skipped: number }

// uvu ends with lines such as "  Total:     3", "  Passed:    3", "  Skipped:   0".
function uvuCounts(output: string): Counts | undefined {
  const found = [...output.matchAll(/^ {2}Total: +(\d+)\n {2}Passed: +(\d+)\n {2}Skipped: +(\d+)$/gm)].at(-1)
  if (!found) return undefined
  const [total = 0, passed = 0, skipped = 0] = found.slice(1).map(Number)
  return { passed, failed: total - passed, skipped }
}

function troubleOf(code: number | null, signal: string | null, counts: Counts | undefined): string | undefined {
  if (signal) return `killed by ${signal}`
  if (code !== 0 && counts?.failed) return undefined
  if (code !== 0) return `exit code ${code}${counts ? '' : ' before its tests were done'}`
  if (!counts || counts.passed + counts.failed === 0) return 'no test was executed: is test.run() missing?'
  return undefined
}

function killGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  try {
    if (child.pid) process.kill(-child.pid, signal)
  } catch {
    // ESRCH: nobody is left
  }
}

// A git hook sets GIT_DIR and GIT_INDEX_FILE: they must not reach the repositories that tests make. No colours in a pipe.
function ownEnv(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(GIT_|FORCE_COLOR$)/.test(name)))
}
