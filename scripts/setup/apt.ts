// Fetches Debian packages as an ordinary user and unpacks them, with the host's package sources and apt's own downloader
// (so its proxies and certificates hold), but with lists, cache and status in a private folder: the system's stay as they are.
import { existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Problem } from '../cli/problem.ts'
import { type Architecture, megabytes, type Package, type PinnedPackage, sha256 } from './packages.ts'
import type { Progress } from './progress.ts'
import { type Failed, run } from './run.ts'

// apt.conf(5). Hooks of the host (packagekit, docker's clean-up) would touch the system; a command line cannot clear them.
const CONFIGURATION = `
#clear APT::Update::Pre-Invoke;
#clear APT::Update::Post-Invoke;
#clear APT::Update::Post-Invoke-Success;
#clear DPkg;
Dir::State "STATE";
Dir::State::lists "STATE/lists";
Dir::State::status "STATE/status";
Dir::Cache "STATE";
Dir::Log "STATE";
APT::Sandbox::User "root";
APT::Architecture "ARCHITECTURE";
APT::Architectures { "ARCHITECTURE"; };
APT::Install-Recommends "false";
APT::Get::Assume-Yes "true";
Acquire::Languages "none";
Acquire::IndexTargets::deb::DEP-11::DefaultEnabled "false";
Acquire::Retries "1";
Acquire::http::Timeout "30";
Debug::NoLocking "true";
`
/** What apt says of a file whose hash is not the wanted one. */
const MISMATCH = /Hash Sum mismatch|unexpected size/
const NO_SPACE = 'No space left on device'
const NO_NETWORK =
  /Temporary failure|Could not resolve|Could not connect|Network is unreachable|timed out|Connection refused/

/** Nothing but what Debian-like systems have can fetch Debian's packages. A Problem (3) on the others. */
function needApt(what: string): void {
  if (['/usr/bin/apt-get', '/usr/bin/dpkg-deb', '/usr/lib/apt/apt-helper'].every(file => existsSync(file))) return
  const elsewhere = 'use .devcontainer/, or npm run doctor -- --import FILE with a cache that --export made on Debian'
  throw new Problem(`${what} comes from Debian's packages, and this system has no apt: ${elsewhere}`, 3)
}

/** apt's own files, in a folder of their own. Gives the arguments that make apt use them. */
export function privateApt(dir: string, architecture: Architecture): string[] {
  for (const folder of ['lists/partial', 'archives/partial']) mkdirSync(join(dir, folder), { recursive: true })
  writeFileSync(join(dir, 'status'), '') // as if nothing were installed: what a package needs is fetched with it
  const configuration = CONFIGURATION.replaceAll('STATE', dir).replaceAll('ARCHITECTURE', architecture)
  writeFileSync(join(dir, 'apt.conf'), configuration)
  return ['-c', join(dir, 'apt.conf')]
}

/**
 * Fetches pinned packages into `dir`, an empty folder. Where the host's sources no longer have one of them, it takes
 * the newest that they have of `roots` and of all that these need, and says so. Gives the files of the packages.
 */
export async function fetchPackages(
  { title, roots, kernel, architecture, pinned }: PackageSet,
  dir: string,
  progress: Progress,
): Promise<string[]> {
  needApt(title)
  const apt = privateApt(join(dir, 'apt'), architecture)
  const stop = watchSize(dir, progress, megabytes(pinned.reduce((sum, { size }) => sum + size, 0)))
  try {
    const missing = pinned.length === 0 ? ['all of them'] : await fetchPinned(apt, dir, pinned)
    if (missing.length === 0) return pinned.map(({ file }) => join(dir, baseName(file)))
    const few = missing.length > 3 ? `${missing.slice(0, 3).join(', ')}...` : missing.join(', ')
    process.stderr.write(
      `congo: ${title}: the package sources of this system lack the pinned ${few}; taking their newest\n`,
    )
    return (await fetchNewest(apt, dir, roots, kernel)).map(({ file }) => file)
  } finally {
    stop()
  }
}

/** Packages that are fetched together. */
export interface PackageSet {
  title: string
  architecture: Architecture
  pinned: PinnedPackage[]
  /** The packages that are wanted for themselves. */
  roots: string[]
  /** A package that only depends on the newest kernel. What that needs to be installed is not fetched. */
  kernel?: string
}

/** Gives the names of those that no source has in the pinned version. */
async function fetchPinned(apt: string[], dir: string, pinned: PinnedPackage[]): Promise<string[]> {
  const uris = await run('apt-get', [...apt, 'update', '--print-uris'])
  const archives = new Set(Array.from(uris.matchAll(/^'(.*\/)dists\//gm), ([, archive]) => archive))
  const missing = () => pinned.filter(({ file }) => !existsSync(join(dir, baseName(file))))
  let said = ''
  for (const archive of archives) {
    const wanted = missing().flatMap(p => [`${archive}${p.file}`, join(dir, baseName(p.file)), `SHA256:${p.sha256}`])
    if (wanted.length === 0) break
    await run('/usr/lib/apt/apt-helper', [...apt, 'download-file', ...wanted]).catch((failed: Failed) => {
      said += failed.stderr
    })
  }
  if (said.includes(NO_SPACE)) throw new Error(NO_SPACE)
  if (missing().length > 0 && NO_NETWORK.test(said)) throw noNetwork(said)
  const other = pinned.find(({ file, sha256: wanted }) => {
    const path = join(dir, baseName(file))
    return existsSync(path)
      ? sha256(readFileSync(path)) !== wanted
      : MISMATCH.test(said) && said.includes(baseName(file))
  })
  if (other) {
    throw new Problem(
      `the package ${other.name} that came is broken, or not the pinned one: its SHA-256 differs. Try again`,
      3,
    )
  }
  return missing().map(({ name, version }) => `${name} ${version}`)
}

/** Fetches the newest of the packages and all that they need, hashes checked by apt. Gives each file, and its place in the pool. */
export async function fetchNewest(
  apt: string[],
  dir: string,
  roots: string[],
  kernel?: string,
): Promise<{ file: string; pool: string }[]> {
  const said = { stderr: '' }
  await run('apt-get', [...apt, 'update']).catch((failed: Failed) => Object.assign(said, failed))
  try {
    const kernels = kernel ? await run('apt-cache', [...apt, 'depends', '--important', kernel]) : ''
    const concrete = Array.from(kernels.matchAll(/Depends: (linux-image\S+)/g), ([, name]) => name as string)
    const closure = await run('apt-get', [...apt, 'install', '--print-uris', '-qq', ...roots])
    const image =
      concrete.length > 0 ? await run('apt-get', [...apt, 'download', '--print-uris', '-qq', ...concrete]) : ''
    const packages = Array.from(`${closure}${image}`.matchAll(/^'.*\/(pool\/.*)' (\S+)_(\S+)_\w+\.deb /gm))
    await run(
      'apt-get',
      [...apt, '-qq', 'download', ...packages.map(([, , n, v]) => `${n}=${decodeURIComponent(v ?? '')}`)],
      {
        cwd: dir,
      },
    )
    const files = readdirSync(dir)
    return packages.map(([line, pool]) => {
      const file = files.find(file => line?.includes(` ${file} `))
      return { file: join(dir, file ?? ''), pool: decodeURIComponent(pool ?? '') }
    })
  } catch (error) {
    const failed = error as Failed
    if (`${said.stderr}${failed.stderr}`.includes(NO_SPACE)) throw new Error(NO_SPACE)
    if (NO_NETWORK.test(`${said.stderr}${failed.stderr}`)) throw noNetwork(`${said.stderr}${failed.stderr}`)
    const kind = `${roots.join(', ')}${kernel ? `, ${kernel}` : ''}`
    throw new Problem(
      `the package sources of this system do not give ${kind}: ${failed.stderr?.match(/^E: .*/m)?.[0] ?? failed.message}`,
      3,
    )
  }
}

/** What packages have for people only. */
export const UNREAD = ['doc', 'man', 'info', 'locale', 'lintian', 'bash-completion'].map(name => `usr/share/${name}`)

/** Unpacks packages over each other into `root`, without running anything of theirs. Gives the manifest. */
export async function unpack(files: string[], root: string, progress: Progress): Promise<Package[]> {
  mkdirSync(root, { recursive: true })
  const manifest: Package[] = []
  const paths: string[] = []
  for (const file of files) {
    progress('unpacking', `${manifest.length} of ${files.length} packages`)
    const listed = await run('dpkg-deb', ['--vextract', file, root])
    paths.push(...listed.split('\n').filter(path => !path.includes('\\'))) // tar writes unusual letters with it
    const name = (await run('dpkg-deb', ['--field', file, 'Package'])).trim()
    const version = (await run('dpkg-deb', ['--field', file, 'Version'])).trim()
    manifest.push({ name, version, sha256: sha256(readFileSync(file)) })
    rmSync(file)
  }
  // A part is kept for long: better to look once whether all of it is there.
  const lost = paths.find(path => !lstatSync(join(root, path), { throwIfNoEntry: false }))
  if (lost)
    throw new Problem(
      `${join(root, lost)} was unpacked and is not there: does something else clear this folder? Try again`,
      3,
    )
  for (const folder of UNREAD) rmSync(join(root, folder), { recursive: true, force: true })
  return manifest
}

function baseName(file: string): string {
  return file.slice(file.lastIndexOf('/') + 1)
}

function noNetwork(said: string): Problem {
  const line = said
    .split('\n')
    .find(line => NO_NETWORK.test(line))
    ?.trim()
  return new Problem(`no network (${line}). Without it: npm run doctor -- --import FILE, made by --export elsewhere`, 3)
}

/** Tells how much has been fetched, twice a second, by looking at the folder. */
function watchSize(dir: string, progress: Progress, total: number): () => void {
  const look = () => {
    const files = readdirSync(dir).filter(file => file.endsWith('.deb'))
    const bytes = files.reduce(
      (sum, file) => sum + (statSync(join(dir, file), { throwIfNoEntry: false })?.size ?? 0),
      0,
    )
    progress('downloading', `${megabytes(bytes)}${total ? ` of ${total}` : ''} MB`)
  }
  look()
  const timer = setInterval(look, 500)
  return () => clearInterval(timer)
}
