// What is done to a container that runs.
import { closeSync } from 'node:fs'
import type { Container } from '../../chapters/container.ts'
import { look, openProcess } from '../../chapters/lifecycle.ts'
import { Misuse } from './place.ts'

/** Does it with the container and a descriptor of its first process. Throws a Misuse where it does not run. */
export async function running<Result>(
  root: string,
  id: string,
  act: (c: Container) => Promise<Result>,
): Promise<Result> {
  const { container, state, status } = look(root, id)
  if (status !== 'running' && status !== 'paused') throw new Misuse(`${id} does not run; congo start ${id} starts it`)
  const pidfd = openProcess(state.process)
  if (pidfd === undefined) throw new Misuse(`${id} has ended just now`)
  try {
    return await act({ ...container, pidfd })
  } finally {
    closeSync(pidfd)
  }
}
