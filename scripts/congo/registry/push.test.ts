// What a push asks of a registry, and in which order.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { blobOf } from '../../../chapters/16-commit/blobs.ts'
import { digestOf } from '../../../chapters/16-commit/oci.ts'
import { readReference } from '../../../chapters/16-commit/reference.ts'
import { type Image, imagesOf } from '../../../chapters/images.ts'
import { localRegistry, refuse, testImage } from './local.ts'
import { pull } from './pull.ts'
import { push } from './push.ts'

const top = mkdtempSync(join(tmpdir(), 'congo-push-'))
test.after(() => rmSync(top, { recursive: true }))
process.env.REGISTRY_AUTH_FILE = join(top, 'auth.json')

const QUICK = { silence: 2, pause: 0.01 }

/** An image of the store, which came from somewhere. */
async function stored(root: string, made = testImage([1_000_000, 2000, 0])): Promise<Image> {
  await using source = await localRegistry({ tags: { latest: made }, images: [made] })
  return await pull(root, readReference(`127.0.0.1:${source.port}/app`))
}

test('what is not there is sent, and then the manifest; where it is cut, once more; a token is for both', async () => {
  const root = join(top, '1')
  const image = await stored(root)
  const { config, layers } = image.manifest
  const [first = '', there = '', empty = ''] = layers.map(({ digest }) => digest)
  const received: [string, number][] = []
  let [cuts, uploads] = [1, 0]
  await using tokens = await localRegistry({ tags: {}, images: [] }, (what, _, response) =>
    Boolean(response.end(JSON.stringify({ token: new URLSearchParams(what.split('?')[1]).get('scope') }))),
  )
  await using it = await localRegistry({ tags: {}, images: [] }, (what, request, response) => {
    if (request.headers.authorization !== 'Bearer repository:app:pull,push') {
      const realm = `Bearer realm="http://127.0.0.1:${tokens.port}/token",scope="repository:app:pull"`
      return refuse(response, 401, 'UNAUTHORIZED', { 'www-authenticate': realm })
    }
    if (what === `HEAD blobs/${there}`) return Boolean(response.writeHead(200).end())
    if (what === 'POST blobs/uploads/') {
      const location = `/v2/app/blobs/uploads/${++uploads}?_state=a%2Fb+c==`
      return Boolean(response.writeHead(202, { location }).end())
    }
    const [, query = ''] = /^PUT blobs\/uploads\/\d\?_state=a%2Fb\+c==&digest=(.*)$/.exec(what) ?? []
    const digest = decodeURIComponent(query)
    if (digest === first && cuts-- > 0) return Boolean(request.once('data', () => request.socket.destroy()))
    if (!what.startsWith('PUT ')) return false
    buffer(request).then(bytes => {
      assert.is(request.headers['content-length'], String(bytes.length))
      received.push([what.startsWith('PUT manifests') ? what : digest, bytes.length])
      assert.is(digestOf(bytes), digest || image.descriptor.digest)
      response.writeHead(201).end()
    })
    return true
  })
  const far = new Map<string, number>()
  await push(
    root,
    { ...image, name: `127.0.0.1:${it.port}/app:new` },
    {
      patience: QUICK,
      progress: (digest, now) => far.set(digest, now),
    },
  )
  assert.equal(received.at(-1), ['PUT manifests/new', image.descriptor.size])
  assert.is(it.asked.at(-1)?.headers['content-type'], image.descriptor.mediaType)
  const wanted = [
    [config.digest, config.size],
    [first, 1_000_000],
    [empty, 0],
  ]
  assert.equal(received.slice(0, -1).sort(), wanted.sort())
  assert.equal(
    [...far],
    [config, ...layers].map(({ digest, size }) => [digest, size]),
  )
})

test('what cannot be sent is told in one line, and then no manifest is', async () => {
  const root = join(top, '2')
  const image = await stored(root)
  const [, , empty = ''] = image.manifest.layers.map(({ digest }) => digest)
  let location = ''
  await using it = await localRegistry({ tags: {}, images: [] }, (what, _, response) => {
    if (what.startsWith('POST') && location) return Boolean(response.writeHead(202, { location }).end())
    return what.startsWith('HEAD') ? false : refuse(response, 403, 'DENIED')
  })
  const said = () =>
    push(root, { ...image, name: `127.0.0.1:${it.port}/app:new` }, { patience: QUICK }).then(
      () => 'nothing',
      ({ message }: Error) => message.replaceAll(`127.0.0.1:${it.port}`, 'HOST'),
    )
  assert.match(await said(), /^HOST\/app:new: HOST does not let us; .* \(denied\)$/)
  location = 'http://example.invalid/'
  assert.match(await said(), /^HOST\/app:new: HOST sends us to "http:\/\/example.invalid\/": that is no place/)
  writeFileSync(blobOf(imagesOf(root), empty), 'more')
  location = ''
  rmSync(blobOf(imagesOf(root), image.manifest.config.digest))
  assert.match(
    await said(),
    /^HOST\/app:new: .*: this part of the image is missing or damaged; pull or import it again$/,
  )
  assert.not(it.asked.some(({ what }) => what.includes('manifests')))
})

test.run()
