// What the type checker says of an answer. It runs beside the machine and never decides: the kernel does.
import { execFile } from 'node:child_process'
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { constants, setPriority } from 'node:os'
import { basename, join } from 'node:path'
import { root } from '../cli/paths.ts'
import { inRepository } from './in-repository.ts'

export interface TypeFault {
  readonly line: number
  readonly message: string
}

/** The errors in this file, and in no other. None where the type checker is not installed (npm ci --omit=dev). */
export async function typeErrors(file: string): Promise<TypeFault[]> {
  const tsc = join(root, 'node_modules/.bin/tsc')
  if (!existsSync(tsc)) return []
  const project = join(root, 'dist', `types-${process.pid}-${basename(file)}.json`)
  try {
    mkdirSync(join(root, 'dist'), { recursive: true })
    writeFileSync(project, JSON.stringify({ extends: '../tsconfig.json', files: [inRepository(file)], include: [] }))
  } catch {
    return [] // a full or read-only disk: the kernel judges all the same
  }
  const output = await new Promise<string>(resolve => {
    const args = ['--project', project, '--pretty', 'false']
    const { pid } = execFile(tsc, args, { cwd: root }, (_, stdout) => resolve(stdout))
    if (pid !== undefined) setPriority(pid, constants.priority.PRIORITY_LOW) // the machine goes first
  })
  rmSync(project, { force: true })
  return [...output.matchAll(/^(.+)\((\d+),\d+\): error TS\d+: (.+(?:\n +.+)*)$/gm)]
    .filter(([, path]) => basename(path ?? '') === basename(file))
    .map(([, , line, message]) => ({ line: Number(line), message: message ?? '' }))
}
