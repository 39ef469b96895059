// congo in a machine that is thrown away.
import { type BuildOptions, build } from 'esbuild'
import { bundleJob } from '../answer/bundle.ts'
import { root } from '../cli/paths.ts'
import type { Machine } from '../vm/machine.ts'

/** A program of ours as one file. For the Node of the machine, if nothing else is said. */
export async function bundled(
  entry: string,
  options: Pick<BuildOptions, 'conditions' | 'target'> = {},
): Promise<string> {
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: [entry],
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

/**
 * Puts the program into the machine, which has a disk at /mnt from then on: containers are kept there, and BUSYBOX is there.
 * Gives the words that run it.
 */
export async function installed(machine: Machine, program: string): Promise<readonly string[]> {
  const prepare = await bundleJob(`
    import { mkdirSync, writeFileSync } from 'node:fs'
    import { MS_BIND, mount, run } from '#native'
    export default job => {
      run(mount('/dev/vdb', '/mnt', 'ext4', 0))
      mkdirSync('/mnt/state')
      run(mount('/mnt/state', '/var/lib', null, MS_BIND))
      writeFileSync('/run/congo/congo.mjs', job.input)
    }`)
  await machine.load(prepare, program).result
  return ['node', '--jitless', '--', '/run/congo/congo.mjs']
}
