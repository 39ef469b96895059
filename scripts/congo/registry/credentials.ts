// Who one is, as `docker login`, `podman login` and `skopeo login` have kept it. containers-auth.json(5)
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import type { Reference } from '../../../chapters/16-commit/reference.ts'
import { errorCode } from '../../cli/problem.ts'

export interface Credentials {
  readonly user: string
  readonly password: string
}

interface AuthFile {
  readonly auths?: Readonly<Record<string, { readonly auth?: string; readonly identitytoken?: string }>>
  /** Programs that keep them: one for all, or one for each registry. */
  readonly credsStore?: string
  readonly credHelpers?: Readonly<Record<string, string>>
}

/** Those for this repository; undefined where nobody has logged in. Throws an Error of one line where they cannot be read. */
export function credentialsFor(reference: Reference, env = process.env): Credentials | undefined {
  for (const file of filesOf(env)) {
    const found = existsSync(file) ? lookUp(file, reference) : undefined
    if (found) return found
  }
  return undefined
}

function filesOf({ REGISTRY_AUTH_FILE, XDG_RUNTIME_DIR, DOCKER_CONFIG }: NodeJS.ProcessEnv): string[] {
  if (REGISTRY_AUTH_FILE) return [REGISTRY_AUTH_FILE]
  const podman = XDG_RUNTIME_DIR ? [join(XDG_RUNTIME_DIR, 'containers/auth.json')] : []
  return [...podman, join(DOCKER_CONFIG || join(homedir(), '.docker'), 'config.json')]
}

function lookUp(file: string, { registry, repository }: Reference): Credentials | undefined {
  const { auths = {}, credsStore, credHelpers = {} } = readAuthFile(file)
  const entries = new Map(Object.entries(auths).map(([key, entry]) => [plain(key), entry]))
  const path = [registry, ...repository.split('/')]
  // podman keeps them for a part of a registry too: that counts for more
  for (let length = path.length; length > 0; length--) {
    const { auth, identitytoken } = entries.get(path.slice(0, length).join('/')) ?? {}
    if (identitytoken) throw new Error(`${file}: identity tokens are not used; log in to ${registry} with a password`)
    if (auth) return split(file, registry, Buffer.from(auth, 'base64').toString())
  }
  const helper = Object.entries(credHelpers).find(([key]) => plain(key) === registry)?.[1] ?? credsStore
  return helper === undefined || helper === '' ? undefined : askHelper(file, `docker-credential-${helper}`, registry)
}

/** A registry as Reference has it: Docker writes https://index.docker.io/v1/ for docker.io. */
const plain = (key: string) =>
  key
    .replace(/^https?:\/\//, '')
    .replace(/\/(?:v[12]\/?)?$/, '')
    .replace(/^(?:index|registry-1)\.docker\.io/, 'docker.io')

function readAuthFile(file: string): AuthFile {
  try {
    const value: unknown = JSON.parse(readFileSync(file, 'utf8'))
    if (typeof value === 'object' && value !== null) return value
  } catch (error) {
    if (errorCode(error)) throw error
  }
  throw new Error(`${file}: this is no file of credentials; mend it, or log in again`)
}

function split(file: string, registry: string, text: string): Credentials {
  const [, user, password] = /^([^:]+):(.*)$/s.exec(text) ?? []
  if (user === undefined || password === undefined) {
    throw new Error(`${file}: what it has for ${registry} is no user name and password; log in again`)
  }
  return { user, password }
}

/** docker-credential-helpers, "Commands": the registry's name goes in, a document comes out. */
function askHelper(file: string, program: string, registry: string): Credentials | undefined {
  const input = registry === 'docker.io' ? 'https://index.docker.io/v1/' : registry
  const { error, status, stdout } = spawnSync(program, ['get'], { input, encoding: 'utf8' })
  // One that ends before it has read what we say may still have said something itself: EPIPE.
  if (error && errorCode(error) !== 'EPIPE')
    throw new Error(`${file} wants ${program}, which cannot be run (${errorCode(error)}); install it`)
  if (status !== 0 && /not found/.test(stdout)) return undefined
  try {
    const { Username, Secret } = JSON.parse(stdout) as { Username?: unknown; Secret?: unknown }
    if (typeof Username === 'string' && typeof Secret === 'string' && Username !== '<token>') {
      return { user: Username, password: Secret }
    }
  } catch {
    // told below
  }
  throw new Error(`${program}, which ${file} names, gives no user name and password for ${registry}`)
}
