// Who one is: told to the registry that asks, and to nobody else.
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { readReference } from '../../../chapters/16-commit/reference.ts'
import { readChallenges } from './challenge.ts'
import { credentialsFor } from './credentials.ts'
import { ask } from './http.ts'
import { localRegistry, type Quirk, refuse, testImage } from './local.ts'
import { pull } from './pull.ts'

const top = mkdtempSync(join(tmpdir(), 'congo-auth-'))
test.after(() => rmSync(top, { recursive: true }))
const file = join(top, 'auth.json')
process.env.REGISTRY_AUTH_FILE = file
let roots = 0

const base64 = (text: string) => Buffer.from(text).toString('base64')
const login = (auths: Readonly<Record<string, string>>, more = {}) => {
  const entries = Object.entries(auths).map(([key, text]) => [key, { auth: base64(text) }])
  writeFileSync(file, JSON.stringify({ auths: Object.fromEntries(entries), ...more }))
}
const pulled = (port: number, host = '127.0.0.1') =>
  pull(join(top, String(++roots)), readReference(`${host}:${port}/app`), {
    patience: { silence: 2, pause: 0.01 },
  }).then(
    () => 'done',
    ({ message }: Error) => message.replaceAll(`${host}:${port}`, 'HOST'),
  )

/** Lets nobody in without this header. */
const guarded =
  (header: string, challenge: () => string, quirk: Quirk = () => false): Quirk =>
  (what, request, response) =>
    what.includes('/token') || request.headers.authorization === header
      ? quirk(what, request, response)
      : refuse(response, 401, 'UNAUTHORIZED', { 'www-authenticate': challenge() })

test('a name and a password go to the registry that wants them, and not to where it sends us', async () => {
  const image = testImage([1000, 2000, 3000])
  const world = { tags: { latest: image }, images: [image] }
  let isClosed = false
  await using elsewhere = await localRegistry(world, (_, { headers: { host } }, response) => {
    const challenge = { 'www-authenticate': `Bearer realm="http://${host}/token"` }
    return isClosed && refuse(response, 401, 'UNAUTHORIZED', challenge)
  })
  const secret = `Basic ${base64('me:pass:word')}`
  const redirect: Quirk = (what, _, response) => {
    if (!what.startsWith('GET blobs/')) return false
    const location = `http://localhost:${elsewhere.port}/v2/app/${what.slice(4)}`
    return Boolean(response.writeHead(307, { location }).end())
  }
  await using it = await localRegistry(
    world,
    guarded(secret, () => 'Negotiate, Basic realm="a, b"', redirect),
  )
  login({ [`localhost:${elsewhere.port}`]: 'not:this', [`http://127.0.0.1:${it.port}/v2/`]: 'me:pass:word' })
  assert.is(await pulled(it.port), 'done')
  assert.is(it.asked.filter(({ headers }) => headers.authorization === undefined).length, 1)
  assert.is(elsewhere.asked.length, 4)

  isClosed = true
  assert.match(await pulled(it.port), `localhost:${elsewhere.port} does not let us`)
  for (const { headers } of elsewhere.asked) assert.is(headers.authorization, undefined)

  const line =
    'HOST/app:latest: HOST does not let us; if it is there, log in by docker, podman or skopeo: their credentials are used (unauthorized)'
  login({})
  assert.is(await pulled(it.port), line)
  login({ [`127.0.0.1:${it.port}`]: 'me:wrong' })
  assert.is(await pulled(it.port), line)
})

test('a token is fetched where the registry says, for what is wanted; a new one when it is not good any more', async () => {
  const image = testImage([1000])
  const world = { tags: { latest: image }, images: [image] }
  let [given, uses] = [0, 0]
  await using tokens = await localRegistry(world, (what, request, response) => {
    assert.is(what, 'GET /token?a=1&service=a+registry&scope=repository%3Aapp%3Apull')
    const key = request.headers.authorization ? 'access_token' : 'token'
    return Boolean(response.end(JSON.stringify({ [key]: `token-${++given}` })))
  })
  const challenge = () =>
    `Bearer realm="http://localhost:${tokens.port}/token?a=1",service="a registry",scope="registry:catalog:*"`
  await using it = await localRegistry(world, (what, request, response) => {
    if (request.headers.authorization === `Bearer token-${given}` && ++uses % 3 !== 0) return false
    return guarded('', challenge)(what, request, response)
  })
  login({})
  assert.is(await pulled(it.port), 'done')
  assert.is(given, 2)
  assert.equal(
    tokens.asked.map(({ headers }) => headers.authorization),
    [undefined, undefined],
  )
  login({ [`127.0.0.1:${it.port}`]: 'me:pass' })
  assert.is(await pulled(it.port), 'done')
  assert.is(tokens.asked.at(-1)?.headers.authorization, `Basic ${base64('me:pass')}`)
  assert.ok(it.asked.every(({ headers }) => !headers.authorization?.startsWith('Basic')))
})

test('a place that is less safe is not gone to, and a circle not for ever', async () => {
  login({})
  let place = ''
  await using it = await localRegistry({ tags: {}, images: [] }, (_, __, response) =>
    Boolean(response.writeHead(302, { location: place }).end()),
  )
  for (place of ['http://example.invalid/x', 'file:///etc/passwd', 'http://me:pass@localhost/', '//']) {
    const line = `HOST sends us to ${JSON.stringify(place)}: that is no place to go, it has to be https`
    assert.is(await pulled(it.port), `HOST/app:latest: ${line}`)
  }
  place = ''
  const before = it.asked.length
  assert.is(await pulled(it.port), 'HOST/app:latest: HOST answers 302')
  assert.is(it.asked.length - before, 6)
})

test('a token server that gives none, and a registry that talks no TLS, are told in one line', async () => {
  await using tokens = await localRegistry({ tags: {}, images: [] }, (what, _, response) =>
    what === 'GET /none?scope=repository%3Aapp%3Apull'
      ? Boolean(response.end('{"token":"a\\nb"}'))
      : refuse(response, 401, 'UNAUTHORIZED'),
  )
  let path = 'none'
  await using it = await localRegistry({ tags: {}, images: [] }, (what, request, response) =>
    guarded('', () => `Bearer realm="http://localhost:${tokens.port}/${path}"`)(what, request, response),
  )
  login({})
  assert.is(await pulled(it.port), `HOST/app:latest: localhost:${tokens.port} gives no token`)
  path = 'denied'
  assert.match(await pulled(it.port), `HOST/app:latest: localhost:${tokens.port} does not let us`)
  const url = new URL(`https://127.0.0.1:${it.port}/`)
  const { signal } = new AbortController()
  const said = await ask({ method: 'GET', url, headers: {}, silence: 2, signal }).then(
    () => 'nothing',
    ({ message }: Error) => message,
  )
  assert.match(said, /^127\.0\.0\.1:\d+ is not safe to talk to \(ERR_SSL_WRONG_VERSION_NUMBER\); /)
})

test('challenges are read, however many there are', () => {
  const read = (header: string) =>
    readChallenges(header).map(({ scheme, parameters }) => [scheme, ...parameters].flat())
  assert.equal(read('Bearer realm="https://a/b?c=d",service="e, f" , scope="repository:g:pull,push"'), [
    ['bearer', 'realm', 'https://a/b?c=d', 'service', 'e, f', 'scope', 'repository:g:pull,push'],
  ])
  assert.equal(read(String.raw`Negotiate, BASIC Realm="say \"hello\"", charset=UTF-8, Digest a=b`), [
    ['basic', 'realm', 'say "hello"', 'charset', 'UTF-8'],
    ['digest', 'a', 'b'],
  ])
  assert.equal(read(''), [])
  assert.equal(read(', = "'), [])
})

test('credentials are found as docker, podman and skopeo keep them', () => {
  const auths = (entries: object, more = {}) => JSON.stringify({ auths: entries, ...more })
  const entry = (text: string) => ({ auth: base64(text) })
  const folder = join(top, 'docker')
  mkdirSync(join(top, 'run/containers'), { recursive: true })
  mkdirSync(folder)
  const docker = (text: string) => writeFileSync(join(folder, 'config.json'), text)
  const podman = (text: string) => writeFileSync(join(top, 'run/containers/auth.json'), text)
  const env = { DOCKER_CONFIG: folder, XDG_RUNTIME_DIR: join(top, 'run'), HOME: top }
  const found = (name: string) => {
    const { user, password } = credentialsFor(readReference(name), env) ?? {}
    return user === undefined ? 'nobody' : `${user} ${password}`
  }
  const said = (name: string) => {
    try {
      return found(name)
    } catch (error) {
      return (error as Error).message.replaceAll(`${top}/`, '')
    }
  }
  assert.is(said('alpine'), 'nobody')
  docker(auths({ 'https://index.docker.io/v1/': entry('hub:a:b'), 'h.org:5000': entry('h:1') }))
  assert.is(said('alpine'), 'hub a:b')
  assert.is(said('docker.io/me/mine'), 'hub a:b')
  assert.is(said('h.org:5000/x'), 'h 1')
  assert.is(said('h.org/x'), 'nobody')
  podman(auths({ 'docker.io/me': entry('me:2'), 'docker.io/me/mine': entry('mine:3') }))
  assert.is(said('me/mine'), 'mine 3')
  assert.is(said('me/other'), 'me 2')
  assert.is(said('mean/other'), 'hub a:b')

  podman('{"auths":')
  assert.is(said('alpine'), 'run/containers/auth.json: this is no file of credentials; mend it, or log in again')
  podman(auths({ 'h.org': entry('nothing') }))
  assert.is(
    said('h.org/a'),
    'run/containers/auth.json: what it has for h.org is no user name and password; log in again',
  )
  podman(auths({ 'h.org': { identitytoken: 'x' } }))
  assert.is(said('h.org/a'), 'run/containers/auth.json: identity tokens are not used; log in to h.org with a password')

  // Programs that keep them: they are found on the PATH.
  podman('{}')
  docker(auths({ 'https://index.docker.io/v1/': {} }, { credsStore: 'congo-all', credHelpers: { 'h.org': 'congo-h' } }))
  assert.is(
    said('alpine'),
    'docker/config.json wants docker-credential-congo-all, which cannot be run (ENOENT); install it',
  )
  const helper = (name: string, script: string) => {
    writeFileSync(join(top, `docker-credential-${name}`), `#!/bin/sh\n${script}\n`)
    chmodSync(join(top, `docker-credential-${name}`), 0o755)
  }
  const { PATH } = process.env
  process.env.PATH = `${top}:${PATH}`
  helper('congo-all', `test $1 = get && printf '{"Username":"%s","Secret":"s"}' $(cat)`)
  helper('congo-h', 'cat >/dev/null; echo credentials not found in native keychain; exit 1')
  assert.is(said('alpine'), 'https://index.docker.io/v1/ s')
  assert.is(said('other.org:1/a'), 'other.org:1 s')
  assert.is(said('h.org/a'), 'nobody')
  helper('congo-h', 'echo broken')
  assert.is(
    said('h.org/a'),
    'docker-credential-congo-h, which docker/config.json names, gives no user name and password for h.org',
  )
  process.env.PATH = PATH
})

test.run()
