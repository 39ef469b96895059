// wrong: pause() sends SIGSTOP: each parent is told, and whoever is stopped can be continued by others
// first: paused
import { groupOf, read } from '../../../chapters/08-cgroups/group.ts'
import type { Container } from '../../../chapters/container.ts'

export * from '../../../solutions/08-cgroups.ts'

const tell = (c: Container, signal: string) => {
  for (const pid of read(groupOf(c) as string, 'cgroup.procs')
    .split('\n')
    .filter(Boolean))
    process.kill(Number(pid), signal)
}

export const pause = (c: Container): void => tell(c, 'SIGSTOP')

export const unpause = (c: Container): void => tell(c, 'SIGCONT')
