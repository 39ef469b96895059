// Images exchanged with other people's programs on loopback: Debian's docker-registry, and skopeo.
import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { type AddressInfo, connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { blobOf, keep } from '../../../chapters/16-commit/blobs.ts'
import { find, named, readBlob } from '../../../chapters/16-commit/layout.ts'
import {
  DOCKER_MANIFEST,
  INDEX,
  type Index,
  MANIFEST,
  REF_NAME,
  readManifest,
} from '../../../chapters/16-commit/oci.ts'
import { readReference } from '../../../chapters/16-commit/reference.ts'
import { entry } from '../../../chapters/16-commit/tar/entry.ts'
import { written } from '../../../chapters/16-commit/tar/write.ts'
import { type Image, imagesOf, importRoot, PLATFORM, readImage, unpackedLayers } from '../../../chapters/images.ts'
import { root as top } from '../../cli/paths.ts'
import { child } from '../../setup/child.ts'
import { hostArchitecture, throughLoader } from '../../setup/loader.ts'
import { ready } from '../../setup/part.ts'
import { registry } from '../../setup/parts/registry.ts'
import { type Failed, run } from '../../setup/run.ts'
import { blobsOf } from './moving.ts'
import { pull } from './pull.ts'
import { push } from './push.ts'

const scratch = mkdtempSync(join(tmpdir(), 'congo-registry-'))
const loggedIn = join(scratch, 'auth.json')
const CONFIG = `
version: 0.1
log: { level: info, accesslog: { disabled: true } }
storage: { filesystem: { rootdirectory: ${scratch}/registry } }
http: { addr: '127.0.0.1:0' }
auth: { htpasswd: { realm: congo, path: ${scratch}/htpasswd } }
compatibility: { schema1: { enabled: true } }
`
/** Name and password are both congo. crypt(5), "bcrypt" */
const HTPASSWD = 'congo:$2y$05$abcdefghijklmnopqrstuuBZEuCjXgf4ApckoWbtgH4y4GNqGWDea\n'

const [tools] = await ready(registry)
const program = (name: string) => throughLoader(join(tools, 'root'), hostArchitecture, `usr/bin/${name}`)
let server: ChildProcessByStdio<null, null, Readable>
let host = ''

test.before(async () => {
  writeFileSync(join(scratch, 'htpasswd'), HTPASSWD)
  writeFileSync(join(scratch, 'config.yml'), CONFIG)
  const [command = '', ...words] = [...program('docker-registry'), 'serve', join(scratch, 'config.yml')]
  server = spawn(command, words, { stdio: ['ignore', 'ignore', 'pipe'] })
  server.stderr.setEncoding('utf8')
  for (let said = ''; host === ''; host = /listening on ([\d.:]+)/.exec(said)?.[1] ?? '') {
    said += String((await once(server.stderr, 'data'))[0])
  }
  server.stderr.resume()
})
test.after(async () => {
  server.kill()
  await once(server, 'exit')
  rmSync(scratch, { recursive: true })
})
test.before.each(() => {
  process.env.REGISTRY_AUTH_FILE = loggedIn
})

function skopeo(...words: string[]): Promise<string> {
  const [command = '', ...before] = [...program('skopeo'), '--insecure-policy', `--tmpdir=${scratch}`]
  return run(command, [...before, ...words], { env: { HOME: scratch, XDG_RUNTIME_DIR: scratch } })
}
const copy = (from: string, to: string, ...flags: string[]) =>
  skopeo('copy', '--src-tls-verify=false', '--dest-tls-verify=false', ...flags, from, to)
const login = (registry: string) =>
  skopeo('login', '--authfile', loggedIn, '--tls-verify=false', '-u', 'congo', '-p', 'congo', registry)

/** The manifest, as it is there. */
const raw = (name: string) =>
  skopeo('inspect', '--raw', '--tls-verify=false', '--authfile', loggedIn, `docker://${host}/${name}`)

let roots = 0
const fresh = () => join(scratch, `root-${++roots}`)
const failing = (work: Promise<unknown>) =>
  work.then(
    () => 'nothing',
    ({ message }: Error) => message,
  )

const [uid, gid] = [process.getuid?.() ?? 0, process.getgid?.() ?? 0]
const CONTENT = randomBytes(8_000_000)

/** An image of the store that nobody has seen: it has a file of 8 MB that cannot be packed. */
async function made(root: string, name: string, mark: string): Promise<Image> {
  const file = (path: string, bytes: Buffer) => entry(path, 'file', { uid, gid, size: bytes.length, content: [bytes] })
  const archive = written([file('mark', Buffer.from(mark)), file('large', CONTENT)])
  return readImage(root, name, await importRoot(root, name, archive, 'a test'))
}

const isGood = async (root: string, image: Image, mark: string) => {
  const [layer = ''] = await unpackedLayers(root, image)
  assert.is(readFileSync(join(layer, 'mark'), 'utf8'), mark)
  assert.ok(readFileSync(join(layer, 'large')).equals(CONTENT))
}

test('without a login, and with a wrong one, a line says what to do', async () => {
  const root = fresh()
  const image = await made(root, `${host}/first:1`, 'first')
  const line = `${host}/first:1: ${host} does not let us; if it is there, log in by docker, podman or skopeo`
  assert.match(await failing(push(root, image)), line)
  assert.match(await failing(pull(root, readReference(image.name))), line)
  process.env.REGISTRY_AUTH_FILE = join(scratch, 'wrong.json')
  const auth = Buffer.from('congo:wrong').toString('base64')
  writeFileSync(process.env.REGISTRY_AUTH_FILE, JSON.stringify({ auths: { [host]: { auth } } }))
  assert.match(await failing(push(root, image)), line)
})

test('skopeo gets what we have pushed, bit for bit', async () => {
  await login(host)
  const root = fresh()
  const image = await made(root, `${host}/our/image:1`, 'ours')
  await push(root, image)
  await push(root, image) // all is there
  const layout = join(scratch, 'layout')
  await copy(`docker://${image.name}`, `oci:${layout}:copied`, '--src-authfile', loggedIn)
  assert.equal(
    named(layout).map(({ digest, mediaType }) => [digest, mediaType]),
    [[image.descriptor.digest, MANIFEST]],
  )
  for (const { digest } of [image.descriptor, ...blobsOf(image.manifest)]) {
    assert.ok(readFileSync(blobOf(layout, digest)).equals(readFileSync(blobOf(imagesOf(root), digest))), digest)
  }
})

test('we get what skopeo has pushed, by its tag and by its digest, with the types of OCI and of Docker', async () => {
  for (const [format, mediaType] of [
    ['oci', MANIFEST],
    ['v2s2', DOCKER_MANIFEST],
  ] as const) {
    const to = `${host}/skopeo:${format}`
    await copy(
      `oci:${join(scratch, 'layout')}:copied`,
      `docker://${to}`,
      '--format',
      format,
      '--dest-authfile',
      loggedIn,
    )
    const root = fresh()
    const image = await pull(root, readReference(to))
    assert.is(image.descriptor.mediaType, mediaType)
    await isGood(root, image, 'ours')
    const byDigest = await pull(root, readReference(`${host}/skopeo@${image.descriptor.digest}`))
    assert.is(find(imagesOf(root), byDigest.name)?.digest, image.descriptor.digest)
    await push(root, { ...image, name: `${host}/again:${format}` }) // Docker's types go back as they came
    assert.is(await raw(`again:${format}`), readBlob(imagesOf(root), image.descriptor).toString())
  }
  const [old, line] = [`${host}/skopeo:v2s1`, /: it is an image of schema 1, .* newer tool$/]
  await copy(`docker://${host}/skopeo:v2s2`, `docker://${old}`, '--format', 'v2s1', '--authfile', loggedIn)
  assert.match(await failing(pull(fresh(), readReference(old))), line)
})

test('of an index that skopeo has pushed we get the image for the platform that is wanted', async () => {
  const root = fresh()
  const images = imagesOf(root)
  const manifests: Index['manifests'][number][] = []
  for (const architecture of ['amd64', 'arm64']) {
    const { descriptor, manifest, config } = await made(root, architecture, architecture)
    const its = await keep(images, manifest.config.mediaType, [
      Buffer.from(JSON.stringify({ ...config, architecture })),
    ])
    const bytes = Buffer.from(JSON.stringify({ ...manifest, config: its }))
    manifests.push({ ...(await keep(images, descriptor.mediaType, [bytes])), platform: { os: 'linux', architecture } })
  }
  const all = { schemaVersion: 2, mediaType: INDEX, manifests }
  const index = await keep(images, INDEX, [Buffer.from(JSON.stringify(all))])
  const layout = { schemaVersion: 2, manifests: [{ ...index, annotations: { [REF_NAME]: 'many' } }] }
  writeFileSync(join(images, 'index.json'), JSON.stringify(layout))
  await copy(`oci:${images}:many`, `docker://${host}/many:1`, '--all', '--dest-authfile', loggedIn)
  const reference = readReference(`${host}/many:1`)
  for (const { digest, platform } of manifests) {
    const fetched = await pull(fresh(), reference, platform && { platform })
    assert.is(fetched.descriptor.digest, digest)
    assert.is(fetched.config.architecture, platform?.architecture)
  }
  const ours = fresh()
  await isGood(ours, await pull(ours, reference), PLATFORM.architecture)
  const none = pull(fresh(), reference, { platform: { os: 'linux', architecture: 's390x' } })
  assert.match(await failing(none), 'there is no image for linux/s390x, but for linux/amd64, linux/arm64')
})

/** What lies between: it lets so many bytes through on each connection, and then cuts it, or lets nothing through any more. */
async function between(most: number, then: 'cut' | 'hold') {
  const passed: number[] = []
  const proxy = createServer(client => {
    const upstream = connect(Number(host.split(':')[1]), '127.0.0.1')
    const mine = passed.push(0) - 1
    const end = () => {
      client.destroy()
      upstream.destroy()
    }
    for (const socket of [client, upstream]) socket.on('error', end).on('close', end)
    client.pipe(upstream)
    upstream.on('data', (bytes: Buffer) => {
      const piece = bytes.subarray(0, most - (passed[mine] ?? 0))
      passed[mine] = (passed[mine] ?? 0) + piece.length
      client.write(piece)
      if (passed[mine] === most) then === 'cut' ? client.end(end) : upstream.pause()
    })
  }).listen(0, '127.0.0.1')
  await once(proxy, 'listening')
  const its = `127.0.0.1:${(proxy.address() as AddressInfo).port}`
  await login(its)
  return { host: its, passed, [Symbol.dispose]: () => proxy.close() }
}

test('a pull that is killed leaves a part, and the next one brings the rest, however often it is cut', async () => {
  const root = fresh()
  const images = imagesOf(root)
  const layer = readManifest(Buffer.from(await raw('our/image:1')), 'it').layers[0]
  assert.ok(layer)
  {
    using line = await between(5_000_000, 'hold')
    const code = `
      import { readReference } from './chapters/16-commit/reference.ts'
      import { pull } from './scripts/congo/registry/pull.ts'
      await pull('${root}', readReference('${line.host}/our/image:1'), {
        progress: (digest, far) => far > 4_000_000 && console.log('far'),
      })`
    const pulling = child(code, { REGISTRY_AUTH_FILE: loggedIn })
    await pulling.said('far')
    pulling.process.kill('SIGKILL')
    await pulling.ended
  }
  const part = `${blobOf(images, layer.digest)}.part`
  const { size } = statSync(part)
  assert.ok(size > 3_900_000 && size < layer.size)
  assert.equal(named(images), [])
  assert.equal(
    readdirSync(images).filter(name => name.startsWith('.new')),
    [],
  )

  using line = await between(1_000_000, 'cut')
  await isGood(root, await pull(root, readReference(`${line.host}/our/image:1`)), 'ours')
  const passed = line.passed.reduce((sum, bytes) => sum + bytes, 0)
  assert.ok(line.passed.filter(bytes => bytes === 1_000_000).length >= 3)
  assert.ok(passed < layer.size - size + 200_000, `${passed} bytes for ${layer.size - size}`)
})

test('the verbs: a digest on standard output, one line for what is wrong', async () => {
  const root = fresh()
  await made(root, `${host}/verbs:1`, 'verbs')
  const congo = (...words: string[]) =>
    run(process.execPath, [join(top, 'scripts/start.mjs'), 'congo', '--root', root, ...words])
  const digest = await congo('push', `${host}/verbs:1`)
  assert.match(digest, /^sha256:[\da-f]{64}\n$/)
  await congo('rmi', `${host}/verbs:1`)
  assert.is(await congo('pull', `${host}/verbs:1`), digest)
  assert.match(await congo('images'), `${host}/verbs:1`)
  const said = async (...words: string[]) => {
    const { code, stderr } = (await congo(...words).catch(failed => failed)) as Failed
    return `${code} ${stderr}`
  }
  assert.match(
    await said('pull', `${host}/verbs:2`),
    `1 congo: ${host}/verbs:2: ${host} has no such image (manifest unknown)\n`,
  )
  assert.match(await said('push', `${host}/other`), `1 congo: there is no image "${host}/other"`)
})

test('a blob that is damaged there is not taken', async () => {
  const layer = readManifest(Buffer.from(await raw('our/image:1')), 'it').layers[0]
  const hex = layer?.digest.replace('sha256:', '') ?? ''
  const file = join(scratch, 'registry/docker/registry/v2/blobs/sha256', hex.slice(0, 2), hex, 'data')
  writeFileSync(file, readFileSync(file).fill(0, 4_000_000, 4_000_001))
  const root = fresh()
  assert.match(
    await failing(pull(root, readReference(`${host}/our/image:1`))),
    `what should be sha256:${hex} is sha256:`,
  )
  assert.not(readdirSync(join(imagesOf(root), 'blobs/sha256')).some(name => name.startsWith(hex)))
  assert.equal(named(imagesOf(root)), [])
})

test.run()
