// Another process in a container that runs: a helper goes in, and what it clones there is a child of ours.
import { closeSync, constants, existsSync, openSync, readFileSync } from 'node:fs'
import { elsewhere, enter, session } from '#mechanisms/13-exec'
import { Child, type Process, type SpawnOptions, type Step, slot, spawn, type Terminal } from '#native'
import { readUser } from './11-user/user.ts'
import { terminalOf } from './13-exec/console.ts'
import { beside } from './composition.ts'
import type { ProcessConfig } from './config.ts'
import type { Container } from './container.ts'
import { program, release } from './start.ts'

/** The process, and what it reads and writes: pipes where `stdio` asks for them, or a terminal where the config does. */
export interface Executed extends Pick<Process, 'stdin' | 'stdout' | 'stderr'> {
  readonly child: Child
  readonly terminal: Terminal | undefined
}

/**
 * Runs a process in a running container: in its namespaces and its cgroup, with no more rights than its first process.
 * Throws a StepError where a step fails (execve: ENOENT where there is no such command), and an Error of one line where
 * the container does not run, or is paused.
 */
export async function exec(
  c: Container,
  process: ProcessConfig,
  options: Pick<SpawnOptions, 'stdio' | 'trace'> = {},
): Promise<Executed> {
  if (c.pidfd === undefined) throw new Error(`${c.id}: exec: the container does not run`)
  const pid = pidOf(c.pidfd)
  if (pid < 0) throw new Error(`${c.id}: exec: the container has ended`)
  const group = groupFolder(pid)
  if (group !== undefined && /^frozen 1$/m.test(readFileSync(`${group}/cgroup.events`, 'utf8')))
    throw new Error(`${c.id}: exec: the container is paused; unpause it first`)
  const inside = inPlace(c, pid, process)
  const cgroup = group === undefined ? undefined : openSync(group, constants.O_DIRECTORY)
  const number = slot('child')
  try {
    for (const m of beside) await m.prepare?.(inside)
    const steps = enter(c.pidfd, elsewhere(pid), program(inside, beside), number).map(named)
    const helper = spawn(steps, { ...options, ...(cgroup === undefined ? {} : { cgroup }), mode: 'fork' })
    await session.connect?.(inside, helper)
    const failed = await helper.wait().then(
      () => undefined,
      (error: Error) => error,
    )
    const cloned = helper.outcomes().find(({ step }) => step.save === number)?.result ?? -1n
    const child = cloned > 0n ? new Child(Number(cloned)) : undefined
    if (failed !== undefined || child === undefined) {
      await child?.wait() // it has ended: nobody else would bury it
      throw failed ?? new Error(`${c.id}: exec: the helper cloned nobody`)
    }
    const { stdin, stdout, stderr } = helper
    return { child, stdin, stdout, stderr, terminal: process.terminal ? await terminalOf(inside) : undefined }
  } finally {
    if (cgroup !== undefined) closeSync(cgroup)
    await release(inside, beside)
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

/** The number of a process by its pidfd; -1 when somebody has buried it. pidfd_open(2) */
export const pidOf = (pidfd: number): number =>
  Number(/^Pid:\s+(-?\d+)$/m.exec(readFileSync(`/proc/self/fdinfo/${pidfd}`, 'utf8'))?.[1] ?? -1)

/** The folder of the cgroup that the process is in; undefined where it is our own, or none of version 2. */
function groupFolder(pid: number): string | undefined {
  const path = (process: number | 'self') =>
    /^0::(.*)$/m.exec(readFileSync(`/proc/${process}/cgroup`, 'utf8'))?.[1] ?? ''
  const folder = `/sys/fs/cgroup${path(pid)}`
  return path(pid) !== path('self') && existsSync(`${folder}/cgroup.events`) ? folder : undefined
}
