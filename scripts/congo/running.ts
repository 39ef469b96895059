// What is done to a container that runs.
import { closeSync } from 'node:fs'
import type { Container } from '../../chapters/container.ts'
import { alone, type Kept, openProcess } from '../../chapters/lifecycle.ts'
import { Misuse } from './place.ts'

type Act<Result> = (c: Container) => Promise<Result>

/**
 * Does it with the container and a descriptor of its first process. Throws a Misuse where it does not run. Whoever starts it
 * is waited for: before it has become its command, that process has the host's root, and more rights than the container.
 */
export async function running<Result>(root: string, id: string, act: Act<Result>): Promise<Result> {
  return withProcess(await found(root, id, async kept => opened(kept)), act)
}

/** As running(), while nobody else starts, stops or changes it. */
export const runningAlone = <Result>(root: string, id: string, act: Act<Result>): Promise<Result> =>
  found(root, id, kept => withFirst(kept, act))

/** As runningAlone(), for whoever has the lock already. */
export const withFirst = async <Result>(kept: Kept, act: Act<Result>): Promise<Result> => withProcess(opened(kept), act)

async function found<Result>(root: string, id: string, act: (kept: Kept) => Promise<Result>): Promise<Result> {
  const result = await alone(root, id, async kept => ({ of: await act(kept) }))
  if (!result) throw new Misuse(`${id} has gone`)
  return result.of
}

function opened({ container, state, status }: Kept): Container & { readonly pidfd: number } {
  const { id } = container
  if (status !== 'running' && status !== 'paused') throw new Misuse(`${id} does not run; congo start ${id} starts it`)
  const pidfd = openProcess(state.process)
  if (pidfd === undefined) throw new Misuse(`${id} has ended just now`)
  return { ...container, pidfd }
}

async function withProcess<Result>(c: ReturnType<typeof opened>, act: Act<Result>): Promise<Result> {
  try {
    return await act(c)
  } finally {
    closeSync(c.pidfd)
  }
}
