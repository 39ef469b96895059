// A course of its own for a test that writes into labs/.
import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, symlinkSync } from 'node:fs'
import { join, relative } from 'node:path'
import { root } from '../cli/paths.ts'

/** Copies ours to that folder, without labs, packages and what is built. */
export function copyCourse(to: string): void {
  const left = ['.git', 'node_modules', 'dist', 'native/build', 'labs']
  cpSync(root, to, { recursive: true, filter: source => !left.includes(relative(root, source)) })
  mkdirSync(join(to, 'labs'))
  cpSync(join(root, 'labs/tsconfig.json'), join(to, 'labs/tsconfig.json'))
}

/** Gives a course our packages. */
export const lendPackages = (to: string): void => symlinkSync(join(root, 'node_modules'), join(to, 'node_modules'))

/** Runs one of its scripts, as typed there, with these words on standard input. */
export function runIn(course: string, words: readonly string[], input = '') {
  const env = { ...process.env, CI: 'true', INIT_CWD: course }
  const ran = spawnSync(process.execPath, ['scripts/start.mjs', ...words], {
    cwd: course,
    env,
    input,
    encoding: 'utf8',
  })
  return { code: ran.status, stdout: ran.stdout, stderr: ran.stderr }
}

/** The same on a terminal of 80 columns, where somebody types these keys. Gives what it showed. */
export function onTerminal(course: string, words: readonly string[], keys: string): string {
  const command = `stty cols 80; exec '${process.execPath}' scripts/start.mjs ${words.join(' ')}`
  const ran = spawnSync('script', ['-qec', command, '/dev/null'], { cwd: course, input: keys, encoding: 'utf8' })
  return ran.stdout.replaceAll('\r', '')
}
