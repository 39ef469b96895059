// wrong: waits, and forgets what it was told
// first: exit-code
// also: signal-code, path, passed-on
import type { Process } from '#native'
import { exitCode as right } from '../../../solutions/01-process.ts'

export * from '../../../solutions/01-process.ts'

export const exitCode = async (child: Process): Promise<number> => {
  const code = await right(child)
  return code === 126 || code === 127 ? code : 0
}
