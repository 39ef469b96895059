// Runs a script of ConGo as it is typed, for tests.
import { execFile } from 'node:child_process'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../cli/paths.ts'

export interface Ran {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/** `npm run NAME -- ARGS`, without npm. */
export const start = (...args: string[]): Promise<Ran> =>
  new Promise(resolve => {
    const child = execFile(process.execPath, ['scripts/start.mjs', ...args], { cwd: root }, (_, stdout, stderr) =>
      resolve({ code: child.exitCode ?? -1, stdout, stderr }),
    )
  })

let answers = 0

/** An answer of this text, for as long as `use` takes. It stands one folder deep, as labs/ does, so its imports hold. */
export async function withAnswer(text: string, use: (file: string) => Promise<void>): Promise<void> {
  const file = join(root, 'dist', `answer-${process.pid}-${++answers}.ts`)
  mkdirSync(join(root, 'dist'), { recursive: true })
  writeFileSync(file, text)
  await use(file).finally(() => rmSync(file))
}
