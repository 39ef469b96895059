// What `bin` and `exports` of package.json lead to: all of congo, in files that need no others but the addon.
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type BuildOptions, build, type Plugin } from 'esbuild'
import { root } from '../cli/paths.ts'
import { run } from '../setup/run.ts'

/** Of Node's modules those that take milliseconds to load; the others are there already, or are needed by every verb. */
const LATE = /^node:(child_process|crypto|net|zlib|(fs|readline|stream|timers)\/.*)$/

/** Has them loaded when something of them is first used. */
const lateModules: Plugin = {
  name: 'late modules',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: LATE }, ({ path, namespace }) =>
      namespace === 'late' ? { path, external: true } : { path, namespace: 'late' },
    )
    onLoad({ filter: /./, namespace: 'late' }, async ({ path }) => {
      const names = Object.keys(await import(path)).filter(name => name !== 'default')
      const getters = names.map(name => `get ${name}() { return require('${path}').${name} }`)
      return { contents: `module.exports = { ${getters.join(', ')} }` }
    })
  },
}

const ONE_FILE = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  target: 'node20.19',
  minify: true, // half as much to read at each start
  legalComments: 'none',
  external: ['*.node'],
  logLevel: 'error',
} as const satisfies BuildOptions

/** Makes in a folder congo.cjs, the program, and index.js with index.d.ts, the library. */
export async function buildPackage(folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'congo.cjs'), await bundleProgram())
  await Promise.all([buildLibrary(folder), declareLibrary(folder)])
}

/** The program: CommonJS, which Node loads sooner; ASCII, behind a comment of 16 characters that no other build has. */
export async function bundleProgram(): Promise<string> {
  const { outputFiles } = await build({
    ...ONE_FILE,
    entryPoints: ['scripts/congo/bin.ts'],
    format: 'cjs',
    define: { 'import.meta.filename': '__filename', 'import.meta.dirname': '__dirname' },
    plugins: [lateModules],
    write: false,
  })
  const text = outputFiles[0]?.text ?? ''
  return `//${createHash('sha256').update(text).digest('hex').slice(0, 16)}\n${text}`
}

async function buildLibrary(folder: string): Promise<void> {
  await build({
    ...ONE_FILE,
    entryPoints: ['scripts/congo/index.ts'],
    outfile: `${folder}/index.js`,
    format: 'esm',
    banner: {
      js: "import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(import.meta.url);",
    },
  })
}

/**
 * The types of the library's functions and what they need, in one file: they are about nothing else of ours. Not where the
 * packages for developers are not installed (npm ci --omit=dev).
 */
async function declareLibrary(folder: string): Promise<void> {
  const [tsc, node] = ['.bin/tsc', '@types/node'].map(name => join(root, 'node_modules', name)) as [string, string]
  if (!existsSync(tsc) || !existsSync(node)) return
  const aside = mkdtempSync(join(folder, 'types-'))
  try {
    const flags = ['--declaration', '--emitDeclarationOnly', '--noEmit', 'false', '--rootDir', root, '--outDir', aside]
    await run(tsc, ['--project', projectOf(aside), ...flags], { cwd: root })
    const library = join(aside, 'scripts/congo/library')
    const texts = readdirSync(library).map(file => readFileSync(join(library, file), 'utf8'))
    const ours = texts.join('\n').replaceAll(/^import .*\n/gm, '')
    writeFileSync(join(folder, 'index.d.ts'), `import type { Readable, Writable } from 'node:stream'\n${ours}`)
  } finally {
    rmSync(aside, { recursive: true })
  }
}

/** Nothing but the library, in the words of the repository. */
function projectOf(folder: string): string {
  const project = join(folder, 'tsconfig.json')
  const files = [join(root, 'scripts/congo/index.ts')]
  writeFileSync(project, JSON.stringify({ extends: join(root, 'tsconfig.json'), files, include: [] }))
  return project
}
