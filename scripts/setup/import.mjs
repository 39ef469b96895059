// Puts in place what `npm run doctor -- --export` has packed. Plain JavaScript without dependencies: node_modules is in it.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { createReadStream, existsSync, mkdirSync, openSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'

/**
 * The tar file's first member, congo.json. The others are `<name>.tar.gz`: a folder of the cache, or node_modules.
 *
 * @typedef {{ version: 1, platform: string, members: { name: string, sha256: string }[] }} Manifest
 */

/** What the exported programs run on. */
export const platform = `${process.platform}-${process.arch}`

/** The folder that holds all parts: $CONGO_CACHE, or congo in $XDG_CACHE_HOME or ~/.cache. */
export function cacheFolder() {
  return process.env.CONGO_CACHE || join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'congo')
}

/**
 * Takes over an exported file: all is unpacked aside and its hashes are checked before anything is put in place. Rejects with
 * an Error that says in one line what is wrong; then nothing has changed.
 *
 * @param {string} file
 * @param {string} root the top of the repository, where node_modules goes
 */
export async function importCache(file, root) {
  if (!existsSync(file)) throw new Error(`there is no file ${file}`)
  const cache = cacheFolder()
  const aside = join(cache, 'import.tmp')
  const modulesAside = join(root, 'node_modules.tmp') // beside node_modules, which may be on another disk than the cache
  mkdirSync(cache, { recursive: true })
  const lock = openSync(join(cache, 'import.lock'), 'a')
  const free = spawnSync('flock', ['--nonblock', '3'], { stdio: ['ignore', 'ignore', 'ignore', lock] })
  if (free.status === 1) throw new Error('another import is running: wait until it has ended')
  const clean = () => {
    for (const folder of [aside, modulesAside]) rmSync(folder, { recursive: true, force: true })
  }
  try {
    clean() // what an interrupted import has left
    mkdirSync(aside)
    process.stderr.write(`congo: checking ${file}\n`)
    untar(['-x', '-f', file, '-C', aside], file)
    const { members } = await checked(aside, file)
    const places = members.map(({ name }) => {
      const isModules = name === 'node_modules'
      const from = isModules ? modulesAside : join(aside, name)
      mkdirSync(from)
      untar(['-xzp', '--no-same-owner', '-f', join(aside, `${name}.tar.gz`), '-C', from], file)
      rmSync(join(aside, `${name}.tar.gz`))
      return { from, to: join(isModules ? root : cache, name), replace: isModules }
    })
    for (const { from, to, replace } of places) {
      if (replace) rmSync(to, { recursive: true, force: true })
      if (!existsSync(to)) renameSync(from, to)
    }
    process.stderr.write(`congo: taken over: ${members.map(({ name }) => name).join(', ')}. Next: npm run doctor\n`)
  } finally {
    clean()
  }
}

/**
 * The manifest, when every member is there and is what it says.
 *
 * @param {string} folder
 * @param {string} file
 * @returns {Promise<Manifest>}
 */
async function checked(folder, file) {
  const broken = new Error(`${file} is damaged, or not made by doctor --export: copy it again. Nothing was changed`)
  let manifest
  try {
    manifest = /** @type {Manifest} */ (JSON.parse(readFileSync(join(folder, 'congo.json'), 'utf8')))
    for (const { name, sha256 } of manifest.members) {
      const hash = createHash('sha256')
      if (!/^[\w-]+$/.test(name)) throw broken
      await pipeline(createReadStream(join(folder, `${name}.tar.gz`)), hash)
      if (hash.digest('hex') !== sha256) throw broken
    }
  } catch {
    throw broken
  }
  if (manifest.version !== 1) throw new Error(`${file} was made by another version of ConGo: export it anew`)
  if (manifest.platform === platform) return manifest
  throw new Error(`${file} was made on ${manifest.platform}, and this is ${platform}: export it on such a computer`)
}

/**
 * @param {string[]} args
 * @param {string} file
 */
function untar(args, file) {
  const { status, stderr, error } = spawnSync('tar', args, { encoding: 'utf8', env: { ...process.env, LC_ALL: 'C' } })
  if (error) throw new Error(`tar cannot be run: ${error.message}`)
  if (/No space left on device/.test(stderr)) throw new Error(`no space left to unpack ${file}. Nothing was changed`)
  if (status !== 0)
    throw new Error(`${file} is damaged, or not made by doctor --export: copy it again. Nothing was changed`)
}
