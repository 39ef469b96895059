// Puts in place what `npm run doctor -- --export` has packed. Plain JavaScript without dependencies: node_modules is in it.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { closeSync, createReadStream, existsSync, mkdirSync, openSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { pipeline } from 'node:stream/promises'

/**
 * The tar file's first member, congo.json. The others are `<name>.tar.gz`: a folder of the cache, or node_modules.
 *
 * @typedef {{ version: 1, platform: string, members: { name: string, sha256: string }[] }} Manifest
 */

/** What the exported programs run on. */
export const platform = `${process.platform}-${process.arch}`

/** The folder that holds all parts: $CONGO_CACHE, or congo in $XDG_CACHE_HOME or ~/.cache. Absolute, as apt wants it. */
export function cacheFolder() {
  return resolve(process.env.CONGO_CACHE || join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'congo'))
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
  mkdirSync(cache, { recursive: true })
  const lock = openSync(join(cache, 'import.lock'), 'a')
  const aside = [join(cache, 'import.tmp'), join(root, 'dist/import.tmp')]
  try {
    const free = spawnSync('flock', ['--nonblock', '3'], { stdio: ['ignore', 'ignore', 'ignore', lock] })
    if (free.status === 1) throw new Error('another import is running: wait until it has ended')
    remove(aside) // what an interrupted import has left
    await takeOver(file, root, cache, aside).finally(() => remove(aside))
  } finally {
    closeSync(lock)
  }
}

/** @param {string[]} folders */
function remove(folders) {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
}

/**
 * Unpacks beside the places where things go: the cache, and the repository, which may be on another disk.
 *
 * @param {string} file
 * @param {string} root
 * @param {string} cache
 * @param {string[]} aside
 */
async function takeOver(file, root, cache, [aside = '', modulesAside = '']) {
  mkdirSync(aside)
  say(`checking ${file}`)
  untar(['-x', '-f', file, '-C', aside], file)
  const { members } = await checked(aside, file)
  for (const { name } of members) {
    say(`unpacking ${name}`)
    const to = name === 'node_modules' ? modulesAside : join(aside, name)
    mkdirSync(to, { recursive: true })
    untar(['-xzp', '--no-same-owner', '-f', join(aside, `${name}.tar.gz`), '-C', to], file)
    rmSync(join(aside, `${name}.tar.gz`))
  }
  for (const { name } of members.filter(({ name }) => name !== 'node_modules')) {
    if (!existsSync(join(cache, name))) renameSync(join(aside, name), join(cache, name))
  }
  remove([join(root, 'node_modules')])
  renameSync(modulesAside, join(root, 'node_modules'))
  say('all is in place. Next: npm run doctor')
}

/** @param {string} line */
function say(line) {
  process.stderr.write(`congo: ${line}\n`)
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
