// What a careless shell leaves to its children: descriptors without CLOEXEC, something in the environment, a key, groups.
import { writeFileSync } from 'node:fs'
import { AT_FDCWD, add_key, dup3, KEY_SPEC_SESSION_KEYRING, O_DIRECTORY, O_RDONLY, openat, run } from '#native'

/** Has this process leave them. */
export function beCareless(): void {
  writeFileSync('/root/secret', 'belongs to the host\n')
  run(dup3(run(openat(AT_FDCWD, '/root/secret', O_RDONLY)), 1000)) // high ones as well: a loop to 255 is not enough
  run(dup3(run(openat(AT_FDCWD, '/root', O_RDONLY | O_DIRECTORY)), 1001))
  process.env.CONGO_SECRET = 'belongs to the host'
  run(add_key('user', 'congo-secret', 'belongs to the host', KEY_SPEC_SESSION_KEYRING))
  process.setgroups?.([4, 27]) // adm and sudo, as a login gives them
}
