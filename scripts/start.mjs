// Starts every npm script: `node scripts/start.mjs NAME [arguments]`. Plain JavaScript without dependencies, because it
// runs before `npm ci` has. It makes sure that the packages are there and the scripts are bundled, then runs one.
// Exit codes of all scripts: 0 good, 1 something failed or is missing, 2 wrong use, 3 ConGo could not do its work.
import { spawnSync } from 'node:child_process'
import { existsSync, openSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
let [name = '', ...argv] = process.argv.slice(2)

/** Scripts that need the packages for developers too; all others run after `npm ci --omit=dev`. */
const forDevelopers = new Set(['test', 'soak', 'lint'])

const OFFLINE = 'Without network: npm run doctor -- --import FILE, with a file that --export made elsewhere'

/**
 * Ends with one line.
 *
 * @param {string} message
 * @param {1 | 2 | 3} exitCode
 * @returns {never}
 */
function give(message, exitCode) {
  process.stderr.write(`congo: ${message}\n`)
  process.exit(exitCode)
}

/** The scripts are the files at the top of scripts/. */
function scriptNames() {
  return readdirSync(join(root, 'scripts')).flatMap(file => /^([\w-]+)\.ts$/.exec(file)?.[1] ?? [])
}

/**
 * What a list of npm's has; nothing where it is not there, or broken.
 *
 * @param {string} file
 */
function readPackages(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages
  } catch {
    return undefined
  }
}

/**
 * Whether node_modules holds what package-lock.json names. npm writes its own list last, so half an install has none.
 */
function packagesAreThere() {
  const listed = join(root, 'node_modules/.package-lock.json')
  const there = readPackages(listed)
  if (!there) return false
  const wanted = readPackages(join(root, 'package-lock.json'))
  if (!wanted) give('package-lock.json cannot be read: git checkout package-lock.json brings it back', 3)
  return Object.keys(wanted).every(path => {
    const { version, integrity, dev, optional, os, cpu, libc } = wanted[path]
    const forOthers = optional && !(os?.includes(process.platform) && cpu?.includes(process.arch) && !libc)
    if (path === '' || forOthers || (dev && !forDevelopers.has(name))) return true
    return there[path]?.version === version && there[path].integrity === integrity
  })
}

/** Installs the packages; of two at once the second waits, and finds them. No package of ours needs its install script. */
function installPackages() {
  const lock = openSync(join(root, 'package-lock.json'), 'r') // closed, and so given free, when this process ends
  const flock = /** @param {string[]} words */ (...words) =>
    spawnSync('flock', [...words, '3'], { stdio: [0, 2, 2, lock] })
  if (flock('--nonblock').status === 1) {
    process.stderr.write('congo: waiting for another start, which installs the packages\n')
    flock()
  }
  if (packagesAreThere()) return
  process.stderr.write('congo: installing the packages that package-lock.json names (npm ci); this happens once\n')
  const args = [
    'ci',
    '--ignore-scripts',
    '--no-audit',
    '--no-fund',
    '--fetch-retries=1',
    '--fetch-retry-mintimeout=1000',
  ]
  const npm = spawnSync('npm', args, { cwd: root, stdio: [0, 2, 2, lock] }) // with the lock, should it outlive this process
  if (npm.signal) process.exit(130)
  if (npm.error) give(`npm cannot be run (${npm.error.message}): install npm, which comes with Node`, 3)
  if (npm.status !== 0) give(`npm ci failed, see above. ${OFFLINE}`, 3)
}

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
if (major < 20 || (major === 20 && minor < 19)) {
  give(`Node ${process.versions.node} is too old: ConGo needs Node 20.19 or later (https://nodejs.org)`, 3)
}
const names = scriptNames()
if (name === 'prepare') {
  // By npm, when all is installed, and before it packs: hooks for contributors, who have .git and husky; and the package.
  const husky = join(root, 'node_modules/husky/bin.js')
  if (existsSync(join(root, '.git')) && existsSync(husky)) spawnSync(process.execPath, [husky], { cwd: root })
  if (!existsSync(join(root, 'node_modules/esbuild'))) process.exit(0)
  name = 'build'
} else if (!names.includes(name)) give(`there is no script "${name}". There are: ${names.join(', ')}`, 2)
else if (!packagesAreThere()) {
  const [flag, file] = argv
  if (name === 'doctor' && flag === '--import' && file && argv.length === 2) {
    const { importCache } = await import('./setup/import.mjs')
    await importCache(resolve(process.env.INIT_CWD ?? '', file), root).catch(error => give(error.message, 3))
    process.exit(0)
  }
  installPackages()
}
const { bundles } = await import('./setup/bundles.mjs')
const folder = await bundles(root, names).catch(error => give(`the scripts cannot be bundled: ${error.message}`, 3))
const load = /** @param {string} file */ file => import(pathToFileURL(join(folder, file)).href)
const [{ main }, script] = await Promise.all([load('cli/command.js'), load(`${name}.js`)]).catch(error =>
  give(`the bundles in ${folder} cannot be loaded (${error.message}): remove dist/, and try again`, 3),
)
process.exitCode = await main(name, script.default, argv)
