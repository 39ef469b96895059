// What the tests of native/ share.
import { once } from 'node:events'
import { readdirSync, writeFileSync } from 'node:fs'
import type { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { compiled } from './compiled.ts'
import { CLONE_NEWUSER, SIG_SETMASK } from './constants.ts'
import { Gate } from './gate.ts'
import { type Process, type SpawnOptions, spawn } from './process.ts'
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

/** All that comes out of a child's pipe. */
export async function outputOf(stream: Readable | null): Promise<string> {
  if (!stream) throw new Error('the child has no such pipe')
  return await text(stream)
}

/** What a child printed on its stdout before its exit status 0. */
export async function printed(program: readonly Step[], options: SpawnOptions = {}): Promise<string> {
  const child = spawn(program, { stdio: ['null', 'pipe', 'inherit'], ...options })
  const [output, status] = await Promise.all([outputOf(child.stdout), child.wait()])
  assert.equal(status, { code: 0 })
  return output
}

const descriptors = () => readdirSync('/proc/self/fd').length

/** A test that fails also when it leaves descriptors open. (Node and tsx may have closed some of theirs meanwhile.) */
export const tidyTest = (name: string, handler: () => void | Promise<void>) =>
  test(name, async () => {
    const before = descriptors()
    await handler()
    assert.ok(descriptors() <= before, `${descriptors() - before} descriptors were left open`)
  })

/** The first that a child prints: it is up and running. */
export async function firstOutput({ stdout }: Process): Promise<string> {
  if (!stdout) throw new Error('the child has no pipe')
  const [chunk] = await once(stdout, 'data')
  return String(chunk)
}

/**
 * Runs this test file again as root of a new user namespace and of the others that `flags` name, and ends with its exit
 * code. In that second run it does nothing: what stands below it has the rights of root there, and harms nobody.
 */
export async function inNewNamespaces(flags: number): Promise<void> {
  if (process.env.CONGO_INSIDE) return
  const argv = [process.execPath, ...process.execArgv, process.argv[1] ?? '']
  const environment = { ...process.env, CONGO_INSIDE: '1' }
  const env = Object.entries(environment).map(([name, value]) => `${name}=${value}`)
  const gate = new Gate()
  const child = spawn([...gate.steps, ...calm, execve(process.execPath, argv, env)], { flags: CLONE_NEWUSER | flags })
  await gate.reached()
  writeFileSync(`/proc/${child.pid}/uid_map`, `0 ${process.getuid?.()} 1`)
  gate.open()
  const status = await child.wait()
  process.exit('code' in status ? status.code : 1)
}
