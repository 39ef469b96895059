// wrong: the lock is a file that is there; who is killed leaves it for ever
// first: no-dead-hand
import { closeSync, openSync, rmSync } from 'node:fs'

export * from '../../../solutions/15-lifecycle.ts'

export async function locked<Result>(file: string, act: () => Promise<Result>): Promise<Result> {
  for (;;) {
    try {
      closeSync(openSync(`${file}.taken`, 'wx', 0o600))
      break
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
      await new Promise(resolve => setTimeout(resolve, 10))
    }
  }
  try {
    return await act()
  } finally {
    rmSync(`${file}.taken`, { force: true })
  }
}
