// Makes packages.lock.json anew from the newest that the host's package sources and the npm registry have.
import { createHash } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { fetchNewest, privateApt, unpack } from './apt.ts'
import { type Architecture, type Lock, lockFile, type PinnedPackage } from './packages.ts'
import { debianPackages } from './parts/debian.ts'
import { exchangePackages } from './parts/exchange.ts'
import { guestArchitecture, guestPackages } from './parts/guest.ts'
import { nodePackage } from './parts/node.ts'
import { qemuPackages } from './parts/qemu.ts'
import { registryPackages } from './parts/registry.ts'
import { runtimePackages } from './parts/runtimes.ts'
import { type Progress, withProgress } from './progress.ts'
import { run } from './run.ts'

/** What is wanted of Debian's packages. */
interface Wanted {
  roots: string[]
  kernel?: string
  /**
   * The programs that are run, by path; of the packages that `roots` depend on, only those are kept whose libraries they load.
   * All of them, where none is said.
   */
  programs?: RegExp
}

/** Writes the lock file. Needs the network, and readelf of binutils. */
export async function updateLock(): Promise<void> {
  const pin = (wanted: Wanted, architecture: Architecture) =>
    withProgress(`newest ${wanted.roots[0]} for ${architecture}`, progress => newest(wanted, architecture, progress))
  const lock: Lock = {
    debian: {
      qemu: { amd64: await pin(qemuPackages, 'amd64'), arm64: await pin(qemuPackages, 'arm64') },
      guest: { [guestArchitecture]: await pin(guestPackages, guestArchitecture) },
      runtimes: { [guestArchitecture]: await pin(runtimePackages, guestArchitecture) },
      registry: { amd64: await pin(registryPackages, 'amd64'), arm64: await pin(registryPackages, 'arm64') },
      exchange: { [guestArchitecture]: await pin(exchangePackages, guestArchitecture) },
      debian: { [guestArchitecture]: await pin(debianPackages, guestArchitecture) },
    },
    npm: { [nodePackage]: await withProgress('newest Node', newestNode) },
  }
  writeFileSync(lockFile, `${JSON.stringify(lock, null, 2)}\n`)
}

async function newest(wanted: Wanted, architecture: Architecture, progress: Progress): Promise<PinnedPackage[]> {
  const dir = mkdtempSync(join(tmpdir(), 'congo-lock-'))
  try {
    progress('downloading')
    const apt = privateApt(join(dir, 'apt'), architecture)
    const packages: { pinned: PinnedPackage; files: string[] }[] = []
    for (const { file, pool } of await fetchNewest(apt, dir, wanted.roots, wanted.kernel)) {
      const size = statSync(file).size
      const tree = `${file}.tree`
      for (const { name, version, sha256 } of await unpack([file], tree, progress)) {
        const files = readdirSync(tree, { recursive: true, encoding: 'utf8' }).map(path => join(tree, path))
        packages.push({ pinned: { name, version, sha256, size, file: pool }, files })
      }
    }
    progress('looking which libraries are loaded')
    const isRoot = ({ name }: PinnedPackage) => wanted.roots.includes(name) || name.startsWith('linux-image')
    const programs = packages.filter(({ pinned }) => isRoot(pinned)).flatMap(({ files }) => files)
    const libraries = await loadedBy(
      programs.filter(file => wanted.programs?.test(file)),
      new Map(packages.flatMap(({ files }) => files.map(file => [basename(file), file]))),
    )
    return packages
      .filter(({ pinned, files }) => !wanted.programs || isRoot(pinned) || files.some(file => libraries.has(file)))
      .map(({ pinned }) => pinned)
      .sort((a, b) => (a.name < b.name ? -1 : 1))
  } finally {
    rmSync(dir, { recursive: true })
  }
}

/** The files of all libraries that these programs name as needed, and those that these need in turn. */
async function loadedBy(programs: string[], places: Map<string, string>): Promise<Set<string>> {
  const loaded = new Set<string>()
  const next = [...programs]
  for (let file = next.pop(); file; file = next.pop()) {
    const dynamic = await run('readelf', ['--dynamic', file]).catch(() => '') // scripts have none
    for (const [, library = ''] of dynamic.matchAll(/NEEDED.*\[(.*)\]/g)) {
      const place = places.get(library)
      if (!place || loaded.has(place)) continue
      loaded.add(place)
      next.push(place)
    }
  }
  return loaded
}

async function newestNode(): Promise<Lock['npm'][string]> {
  const dir = mkdtempSync(join(tmpdir(), 'congo-lock-'))
  try {
    const versions = JSON.parse(await run('npm', ['view', `${nodePackage}@24`, 'version', '--json'])) as string[]
    const version = versions.sort((a, b) => a.localeCompare(b, 'en', { numeric: true })).at(-1) ?? ''
    await run('npm', ['pack', `${nodePackage}@${version}`, '--pack-destination', dir])
    const bytes = readFileSync(join(dir, `${nodePackage}-${version}.tgz`))
    return { version, integrity: `sha512-${createHash('sha512').update(bytes).digest('base64')}`, size: bytes.length }
  } finally {
    rmSync(dir, { recursive: true })
  }
}
