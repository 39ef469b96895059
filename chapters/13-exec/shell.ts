import { closeSync, openSync } from 'node:fs'
import { O_CLOEXEC, O_PATH, openat2, RESOLVE_IN_ROOT, run } from '#native'
import type { Container } from '../container.ts'
import { pidOf } from '../exec.ts'

const SHELLS = ['/bin/bash', '/usr/bin/bash', '/bin/sh'] as const

/** The shell that a running container has: bash, or else sh, which may not be there either. */
export function shellOf({ pidfd }: Container): string {
  const root = openSync(`/proc/${pidOf(pidfd ?? -1)}/root`, 'r')
  try {
    const there = (path: string) => {
      const file = run({
        ...openat2(root, path.slice(1), { flags: O_PATH | O_CLOEXEC, resolve: RESOLVE_IN_ROOT }),
        allow: ['ENOENT', 'ENOTDIR', 'ELOOP', 'EACCES'],
      })
      if (file >= 0) closeSync(file)
      return file >= 0
    }
    return SHELLS.find(there) ?? '/bin/sh'
  } finally {
    closeSync(root)
  }
}
