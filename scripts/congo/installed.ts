// congo in a machine that is thrown away.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type BuildOptions, build } from 'esbuild'
import { bundleJob } from '../answer/bundle.ts'
import { root } from '../cli/paths.ts'
import type { Machine } from '../vm/machine.ts'
import { bundleProgram } from './package.ts'

/**
 * A program as one file: of ours, or, in TypeScript, of somebody who has installed congo. For the Node of the machine, if
 * nothing else is said.
 */
export async function bundled(
  program: { readonly entry: string } | { readonly source: string },
  options: Pick<BuildOptions, 'conditions' | 'target'> = {},
): Promise<string> {
  const { outputFiles } = await build({
    absWorkingDir: root,
    ...('entry' in program
      ? { entryPoints: [program.entry] }
      : { stdin: { contents: program.source, resolveDir: root, loader: 'ts' } }),
    alias: { congo: './scripts/congo/index.ts' },
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    external: ['*.node'],
    banner: {
      js: "import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(import.meta.url);",
    },
    write: false,
    logLevel: 'error',
    ...options,
  })
  return outputFiles[0]?.text ?? ''
}

/** The root file system that the machine has for containers. */
export const BUSYBOX = '/mnt/images/busybox'

/** The bin of a package: what whoever has installed one runs. */
const BIN = '/run/congo/scripts/congo/bin.cjs'

/**
 * Puts the program into the machine, and congo as a package has it, at BIN. The machine has a disk at /mnt from then on:
 * containers are kept there, and BUSYBOX is there. Gives the words that run the program.
 */
export async function installed(machine: Machine, program: string): Promise<readonly string[]> {
  const prepare = await bundleJob(`
    import { mkdirSync, writeFileSync } from 'node:fs'
    import { dirname } from 'node:path'
    import { MS_BIND, mount, run } from '#native'
    export default job => {
      run(mount('/dev/vdb', '/mnt', 'ext4', 0))
      mkdirSync('/mnt/state')
      run(mount('/mnt/state', '/var/lib', null, MS_BIND))
      for (const [file, text] of Object.entries(JSON.parse(job.input))) {
        mkdirSync(dirname(file), { recursive: true })
        writeFileSync(file, text)
      }
    }`)
  const files = {
    [PROGRAM]: program,
    [BIN]: readFileSync(join(root, 'scripts/congo/bin.cjs'), 'utf8'),
    '/run/congo/dist/congo.cjs': await bundleProgram(),
  }
  await machine.load(prepare, JSON.stringify(files)).result
  return ['node', '--jitless', '--', PROGRAM]
}

const PROGRAM = '/run/congo/congo.mjs'
