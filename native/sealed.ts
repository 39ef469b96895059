// Programs that no file system need have, and that nobody can change.
import { closeSync, readFileSync } from 'node:fs'
import { compiled } from './compiled.ts'
import { F_ADD_SEALS, F_SEAL_ALL, MFD_ALLOW_SEALING, MFD_CLOEXEC, MFD_EXEC } from './constants.ts'
import { run } from './run.ts'
import { fcntl, memfd_create, write } from './syscalls.ts'

/**
 * A program that set-up compiled from native/, in a file that has no path and can never change: a descriptor for execveat,
 * closed by it. memfd_create(2). Since Linux 6.3 a system can demand that MFD_EXEC is said; before, the flag is not known.
 */
export function sealed(name: string): number {
  const flags = MFD_CLOEXEC | MFD_ALLOW_SEALING
  const fd = run({ ...memfd_create(name, flags | MFD_EXEC), onError: { EINVAL: memfd_create(name, flags) } })
  try {
    run(write(fd, readFileSync(compiled(name))), fcntl(fd, F_ADD_SEALS, F_SEAL_ALL))
    return fd
  } catch (error) {
    closeSync(fd)
    throw error
  }
}
