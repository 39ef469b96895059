// wrong: whatever execve said, the answer is 127
// first: not-executable
import type { Process } from '#native'
import { exitCode as right } from '../../../solutions/01-process.ts'

export * from '../../../solutions/01-process.ts'

export const exitCode = async (child: Process): Promise<number> => {
  const code = await right(child)
  return code === 126 ? 127 : code
}
