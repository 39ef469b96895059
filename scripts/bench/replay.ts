import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { root } from '../cli/paths.ts'

/** Compiles replay.c in this folder, to run anywhere; gives its path. */
export function compileReplay(folder: string): string {
  const program = join(folder, 'replay')
  const sources = [join(root, 'scripts/bench/replay.c'), join(root, 'native/walker.c')]
  const native = join(root, 'native')
  execFileSync('cc', ['-O2', '-Wall', '-static', '-fno-stack-protector', '-I', native, '-o', program, ...sources])
  return program
}
