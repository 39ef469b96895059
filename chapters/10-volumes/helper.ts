// A helper: a process that enters a running container's namespaces for a few steps, and ends.
import { CLONE_NEWNS, CLONE_NEWUSER, exit_group, type Step, setns, spawn, unshare } from '#native'

/** Runs the steps in a process with a memory of its own, since they enter a namespace in which others could look at it. */
export async function helped(pidfd: number, steps: readonly Step[]): Promise<void> {
  const named = [...asItsRoot(pidfd), ...steps].map(step => ({ ...step, from: '10-volumes' }))
  const status = await spawn([...named, exit_group(0)], { mode: 'fork' }).wait()
  if ('signal' in status) throw new Error(`the helper ended by ${status.signal}`)
}

/** Who is not root on the host has rights over mounts only in the container's user namespace, and in mount tables made there. */
const asItsRoot = (pidfd: number): Step[] =>
  process.geteuid?.() === 0 ? [] : [setns(pidfd, CLONE_NEWUSER), unshare(CLONE_NEWNS)]
