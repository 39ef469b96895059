// What a registry does on a bad day, and that a pull survives it, or ends in one line and leaves nothing half-made.
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { blobOf } from '../../../chapters/16-commit/blobs.ts'
import { named } from '../../../chapters/16-commit/layout.ts'
import { DOCKER_INDEX, DOCKER_MANIFEST, digestOf, INDEX, MANIFEST } from '../../../chapters/16-commit/oci.ts'
import { readReference } from '../../../chapters/16-commit/reference.ts'
import { imagesOf, PLATFORM } from '../../../chapters/images.ts'
import { localRegistry, type Quirk, refuse, type TestImage, testImage, testIndex } from './local.ts'
import { pull } from './pull.ts'

const top = mkdtempSync(join(tmpdir(), 'congo-pull-'))
test.after(() => rmSync(top, { recursive: true }))
process.env.REGISTRY_AUTH_FILE = join(top, 'nobody.json')
let roots = 0
const fresh = () => join(top, String(++roots))

const QUICK = { silence: 0.3, pause: 0.01 }
const fetched = (root: string, port: number, name = 'app', host = '127.0.0.1') =>
  pull(root, readReference(`${host}:${port}/${name}`), { patience: QUICK })
const refusal = (root: string, port: number, name?: string) =>
  fetched(root, port, name).then(
    () => 'nothing',
    ({ message }: Error) => message.replaceAll(`127.0.0.1:${port}`, 'HOST'),
  )

const blobs = (root: string) => readdirSync(join(imagesOf(root), 'blobs/sha256')).sort()
const isWhole = (root: string, { blobs, bytes }: TestImage) => {
  for (const [digest, blob] of [...blobs, [digestOf(bytes), bytes] as const]) {
    assert.ok(readFileSync(blobOf(imagesOf(root), digest)).equals(blob), digest)
  }
  assert.is(named(imagesOf(root)).length, 1)
}
const nothingNamed = (root: string) => assert.equal(named(imagesOf(root)), [])

const S390X = { os: 'linux', architecture: 's390x' }

test('of an index the image for this platform is taken; what is there is not fetched again', async () => {
  for (const mediaType of [INDEX, DOCKER_INDEX]) {
    const [other, ours] = [testImage([10], S390X), testImage([3000, 0, 200_000])]
    const index = testIndex(
      [
        [other, S390X],
        [ours, PLATFORM],
      ],
      mediaType,
    )
    await using it = await localRegistry({ tags: { latest: index }, images: [other, ours] })
    const root = fresh()
    const far = new Map<string, number[]>()
    const { descriptor, manifest } = await pull(root, readReference(`127.0.0.1:${it.port}/app`), {
      progress: (digest, now, size) => far.set(`${digest} ${size}`, [...(far.get(`${digest} ${size}`) ?? []), now]),
    })
    assert.is(descriptor.digest, digestOf(ours.bytes))
    isWhole(root, ours)
    assert.is(blobs(root).length, 5)
    for (const { digest, size } of [manifest.config, ...manifest.layers]) {
      const heard = far.get(`${digest} ${size}`) ?? []
      assert.equal([heard[0], heard.at(-1)], [0, size])
      assert.equal(
        heard,
        heard.toSorted((a, b) => a - b),
      )
    }
    assert.match(String(it.asked[0]?.headers.accept), mediaType)
    assert.is(it.asked.filter(({ what }) => what.includes('blobs/')).length, 3, 'nothing for an empty blob')
    const before = it.asked.length
    await fetched(root, it.port)
    assert.equal(
      it.asked.slice(before).map(({ what }) => what.split('/')[0]),
      ['GET manifests', 'GET manifests'],
    )
    await fetched(root, it.port, `app@${digestOf(index.bytes)}`)
    assert.equal(
      named(imagesOf(root)).map(({ digest }) => digest),
      [descriptor.digest, descriptor.digest],
    )
  }
})

test('where the connection is cut it goes on from the byte it had', async () => {
  const image = testImage([1_000_000])
  const layer = image.manifest.layers[0]?.digest ?? ''
  const ranges: (string | undefined)[] = []
  await using it = await localRegistry({ tags: { latest: image }, images: [image] }, (what, request, response) => {
    if (what !== `GET blobs/${layer}`) return false
    const { range } = request.headers
    ranges.push(range)
    const from = Number(/\d+/.exec(range ?? '0'))
    if (from > 0) response.setHeader('content-range', `bytes ${from}-999999/1000000`)
    response.writeHead(from > 0 ? 206 : 200, { 'content-length': 1_000_000 - from })
    const piece = image.blobs.get(layer)?.subarray(from, from + 150_000)
    return response.write(piece, () => response.destroy()) || true
  })
  const root = fresh()
  await fetched(root, it.port)
  isWhole(root, image)
  assert.ok(ranges.length >= 7)
  const begins = ranges.map(range => Number(/\d+/.exec(range ?? '0')))
  assert.ok(begins.every((begin, i) => i === 0 || begin > (begins[i - 1] ?? 0)))
})

test('an interrupted pull leaves a part, and the next one asks for the rest', async () => {
  const image = testImage([100_000])
  const layer = image.manifest.layers[0]?.digest ?? ''
  const bytes = image.blobs.get(layer) ?? Buffer.alloc(0)
  const answers: Quirk[] = [
    (_, __, response) => response.writeHead(200).write(bytes.subarray(0, 40_000), () => response.destroy()) || true,
    ...Array.from({ length: 2 }, (): Quirk => (_, __, response) => Boolean(response.destroy())),
    // to the next pull: one that knows no ranges, and is cut; one that does not like them; and then the usual one
    (_, __, response) => response.writeHead(200).write(bytes.subarray(0, 60_000), () => response.destroy()) || true,
    (_, __, response) => refuse(response, 416, 'RANGE_INVALID'),
    (_, __, response) => response.writeHead(200).write(bytes.subarray(0, 80_000), () => response.destroy()) || true,
  ]
  await using it = await localRegistry({ tags: { latest: image }, images: [image] }, (what, request, response) =>
    what === `GET blobs/${layer}` ? answers.shift()?.(what, request, response) : false,
  )
  const root = fresh()
  assert.match(await refusal(root, it.port), /^HOST\/app:latest: the connection to HOST has broken \(/)
  nothingNamed(root)
  const part = `${blobOf(imagesOf(root), layer)}.part`
  const { size } = statSync(part)
  assert.ok(size > 0 && size <= 40_000) // what is on its way when the connection breaks may be lost
  assert.is(answers.length, 3)
  await fetched(root, it.port)
  isWhole(root, image)
  assert.not(existsSync(part))
  const ranges = it.asked.filter(({ what }) => what === `GET blobs/${layer}`).map(({ headers }) => headers.range)
  assert.equal(ranges.slice(1, 4), Array(3).fill(`bytes=${size}-`))
  assert.match(String(ranges[4]), /^bytes=\d+-$/)
  assert.equal(
    ranges.slice(5).map(range => typeof range),
    ['undefined', 'string'],
  ) // after the 416 all of it
})

test('one that says nothing any more is given up', async () => {
  const image = testImage([100])
  await using it = await localRegistry({ tags: { latest: image }, images: [image] }, (what, _, response) =>
    what === `GET blobs/${image.manifest.layers[0]?.digest}`
      ? response.writeHead(200).write('x')
      : what === 'GET manifests/silent',
  )
  assert.match(await refusal(fresh(), it.port), 'nothing has moved for 0.3 s')
  assert.match(await refusal(fresh(), it.port, 'app:silent'), 'nothing has moved for 0.3 s')
  assert.is(it.asked.filter(({ what }) => what === 'GET manifests/silent').length, 3)
})

test('when one layer fails, the others are not waited for, and no other begins', async () => {
  const image = testImage([50, 60, 70, 80])
  const [slow, bad, other, never] = image.manifest.layers.map(({ digest }) => `GET blobs/${digest}`)
  const hold = new Set([slow, other])
  let fail = () => {}
  await using it = await localRegistry({ tags: { latest: image }, images: [image] }, (what, _, response) => {
    if (what === bad) fail = () => refuse(response, 404, 'BLOB_UNKNOWN')
    else if (hold.delete(what)) response.writeHead(200).write('x')
    else return false
    if (hold.size === 0) fail()
    return true
  })
  const patient = pull(fresh(), readReference(`127.0.0.1:${it.port}/app`), { patience: { silence: 3600, pause: 0 } })
  const message = await patient.catch((error: Error) => error.message)
  assert.match(String(message), /has no such image \(blob unknown\)$/)
  assert.not(it.asked.some(({ what }) => what === never))
})

test('what it must not be is refused, and nothing of it stays', async () => {
  const image = testImage([100, 200])
  const layer = image.manifest.layers[1]?.digest ?? ''
  const foreign = testImage([100], PLATFORM, 'application/vnd.docker.image.rootfs.foreign.diff.tar.gzip')
  const [index, windows] = [testImage([1], S390X), testImage([1], { os: 'windows', architecture: 'amd64' })]
  const list = testIndex(
    [
      [index, S390X],
      [windows, { os: 'windows', architecture: 'amd64' }],
      [index, { os: 'unknown', architecture: 'unknown' }],
    ],
    INDEX,
  )
  const text = (value: object, mediaType: string) => ({ mediaType, bytes: Buffer.from(JSON.stringify(value)) })
  const tags = {
    latest: image,
    other: testImage([1], S390X),
    foreign,
    list,
    schema1: text({ schemaVersion: 1, fsLayers: [] }, 'application/vnd.docker.distribution.manifest.v1+prettyjws'),
    both: text({ ...image.manifest, mediaType: INDEX, manifests: [] }, DOCKER_MANIFEST),
    page: text({ hello: 1 }, 'text/html'),
    large: text({ ...image.manifest, config: { ...image.manifest.config, size: 9 * 2 ** 20 } }, MANIFEST),
  }
  await using it = await localRegistry({ tags, images: [image, foreign, tags.other] }, (what, _, response) => {
    if (what === `GET blobs/${layer}`) return Boolean(response.writeHead(200).end(Buffer.alloc(200)))
    if (what === `GET blobs/${image.manifest.layers[0]?.digest}`)
      return Boolean(response.writeHead(200).end(Buffer.alloc(300)))
    if (what === 'GET manifests/header') {
      response.writeHead(200, { 'content-type': image.mediaType, 'docker-content-digest': layer })
      return Boolean(response.end(image.bytes))
    }
    if (what === `GET manifests/${layer}`) return Boolean(response.end(image.bytes))
    if (what !== 'GET manifests/endless') return false
    const more = () => response.write(Buffer.alloc(65_536, ' ')) || true
    response.on('drain', more)
    while (more() && !response.writableNeedDrain);
    return true
  })
  const root = fresh()
  const said = async (name: string) => (await refusal(root, it.port, `app${name}`)).replace(/^HOST\/app[:@]\S+: /, '')
  assert.match(
    await said(''),
    new RegExp(`^(what should be ${layer} is sha256:.* try again|more than 100 bytes have come)$`),
  )
  assert.match(
    await said(':header'),
    /^what should be sha256:.* is sha256:.*: damaged on its way, or something else; try again$/,
  )
  assert.match(await said(`@${layer}`), /^what should be sha256:.* is sha256:/)
  const { architecture } = PLATFORM
  assert.is(await said(':other'), `there is no image for linux/${architecture}, but for linux/s390x`)
  assert.is(await said(':list'), `there is no image for linux/${architecture}, but for linux/s390x, windows/amd64`)
  assert.match(await said(':foreign'), /^it has a layer of the type ".*foreign.*", which is not fetched$/)
  assert.match(await said(':schema1'), /^it is an image of schema 1, .* newer tool$/)
  assert.match(await said(':both'), /^it is no manifest of an image, but ".*index.*"$/)
  assert.is(await said(':page'), 'it is no manifest of an image, but "text/html"')
  assert.is(await said(':large'), 'a configuration of 9437184 bytes is too large')
  assert.is(await said(':endless'), 'more than 4194304 bytes have come')
  assert.is(await said(':none'), 'HOST has no such image (manifest unknown)')
  nothingNamed(root)
  assert.not(blobs(root).includes(layer.replace('sha256:', '')))
})

test('a registry that wants peace for a while gets it, if that is not long', async () => {
  const image = testImage([100])
  const answers: Quirk[] = [
    (_, __, response) => refuse(response, 429, 'TOOMANYREQUESTS', { 'retry-after': '0' }),
    (_, __, response) => refuse(response, 503, 'UNAVAILABLE', { 'retry-after': new Date().toUTCString() }),
  ]
  await using it = await localRegistry({ tags: { latest: image }, images: [image] }, (what, request, response) => {
    if (what === 'GET manifests/busy') return refuse(response, 429, 'TOOMANYREQUESTS', { 'retry-after': '3600' })
    if (what === 'GET manifests/broken') return refuse(response, 500, 'UNKNOWN')
    return answers.shift()?.(what, request, response)
  })
  await fetched(fresh(), it.port)
  const begin = it.asked.length
  const many = 'HOST has had too many requests; try again in 3600 s, or log in (toomanyrequests)'
  assert.is(await refusal(fresh(), it.port, 'app:busy'), `HOST/app:busy: ${many}`)
  assert.is(it.asked.length - begin, 1)
  assert.is(await refusal(fresh(), it.port, 'app:broken'), 'HOST/app:broken: HOST answers 500 (unknown)')
  assert.is(it.asked.length - begin, 4)
})

test('without a network one line says so, and another way', async () => {
  const server = createServer().listen(0, '127.0.0.1')
  await new Promise(resolve => server.once('listening', resolve))
  const { port } = server.address() as { port: number }
  await new Promise(resolve => server.close(resolve))
  const way = 'an image on disk: congo import FILE'
  assert.is(await refusal(fresh(), port), `HOST/app:latest: HOST cannot be reached (ECONNREFUSED); ${way}`)
  const nowhere = pull(fresh(), readReference('nowhere.invalid/app'))
  const message = await nowhere.catch((error: Error) => error.message)
  assert.match(
    String(message),
    /^nowhere\.invalid\/app:latest: nowhere\.invalid cannot be reached \((ENOTFOUND|EAI_AGAIN)\); an image/,
  )
})

test.run()
