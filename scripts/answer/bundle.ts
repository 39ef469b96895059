// Bundles for the guest: an answer, and the trusted code that looks at it.
import { statSync } from 'node:fs'
import { basename, join, relative } from 'node:path'
import { type BuildFailure, type BuildOptions, build, formatMessages } from 'esbuild'
import { root } from '../cli/paths.ts'
import { Problem } from '../cli/problem.ts'
import { printable } from '../cli/text.ts'
import { inRepository } from './in-repository.ts'

/** CommonJS, which costs the guest less to load; #native is lent by the process that loads the bundle. */
const GUEST: BuildOptions = {
  absWorkingDir: root,
  bundle: true,
  format: 'cjs',
  platform: 'node',
  target: 'node24',
  minifyWhitespace: true, // half as much to carry over
  write: false,
  logLevel: 'silent',
  external: ['#native'],
}

/**
 * The answer's bundle: the file in place of the chapter's solution, every other chapter from solutions/. The file is
 * only read, never run here. Throws a Problem (1) with a code frame where it is not TypeScript.
 */
export async function bundleAnswer(chapter: string, file: string): Promise<string> {
  const found = statSync(file, { throwIfNoEntry: false })
  if (!found) throw new Problem(`${relative(root, file)}: there is no such file. npm run labs makes the labs`, 2)
  if (!found.isFile()) throw new Problem(`${relative(root, file)} is not a file of TypeScript`, 2)
  try {
    return await output({
      ...GUEST,
      entryPoints: [join(root, 'scripts/answer/main.ts')],
      alias: { [`#mechanisms/${chapter}`]: inRepository(file) },
      sourcemap: 'inline',
      sourcesContent: false,
    })
  } catch (error) {
    const { errors } = error as BuildFailure
    if (!errors) throw error
    const frames = await formatMessages(errors, { kind: 'error', color: false })
    throw new Problem(`${basename(file)} cannot be read as TypeScript\n\n${printable(frames.join('\n').trimEnd())}`, 1)
  }
}

/** A bundle for the agent: this source, as if it stood at the top of the repository. */
export const bundleJob = (source: string): Promise<string> =>
  output({ ...GUEST, stdin: { contents: source, resolveDir: root, loader: 'ts' } })

async function output(options: BuildOptions): Promise<string> {
  const { outputFiles } = await build(options)
  return outputFiles?.[0]?.text ?? ''
}
