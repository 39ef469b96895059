// Starts a container: the list of mechanisms becomes one clone3 and one program of steps.
import { Gate, type Process, type SpawnOptions, type Step, spawn } from '#native'
import type { Container, Mechanism, Started } from './container.ts'

/** The steps of the container's first process, each with the name of the chapter that it comes from. */
export const program = (c: Container, mechanisms: readonly Mechanism[]): Step[] =>
  mechanisms.flatMap(m => m.steps(c).map(step => ({ ...step, from: m.name })))

/** Bytes with which the steps of a child get along in any case. */
const TINY = 6 * 1024 * 1024

/** The flags of all mechanisms together. */
export const flags = (c: Container, mechanisms: readonly Mechanism[]): number =>
  mechanisms.reduce((all, m) => all | (m.flags?.(c) ?? 0), 0)

/** How the child is cloned. */
export type Clone = Pick<SpawnOptions, 'flags' | 'cgroup' | 'mode'>

/**
 * Prepares, clones, connects, and lets the child go. A failure on the way ends the child, releases everything, and
 * is thrown: a StepError where it was a step.
 */
export const start = (
  c: Container,
  mechanisms: readonly Mechanism[],
  options: Pick<SpawnOptions, 'stdio' | 'trace'> = {},
): Promise<Process> => begin(c, mechanisms, (steps, clone) => spawn(steps, { ...options, ...clone }))

/** As start(), with a child that `clone` makes of the steps: wait() is to throw where it has ended before the gate. */
export async function begin<Child extends Started & { wait(): Promise<unknown>; known?(): Promise<void> }>(
  c: Container,
  mechanisms: readonly Mechanism[],
  clone: (steps: Step[], clone: Clone) => Child,
): Promise<Child> {
  try {
    for (const m of mechanisms) await m.prepare?.(c)
    const steps = program(c, mechanisms)
    // A child that enters a namespace which exists must not share our memory with it; and who shares a memory, shares its
    // oom_score_adj.
    const entering = steps.some(step => step.call === 'setns')
    const alone = entering || c.config.process.oomScoreAdj !== undefined || isTiny(c)
    using gate = new Gate()
    const group = c.cgroup === undefined ? {} : { cgroup: c.cgroup }
    const child = clone([...gate.steps, ...steps], {
      flags: flags(c, mechanisms),
      ...group,
      mode: alone ? 'fork' : 'memory',
    })
    if (!(await gate.reached())) await child.wait() // throws: it says which step failed
    try {
      await child.known?.()
      for (const m of mechanisms) await m.connect?.(c, child)
    } catch (error) {
      gate.close()
      await child.wait().catch(() => undefined) // turned back at the gate, as we wanted
      throw error
    }
    gate.open()
    return child
  } catch (error) {
    await release(c, mechanisms).catch(() => undefined) // what failed first says more
    throw error
  }
}

/**
 * Whether the container's memory may be too small for the steps themselves. The kernel then kills the child, and with it
 * everybody who shares its memory: us, unless it has a copy.
 */
function isTiny({ config: { linux } }: Container): boolean {
  const { memory: { limit = -1 } = {}, unified } = linux?.resources ?? {}
  return (limit >= 0 && limit < TINY) || unified?.['memory.max'] !== undefined
}

/** Releases the mechanisms, the last first. One that fails keeps none of the others from it; its error is thrown in the end. */
export async function release(c: Container, mechanisms: readonly Mechanism[]): Promise<void> {
  const errors: unknown[] = []
  for (const m of mechanisms.toReversed()) {
    try {
      await m.release?.(c)
    } catch (error) {
      errors.push(error)
    }
  }
  if (errors.length > 0) throw errors[0]
}
