// Loaded into the agent: lets the attack run in the sandbox, and tells what it says and how the machine is afterwards.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import type { JobContext } from '../../vm/agent/load.ts'

export interface Testimony {
  readonly said: string
  readonly corePattern: string
  readonly memoryMax: string
  /** Interfaces of the machine behind which there is a device. */
  readonly cards: readonly string[]
}

export default async function witness(job: JobContext<string>): Promise<Testimony> {
  const inmate = job.warmed.runners.shift()
  if (!inmate) throw new Error('no runner waits')
  const code = Buffer.from(job.input)
  inmate.stdin?.write(`${JSON.stringify({ name: 'attack', length: code.length })}\n`)
  inmate.stdin?.end(code)
  let said = ''
  for await (const piece of inmate.stdout ?? []) said += piece
  for await (const piece of inmate.stderr ?? []) said += piece
  await inmate.wait()
  return {
    said,
    corePattern: readFileSync('/proc/sys/kernel/core_pattern', 'utf8'),
    cards: readdirSync('/sys/class/net').filter(name => existsSync(`/sys/class/net/${name}/device`)),
    memoryMax: readFileSync('/sys/fs/cgroup/sandbox/memory.max', 'utf8'),
  }
}
