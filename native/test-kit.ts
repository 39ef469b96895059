// What the tests of native/ share.
import { readdirSync } from 'node:fs'
import { text } from 'node:stream/consumers'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { compiled } from './addon.ts'
import { SIG_SETMASK } from './constants.ts'
import { type SpawnOptions, spawn } from './process.ts'
import type { Step } from './step.ts'
import { execve, rt_sigprocmask, sigdefault } from './syscalls.ts'

export const probe = compiled('probe')

/** Signals as a command expects them. */
export const calm = [sigdefault('SIGPIPE'), sigdefault('SIGXFSZ'), rt_sigprocmask(SIG_SETMASK, [])]

export const becomeProbe = (...verbs: string[]) => execve(probe, ['probe', ...verbs], ['A=b'])

export const QUIET = { stdio: ['null', 'null', 'inherit'] } as const

/** What a promise is rejected with, or what a function throws. */
export async function failure(attempt: () => unknown): Promise<Error> {
  try {
    await attempt()
  } catch (error) {
    if (error instanceof Error) return error
    throw error
  }
  throw new Error('it did not fail')
}

/** What a child printed on its stdout before its exit status 0. */
export async function printed(program: readonly Step[], options: SpawnOptions = {}): Promise<string> {
  const child = spawn(program, { stdio: ['null', 'pipe', 'inherit'], ...options })
  const [output, status] = await Promise.all([child.stdout ? text(child.stdout) : '', child.wait()])
  assert.equal(status, { code: 0 })
  return output
}

/** Every test of the file must close what it opens. */
export function countDescriptors(): void {
  const descriptors = () => readdirSync('/proc/self/fd').length
  let before = 0
  test.before.each(() => {
    before = descriptors()
  })
  test.after.each(() => assert.is(descriptors(), before, 'descriptors were left open'))
}
