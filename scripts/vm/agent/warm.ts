import { chmodSync, writeFileSync } from 'node:fs'
import { type Inmate, makeSandbox, type Sandbox, untilReady } from './sandbox.ts'

/** What is made before the snapshot and found again by every job: the sandbox, and what waits in it. */
export interface Warmed {
  readonly sandbox: Sandbox
  /** Processes of Node in the sandbox that wait for an answer (scripts/answer/runner.ts). Each is used once. */
  readonly runners: Inmate[]
}

// As many as a chapter's checks use up when an answer spoils some; further ones start cold.
const RUNNERS = 3

export async function warm(): Promise<Warmed> {
  chmodSync('/dev/net/tun', 0o666)
  const sandbox = await makeSandbox('/dev/vdb')
  writeFileSync('/proc/sys/kernel/modules_disabled', '1') // init.sh has loaded all that lessons need
  const runners = await Promise.all(Array.from({ length: RUNNERS }, () => startRunner(sandbox)))
  return { sandbox, runners }
}

/** A process of Node in the sandbox, ready to be given an answer. */
export async function startRunner(sandbox: Sandbox): Promise<Inmate> {
  const runner = await sandbox.enter(['/usr/bin/node', '--jitless', '/usr/lib/congo/runner.mjs'], {
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  await untilReady(runner)
  return runner
}
