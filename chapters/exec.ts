// Another process in a container that runs: a helper goes in, and what it clones there is a child of ours.
import { closeSync, constants, existsSync, openSync, readFileSync } from 'node:fs'
import { elsewhere, enter } from '#mechanisms/13-exec'
import {
  Child,
  type CloneOptions,
  Gate,
  PR_SET_PDEATHSIG,
  type Process,
  prctl,
  type Slot,
  type SpawnOptions,
  type Step,
  signalNumber,
  slot,
  spawn,
  type Terminal,
} from '#native'
import { placeOf } from './08-cgroups/group.ts'
import { readUser } from './11-user/user.ts'
import { become } from './13-exec/become.ts'
import { terminalOf } from './13-exec/console.ts'
import { Pause } from './13-exec/pause.ts'
import { beside } from './composition.ts'
import type { ProcessConfig } from './config.ts'
import type { Container } from './container.ts'
import { program, release } from './start.ts'

/** The process, and what it reads and writes: pipes where `stdio` asks for them, or a terminal where the config does. */
export interface Executed extends Pick<Process, 'stdin' | 'stdout' | 'stderr'> {
  readonly child: Child
  readonly terminal: Terminal | undefined
}

export interface ExecOptions extends Pick<SpawnOptions, 'stdio' | 'trace'> {
  /** It goes on when we end. Else nobody would be there who could say how it ends, and it ends with us. */
  readonly outlives?: boolean
  /** Hears of the helper when that has ended, however it did, and of how it was cloned. */
  walked?(helper: Process, clone: CloneOptions): void
}

/**
 * Runs a process in a running container: in its namespaces and its cgroup, and, where `wanted` does not say otherwise, as
 * its first process's user and with the rights of that one. Comes back when it has become its command. Throws a StepError
 * where a step fails (execve: ENOENT where there is no such command), and an Error of one line where the container does not
 * run, or is paused, even in the middle of this.
 */
export async function exec(
  c: Container,
  wanted: ProcessConfig,
  { walked, outlives = false, ...options }: ExecOptions = {},
): Promise<Executed> {
  if (c.pidfd === undefined) throw new Error(`${c.id}: exec: the container does not run`)
  const pid = pidOf(c.pidfd)
  if (pid < 0) throw new Error(`${c.id}: exec: the container has ended`)
  const inside = inPlace(c, pid, { ...c.config.process, terminal: false, ...wanted })
  const group = groupAround(pid)
  const cgroup = group === undefined ? undefined : openSync(placeOf(group), constants.O_DIRECTORY)
  const number = slot('child')
  using pause = new Pause(group)
  try {
    if (pause.has) throw new Error('it is paused')
    for (const m of beside) await m.prepare?.(inside)
    const own = program(inside, beside)
    const whole = outlives ? own.toSpliced(-1, 0, prctl(PR_SET_PDEATHSIG, 0)) : own
    const steps = enter(c.pidfd, elsewhere(pid), [tied, ...whole], number).map(named)
    if (pidOf(c.pidfd) !== pid) throw new Error('what was read by that number was about somebody else')
    using gate = new Gate()
    const clone = cgroup === undefined ? {} : { cgroup }
    const helper = spawn([tied, ...gate.steps, ...steps], {
      ...options,
      ...clone,
      ...(wanted.terminal ? { stdio: ['null', 'null', 'null'] } : {}), // the terminal takes their place
      mode: 'fork',
    })
    pause.ends(helper)
    try {
      // What is written of the helper now, the process inherits.
      if (await gate.reached()) for (const m of beside) await m.connect?.(inside, helper)
      gate.open()
      const child = await born(c, helper, number).finally(() => walked?.(helper, clone))
      pause.ends(child)
      const failed = await become(inside, helper)
      if (failed || pause.has) await end(child, failed)
      const terminal = wanted.terminal ? await terminalOf(inside).catch(error => end(child, error)) : undefined
      const { stdin, stdout, stderr } = helper
      return { child, stdin, stdout, stderr, terminal }
    } catch (error) {
      gate.close()
      await helper.wait().catch(() => undefined)
      for (const stream of [helper.stdin, helper.stdout, helper.stderr]) stream?.destroy()
      throw error
    }
  } catch (error) {
    // These say more than what they led to.
    if (pause.has) throw new Error(`${c.id}: exec: the container is paused; unpause it first`, { cause: error })
    if (pidOf(c.pidfd) !== pid) throw new Error(`${c.id}: exec: the container has ended meanwhile`, { cause: error })
    throw error
  } finally {
    if (cgroup !== undefined) closeSync(cgroup)
    await release(inside, beside)
  }
}

/** Nobody who is on the way outlives us: of who stands still in there nobody would know. */
const tied = prctl(PR_SET_PDEATHSIG, signalNumber('SIGKILL'))

/** What the helper has cloned, when all steps have been walked. */
async function born(c: Container, helper: Process, number: Slot): Promise<Child> {
  const failed = await helper.wait().then(
    status => ('signal' in status ? new Error(`${c.id}: exec: the helper was ended by ${status.signal}`) : undefined),
    (error: Error) => error,
  )
  const cloned = helper.outcomes().find(({ step }) => step.save === number)?.result ?? -1n
  const child = cloned > 0n ? adopt(c, Number(cloned)) : undefined
  if (failed && child) return end(child, failed)
  if (!child) throw failed ?? new Error(`${c.id}: exec: the helper has cloned nobody`)
  return child
}

/** Nobody else would bury it; and while it is not buried, process 1 of the container cannot end. */
async function end(child: Child, error: Error | undefined): Promise<never> {
  child.kill('SIGKILL')
  await child.wait()
  throw error
}

function adopt(c: Container, pid: number): Child {
  try {
    return new Child(pid)
  } catch {
    throw new Error(
      `${c.id}: exec: process ${pid} has gone with the helper: only CLONE_PARENT makes it a child of ours`,
    )
  }
}

const named = (step: Step): Step => ({ from: '13-exec', ...step })

/** What the steps for a process need to know, when everything around it is there already. */
function inPlace(c: Container, pid: number, process: ProcessConfig): Container {
  const { namespaces = [], seccomp } = c.config.linux ?? {}
  const linux = { namespaces: namespaces.map(({ type }) => ({ type })), ...(seccomp && { seccomp }) }
  const inside: Container = {
    id: c.id,
    bundle: c.bundle,
    config: { ociVersion: c.config.ociVersion, root: { path: `/proc/${pid}/root` }, process, linux },
  }
  const user = readUser(inside)
  return user ? { ...inside, config: { ...inside.config, process: { ...process, user } } } : inside
}

/** The number of a process by its pidfd; -1 when it has ended or is ending: it has left its namespaces. pidfd_open(2) */
export function pidOf(pidfd: number): number {
  const file = `/proc/self/fdinfo/${pidfd}`
  const pid = Number(/^Pid:\s+(-?\d+)$/m.exec(existsSync(file) ? readFileSync(file, 'utf8') : '')?.[1] ?? -1)
  return existsSync(`/proc/${pid}/ns/mnt`) ? pid : -1
}

/** The cgroup that the process is in; undefined where it is our own, or none of version 2. */
function groupAround(pid: number): string | undefined {
  const path = (process: number | 'self') =>
    /^0::(.*)$/m.exec(readFileSync(`/proc/${process}/cgroup`, 'utf8'))?.[1] ?? ''
  const group = path(pid)
  return group !== path('self') && existsSync(placeOf(group, 'cgroup.events')) ? group : undefined
}
