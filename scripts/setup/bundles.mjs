// Bundles the scripts for start.mjs: plain JavaScript that needs nothing but esbuild, and nothing at all when all is there.
import { createHash } from 'node:crypto'
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'

/** What the bundles depend on besides the sources that they hold. */
const ALSO = ['scripts/setup/bundles.mjs', 'package.json', 'package-lock.json']

/**
 * The folder of the bundles of scripts/NAME.ts, dist/scripts-KEY, made anew where a source has changed: 'KEY' is a hash of
 * all sources. A script that runs keeps the folder that it started in. Rejects where esbuild has said what is wrong.
 *
 * @param {string} root the top of the repository
 * @param {string[]} names
 * @returns {Promise<string>}
 */
export async function bundles(root, names) {
  const dist = join(root, 'dist')
  const list = join(dist, 'scripts.json') // of the last time: { key, inputs }
  const last = readList(list)
  const there = join(dist, `scripts-${last.key}`)
  if (keyOf(root, names, last.inputs) === last.key && existsSync(there)) return there

  const temporary = join(dist, `scripts-${process.pid}.tmp`)
  mkdirSync(temporary, { recursive: true })
  try {
    const inputs = await bundle(root, names, temporary)
    const key = keyOf(root, names, inputs)
    const folder = join(dist, `scripts-${key}`)
    if (!existsSync(folder)) renameSync(temporary, folder)
    const now = new Date()
    utimesSync(folder, now, now) // of sources as they were hours ago it is old, and is run from again
    writeFileSync(`${temporary}.json`, JSON.stringify({ key, inputs }))
    renameSync(`${temporary}.json`, list)
    sweep(dist)
    return folder
  } finally {
    rmSync(temporary, { recursive: true, force: true })
  }
}

/**
 * Of a list that is not there or broken, as one that bundled nothing.
 *
 * @param {string} list
 * @returns {{ key?: string, inputs: string[] }}
 */
function readList(list) {
  try {
    return JSON.parse(readFileSync(list, 'utf8'))
  } catch {
    return { inputs: [] }
  }
}

/**
 * @param {string} root
 * @param {string[]} names
 * @param {string[]} inputs files by their path from the top
 */
function keyOf(root, names, inputs) {
  const hash = createHash('sha256').update(names.join())
  for (const input of inputs) {
    hash.update(`\0${input}\0`)
    try {
      hash.update(readFileSync(join(root, input)))
    } catch {
      hash.update('gone')
    }
  }
  return hash.digest('hex').slice(0, 16)
}

/**
 * The scripts load esbuild when they first call it: loading takes as long as all else that a script does at its start.
 *
 * @type {import('esbuild').Plugin}
 */
const lateEsbuild = {
  name: 'late esbuild',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^esbuild$/ }, () => ({ path: 'esbuild', namespace: 'late' }))
    onLoad({ filter: /./, namespace: 'late' }, () => ({
      contents: `import { createRequire } from 'node:module'
        const load = createRequire(import.meta.url)
        export const build = (...words) => load('esbuild').build(...words)
        export const formatMessages = (...words) => load('esbuild').formatMessages(...words)
        export const transform = (...words) => load('esbuild').transform(...words)`,
    }))
  },
}

/**
 * Gives what went into the bundles.
 *
 * @param {string} root
 * @param {string[]} names
 * @param {string} outdir
 */
async function bundle(root, names, outdir) {
  const { build } = await import('esbuild')
  const { metafile, outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: ['cli/command', ...names].map(entry => `scripts/${entry}.ts`),
    outbase: 'scripts',
    outdir,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    sourcemap: 'linked',
    metafile: true,
    write: false,
    external: ['*.node'],
    plugins: [lateEsbuild],
    banner: {
      js: "import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(import.meta.url);",
    },
    logLevel: 'error',
  })
  for (const { path, contents } of outputFiles) {
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, contents) // not by esbuild, which says for each file that the disk is full
  }
  const ours = Object.keys(metafile.inputs).filter(input => !/^(late:|node_modules\/)/.test(input))
  return [...ours, ...ALSO] // for the packages stands package-lock.json
}

/**
 * Removes bundles that are older than an hour, which no script still runs from, and what a killed script has left for
 * the type checker (answer/types.ts) and of an answer (answer/in-repository.ts).
 *
 * @param {string} dist
 */
function sweep(dist) {
  const old = readdirSync(dist)
    .filter(entry => /^(scripts|types|answer)-/.test(entry))
    .map(entry => join(dist, entry))
    .filter(path => Date.now() - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0) > 3_600_000)
  for (const path of old) rmSync(path, { recursive: true, force: true })
}
