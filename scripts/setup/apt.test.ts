// apt itself, with a package source of this test's own on localhost.
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { fetchPackages, type PackageSet, unpack } from './apt.ts'
import { hostArchitecture } from './loader.ts'
import { type PinnedPackage, sha256 } from './packages.ts'
import { run } from './run.ts'

const test = suite('apt')
const folder = mkdtempSync(join(tmpdir(), 'congo-test-'))
const archive = join(folder, 'archive')
const noProgress = () => {}
let server: Server
let pinned: PinnedPackage[]

/** Builds a package into the archive's pool, and gives it as the lock would have it. */
async function build(name: string, version: string, fields = ''): Promise<PinnedPackage> {
  const tree = join(folder, 'tree')
  mkdirSync(join(tree, 'DEBIAN'), { recursive: true })
  mkdirSync(join(tree, 'usr/share/doc'), { recursive: true })
  const control = `Package: ${name}\nVersion: ${version}\nArchitecture: all\nMaintainer: x <x@x>\nDescription: x\n${fields}`
  writeFileSync(join(tree, 'DEBIAN/control'), control)
  writeFileSync(join(tree, 'usr', name), version)
  const file = `pool/main/${name}_${version}_all.deb`
  mkdirSync(join(archive, 'pool/main'), { recursive: true })
  await run('dpkg-deb', ['--build', '-Znone', tree, join(archive, file)])
  rmSync(tree, { recursive: true })
  const bytes = readFileSync(join(archive, file))
  return { name, version, file, size: bytes.length, sha256: sha256(bytes) }
}

/** Writes the archive's lists, as apt wants them. */
async function index(packages: PinnedPackage[]): Promise<void> {
  const list = join(archive, 'dists/test/main', `binary-${hostArchitecture}`)
  mkdirSync(list, { recursive: true })
  const entries = packages.map(async ({ file, size, sha256 }) => {
    const control = await run('dpkg-deb', ['--field', join(archive, file)])
    return `${control}Filename: ${file}\nSize: ${size}\nSHA256: ${sha256}\n\n`
  })
  const text = (await Promise.all(entries)).join('')
  writeFileSync(join(list, 'Packages'), text)
  const hash = createHash('sha256').update(text).digest('hex')
  const line = ` ${hash} ${text.length} main/binary-${hostArchitecture}/Packages`
  const date = new Date().toUTCString().replace('GMT', 'UTC')
  const head = `Codename: test\nDate: ${date}\nArchitectures: ${hostArchitecture}\nComponents: main\n`
  writeFileSync(join(archive, 'dists/test/Release'), `${head}SHA256:\n${line}\n`)
}

const set = (more: Partial<PackageSet> = {}): PackageSet => ({
  title: 'the test',
  architecture: hostArchitecture,
  roots: ['outer'],
  pinned,
  ...more,
})

test.before(async () => {
  pinned = [await build('outer', '1.0', 'Depends: inner\n'), await build('inner', '1.0')]
  server = createServer((request, response) => {
    const file = join(archive, decodeURIComponent(request.url ?? ''))
    if (!statSync(file, { throwIfNoEntry: false })?.isFile()) return response.writeHead(404).end()
    return response.end(readFileSync(file))
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const { port } = server.address() as AddressInfo
  writeFileSync(join(folder, 'sources.list'), `deb [trusted=yes] http://127.0.0.1:${port} test main\n`)
  const own = `Dir::Etc::SourceList "${folder}/sources.list"; Dir::Etc::SourceParts "/dev/null"; Acquire::http::Proxy "DIRECT";`
  writeFileSync(join(folder, 'apt.conf'), own)
  process.env.APT_CONFIG = join(folder, 'apt.conf')
})
test.after(() => {
  server.close()
  rmSync(folder, { recursive: true })
})

/** Fetches into a new folder. Gives the files, and what was written to stderr. */
async function fetch(packages: PackageSet): Promise<{ files: string[]; said: string }> {
  const write = process.stderr.write
  let said = ''
  process.stderr.write = text => {
    said += text
    return true
  }
  try {
    return { files: await fetchPackages(packages, mkdtempSync(join(folder, 'fetched-')), noProgress), said }
  } finally {
    process.stderr.write = write
  }
}

test('pinned packages come without any list of packages, and are unpacked over each other', async () => {
  const { files, said } = await fetch(set())
  assert.is(said, '')
  const root = join(folder, 'root')
  const manifest = await unpack(files, root, noProgress)
  assert.equal(
    manifest,
    pinned.map(({ name, version, sha256 }) => ({ name, version, sha256 })),
  )
  assert.is(readFileSync(join(root, 'usr/inner'), 'utf8'), '1.0')
  assert.equal(readdirSync(join(root, 'usr/share')), [])
})

test('a file that goes while others are unpacked is missed', async () => {
  const root = join(folder, 'lossy')
  const loses = () => rmSync(join(root, 'usr/outer'), { force: true }) // before each package
  await unpack((await fetch(set())).files, root, loses).then(
    () => assert.unreachable(),
    error => assert.match(error.message, `${root}/usr/outer was unpacked and is not there`),
  )
})

test('a package that is not the pinned one is refused', async () => {
  const file = join(archive, pinned[1]?.file ?? '')
  const good = readFileSync(file)
  const bad = Buffer.from(good)
  bad[bad.length - 600] = 1
  writeFileSync(file, bad)
  const refused = await fetch(set()).then(
    () => assert.unreachable(),
    error => error,
  )
  writeFileSync(file, good)
  assert.is(refused.exitCode, 3)
  assert.match(refused.message, /the package inner .* SHA-256/)
})

test('what the mirror no longer has is taken newer, with all that it needs, and said', async () => {
  const newer = [await build('outer', '2.0', 'Depends: inner, third\n'), await build('third', '1:0.1~rc+2')]
  await index([...newer, ...pinned.slice(1)])
  rmSync(join(archive, pinned[0]?.file ?? ''))
  const { files, said } = await fetch(set())
  assert.match(said, 'the test: the package sources of this system lack the pinned outer 1.0; taking their newest')
  const manifest = await unpack(files, join(folder, 'newer'), noProgress)
  assert.equal(manifest.map(({ name, version }) => `${name} ${version}`).sort(), [
    'inner 1.0',
    'outer 2.0',
    'third 1:0.1~rc+2',
  ])
})

test('what no source has is one line', async () => {
  await fetch(set({ pinned: [], roots: ['unknown'] })).then(
    () => assert.unreachable(),
    error => {
      assert.is(error.exitCode, 3)
      assert.match(error.message, /do not give unknown: .*Unable to locate package unknown/)
    },
  )
})

test('no network is one line', async () => {
  server.close()
  server.closeAllConnections()
  await fetch(set()).then(
    () => assert.unreachable(),
    error => {
      assert.is(error.exitCode, 3)
      assert.match(error.message, /^no network \(.*\)\. Without it: npm run doctor -- --import FILE/)
      assert.not.match(error.message, '\n')
    },
  )
})

test.run()
