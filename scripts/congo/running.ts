// What is done to a container that runs.
import { closeSync } from 'node:fs'
import { lives } from '#mechanisms/15-lifecycle'
import { pidfd_open, run } from '#native'
import type { Container } from '../../chapters/container.ts'
import { look } from '../../chapters/lifecycle.ts'
import { Misuse } from './place.ts'

/** Does it with the container and a descriptor of its first process. Throws a Misuse where it does not run. */
export async function running<Result>(
  root: string,
  id: string,
  act: (c: Container) => Promise<Result>,
): Promise<Result> {
  const { container, state, status } = look(root, id)
  if (status !== 'running' && status !== 'paused') throw new Misuse(`${id} does not run; congo start ${id} starts it`)
  const pidfd = run(pidfd_open(state.process?.pid ?? 0))
  try {
    if (!lives(state.process)) throw new Misuse(`${id} has ended just now`)
    return await act({ ...container, pidfd })
  } finally {
    closeSync(pidfd)
  }
}
