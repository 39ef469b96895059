// Starts every npm script: `node scripts/start.mjs NAME [arguments]`. Plain JavaScript without dependencies, because it
// runs before `npm ci` has. It makes sure that the packages are there and the scripts are bundled, then runs one.
// Exit codes of all scripts: 0 good, 1 something failed or is missing, 2 wrong use, 3 ConGo could not do its work.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const [name = '', ...argv] = process.argv.slice(2)

/** Scripts that need the packages for developers too; all others run after `npm ci --omit=dev`. */
const forDevelopers = new Set(['test', 'soak', 'lint'])

function give(message, exitCode) {
  process.stderr.write(`congo: ${message}\n`)
  process.exit(exitCode)
}

/** The scripts are the files at the top of scripts/. */
function scriptNames() {
  return readdirSync(join(root, 'scripts')).flatMap(file => /^([\w-]+)\.ts$/.exec(file)?.[1] ?? [])
}

function readJson(file) {
  try {
    return JSON.parse(readFileSync(join(root, file), 'utf8'))
  } catch {
    return undefined
  }
}

/** Whether node_modules holds what package-lock.json names. npm writes its own list last, so half an install has none. */
function packagesAreThere() {
  const wanted = readJson('package-lock.json').packages
  const there = readJson('node_modules/.package-lock.json')?.packages
  if (!there) return false
  return Object.entries(wanted).every(([path, { version, integrity, dev, optional }]) => {
    if (path === '' || optional || (dev && !forDevelopers.has(name))) return true
    return there[path]?.version === version && there[path].integrity === integrity
  })
}

/** Installs the packages; of two at once the second waits, and finds them. No package of ours needs its install script. */
function installPackages() {
  const lock = openSync(join(root, 'package-lock.json'), 'r')
  spawnSync('flock', ['3'], { stdio: ['ignore', 'ignore', 'ignore', lock] })
  if (packagesAreThere()) return
  process.stderr.write('congo: installing the packages that package-lock.json names (npm ci); this happens once\n')
  const npm = spawnSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: root, stdio: [0, 2, 2] })
  if (npm.signal) process.exit(130)
  if (npm.error) give(`npm cannot be run (${npm.error.code}): install npm, which comes with Node`, 3)
  if (npm.status !== 0) {
    give('npm ci failed, see above. Without network: npm run doctor -- --import FILE, made by --export elsewhere', 3)
  }
}

/** One hash over the sources of the bundles: what esbuild read the last time, and which scripts there are. */
function keyOf(inputs) {
  const hash = createHash('sha256').update(scriptNames().join())
  for (const input of inputs) {
    try {
      hash.update(`\0${input}\0`).update(readFileSync(join(root, input)))
    } catch {
      hash.update('gone')
    }
  }
  return hash.digest('hex').slice(0, 16)
}

/** The folder of the bundles, made anew where a source has changed. A running script keeps the folder it started in. */
async function bundles() {
  const last = readJson('dist/scripts.json')
  const folder = key => join(root, 'dist', `scripts-${key}`)
  if (last && keyOf(last.inputs) === last.key && existsSync(folder(last.key))) return folder(last.key)

  const { build } = await import('esbuild')
  const temporary = folder(`tmp-${process.pid}`)
  mkdirSync(temporary, { recursive: true })
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: ['cli/command', ...scriptNames()].map(entry => `scripts/${entry}.ts`),
    outbase: 'scripts',
    outdir: temporary,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    sourcemap: 'linked',
    metafile: true,
    external: ['esbuild', '*.node'],
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
    logLevel: 'error',
  }).catch(() => {
    rmSync(temporary, { recursive: true, force: true })
    give('the scripts could not be bundled, see above', 3)
  })
  const inputs = [...Object.keys(metafile.inputs), 'scripts/start.mjs', 'package.json', 'package-lock.json']
  const key = keyOf(inputs)
  try {
    renameSync(temporary, folder(key))
  } catch {
    rmSync(temporary, { recursive: true, force: true }) // another start has made the same
  }
  for (const entry of readdirSync(join(root, 'dist'))) {
    const old = join(root, 'dist', entry)
    if (/^scripts-/.test(entry) && Date.now() - statSync(old).mtimeMs > 3_600_000) rmSync(old, { recursive: true })
  }
  writeFileSync(`${temporary}.json`, JSON.stringify({ key, inputs }))
  renameSync(`${temporary}.json`, join(root, 'dist/scripts.json'))
  return folder(key)
}

const [major, minor] = process.versions.node.split('.').map(Number)
if (major < 20 || (major === 20 && minor < 19)) {
  give(`Node ${process.versions.node} is too old: ConGo needs Node 20.19 or later (https://nodejs.org)`, 3)
}

if (name === 'prepare') {
  // For contributors only: without .git or without the packages for developers there is nothing to do.
  const husky = join(root, 'node_modules/husky/bin.js')
  if (existsSync(join(root, '.git')) && existsSync(husky)) spawnSync(process.execPath, [husky], { cwd: root })
  process.exit(0)
}
if (!scriptNames().includes(name)) {
  give(`there is no script "${name}". There are: ${scriptNames().join(', ')}`, 2)
}
if (!packagesAreThere()) installPackages()
const folder = await bundles()
const [{ main }, script] = await Promise.all([import(`${folder}/cli/command.js`), import(`${folder}/${name}.js`)])
process.exitCode = await main(name, script.default, argv)
