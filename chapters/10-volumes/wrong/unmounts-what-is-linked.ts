// wrong: removeVolume() follows symbolic links, so that the container decides what is unmounted
// first: removed
import { CLONE_NEWNS, exit_group, MNT_DETACH, StepError, setns, spawn, umount2 } from '#native'
import type { Container } from '../../../chapters/container.ts'

export * from '../../../solutions/10-volumes.ts'

export async function removeVolume(c: Container, destination: string, { detach = false } = {}) {
  const unmount = umount2(destination, detach ? MNT_DETACH : 0)
  const helper = spawn([setns(c.pidfd ?? -1, CLONE_NEWNS), unmount, exit_group(0)], { mode: 'fork' })
  await helper.wait().catch(error => {
    throw error instanceof StepError ? new Error(`${destination}: ${error.errno}`) : error
  })
}
