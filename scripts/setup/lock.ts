import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, ftruncateSync, openSync, readFileSync, writeSync } from 'node:fs'
import { Problem } from '../cli/problem.ts'

/**
 * Does the work while holding the lock file; whoever comes second waits and says so. The kernel holds the lock (flock(2))
 * for our open descriptor, so it goes with the process however that ends, and no stale lock exists. The file stays, with
 * the last owner's pid in it.
 */
export async function withLock<Result>(file: string, title: string, work: () => Promise<Result>): Promise<Result> {
  const fd = openSync(file, 'a+', 0o644)
  try {
    if (!(await flock(fd, '--nonblock'))) {
      const owner = readFileSync(file, 'utf8').trim()
      process.stderr.write(`congo: waiting for process ${owner || '?'}, which makes the same: ${title}\n`)
      await flock(fd)
    }
    ftruncateSync(fd)
    writeSync(fd, `${process.pid}\n`)
    return await work()
  } finally {
    closeSync(fd)
  }
}

/** flock(1) locks the open file that it inherits as its descriptor 3: ours. Gives whether the lock was got. */
async function flock(fd: number, ...flags: string[]): Promise<boolean> {
  const child = spawn('flock', [...flags, '3'], { stdio: ['ignore', 'ignore', 'ignore', fd] })
  const [code] = await once(child, 'exit').catch(() => {
    throw new Problem('the command flock cannot be run: install util-linux', 3)
  })
  return code === 0
}
