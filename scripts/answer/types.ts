// What the type checker says of an answer. It runs beside the machine and never decides: the kernel does.
import { execFile } from 'node:child_process'
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { constants, setPriority } from 'node:os'
import { join, resolve } from 'node:path'
import { root } from '../cli/paths.ts'
import { inRepository } from './in-repository.ts'

export interface TypeFault {
  readonly line: number
  readonly message: string
}

/**
 * Gives what is wrong in each of these files, and in no others, for all of them in one go. Nothing where the type checker is
 * not installed (npm ci --omit=dev).
 */
export async function typeErrors(answers: readonly string[]): Promise<(answer: string) => TypeFault[]> {
  const tsc = join(root, 'node_modules/.bin/tsc')
  if (!existsSync(tsc)) return () => []
  const project = join(root, 'dist', `types-${process.pid}.json`)
  const files = new Map(answers.map(answer => [answer, inRepository(answer)]))
  try {
    mkdirSync(join(root, 'dist'), { recursive: true })
    writeFileSync(project, JSON.stringify({ extends: '../tsconfig.json', files: [...files.values()], include: [] }))
  } catch {
    return () => [] // a full or read-only disk: the kernel judges all the same
  }
  const output = await new Promise<string>(done => {
    const args = ['--project', project, '--pretty', 'false']
    const { pid } = execFile(tsc, args, { cwd: root }, (_, stdout) => done(stdout))
    if (pid !== undefined) setPriority(pid, constants.priority.PRIORITY_LOW) // the machine goes first
  })
  rmSync(project, { force: true })
  const faults = [...output.matchAll(/^(.+)\((\d+),\d+\): error TS\d+: (.+(?:\n +.+)*)$/gm)]
  return answer =>
    faults
      .filter(([, path = '']) => resolve(root, path) === files.get(answer))
      .map(([, , line, message]) => ({ line: Number(line), message: message ?? '' }))
}
