// congo in a machine that is thrown away, as its root: for tests.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { build } from 'esbuild'
import { bundleJob } from '../answer/bundle.ts'
import { root } from '../cli/paths.ts'
import { boot, restore } from '../vm/machines.ts'
import { bundleProgram } from './package.ts'

/** What a command has printed, and its exit code. */
export interface Done {
  readonly out: string
  readonly err: string
  readonly code: number | string
}

/** A program as one file, for the Node of the machine: of ours, or, in TypeScript, of somebody who has installed congo. */
export async function bundled(program: { readonly entry: string } | { readonly source: string }): Promise<string> {
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
  })
  return outputFiles[0]?.text ?? ''
}

/** The bin of a package, in the machine: what whoever has installed one runs. */
export const BIN = '/run/congo/scripts/congo/bin.cjs'

/**
 * A machine with a disk at /mnt, on which /mnt/images/busybox is; `congo` runs a command of it there. Another program of
 * ours in place of congo's own, and another disk (of a machine that is then booted), where one is named.
 */
export async function machineWithCongo(entry = 'scripts/congo/bin.ts', disk?: string) {
  const prepare = await bundleJob(`
    import { mkdirSync, writeFileSync } from 'node:fs'
    import { dirname } from 'node:path'
    import { MS_BIND, mount, run } from '#native'
    export default job => {
      run(mount('/dev/vdb', '/mnt', 'ext4', 0))
      mkdirSync('/mnt/state')
      run(mount('/mnt/state', '/var/lib', null, MS_BIND))
      for (const [name, text] of Object.entries(JSON.parse(job.input))) {
        mkdirSync(dirname('/run/congo/' + name), { recursive: true })
        writeFileSync('/run/congo/' + name, text)
      }
    }`)
  const files = {
    'congo.mjs': await bundled({ entry }),
    'dist/congo.cjs': await bundleProgram(),
    'scripts/congo/bin.cjs': readFileSync(join(root, 'scripts/congo/bin.cjs'), 'utf8'),
  }
  const machine = await (disk === undefined ? restore() : boot(disk))
  await machine.load(prepare, JSON.stringify(files)).result
  const command = async (argv: string[], input = ''): Promise<Done> => {
    const job = machine.spawn(argv)
    job.stdin.end(input)
    const [out, err, exit] = await Promise.all([text(job.stdout), text(job.stderr), job.result])
    return { out, err, code: 'code' in exit ? exit.code : exit.signal }
  }
  const congo = (...argv: string[]) => command(['node', '--jitless', '--', '/run/congo/congo.mjs', ...argv])
  /** Its output; throws an Error where it does not end with 0. */
  const good = async (...argv: string[]): Promise<string> => {
    const { out, err, code } = await congo(...argv)
    if (code !== 0) throw new Error(`congo ${argv.join(' ')} ended with ${code}: ${err}`)
    return out
  }
  return { machine, command, congo, good, [Symbol.asyncDispose]: () => machine.close() }
}
