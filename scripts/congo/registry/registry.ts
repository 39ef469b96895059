// A registry, as the clients of one of its repositories see it. OCI distribution-spec 1.1
import { setTimeout } from 'node:timers/promises'
import type { Reference } from '../../../chapters/16-commit/reference.ts'
import { readChallenges } from './challenge.ts'
import { type Credentials, credentialsFor } from './credentials.ts'
import { type Answer, type Ask, ask, type Body, NetworkError, whole } from './http.ts'
import { Refusal, refusalOf, said } from './refusal.ts'

/** Seconds: of silence before a connection counts as dead; before the second try. */
export interface Patience {
  readonly silence: number
  readonly pause: number
}

export const PATIENCE: Patience = { silence: 30, pause: 1 }

const MOST_TRIES = 3
const MOST_HOPS = 5
/** Seconds that a registry may want us to wait. */
const LONGEST_PAUSE = 60

export interface Options {
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: Body
  /** Statuses that are no refusal either. */
  readonly allow?: readonly number[]
}

export class Registry {
  readonly #base: URL
  readonly #reference: Reference
  readonly #scope: string
  readonly #patience: Patience
  readonly #stopped = new AbortController()
  /** What is sent to the registry itself, and nowhere else. */
  #authorization: string | undefined

  constructor(reference: Reference, actions: 'pull' | 'pull,push', patience: Patience) {
    const { registry, repository } = reference
    const host = registry === 'docker.io' ? 'registry-1.docker.io' : registry
    const scheme = isLoopback(new URL(`http://${host}`)) ? 'http' : 'https'
    this.#base = new URL(`${scheme}://${host}/v2/${repository}/`)
    this.#reference = reference
    this.#scope = `repository:${repository}:${actions}`
    this.#patience = patience
  }

  /** Ends all that is going on, and lets nothing begin. */
  stop(): void {
    this.#stopped.abort(new Error('something else has failed'))
  }

  /** Asks it, as whoever has logged in if it wants to know. Throws a Refusal or a NetworkError. */
  async request(
    method: Ask['method'],
    to: string | URL,
    { headers = {}, body, allow = [] }: Options = {},
  ): Promise<Answer> {
    const url = new URL(to, this.#base)
    let answer = await this.#follow({ method, url, headers, body })
    if (answer.status === 401 && this.#isOwn(answer.url)) {
      this.#authorization = await this.#authorize(answer)
      await said(answer)
      answer = await this.#follow({ method, url, headers, body })
    }
    if ((answer.status >= 200 && answer.status < 300) || allow.includes(answer.status)) return answer
    throw await refusalOf(answer)
  }

  /** Does it up to three times, where the fault is one that passes. */
  async retry<Result>(work: () => Promise<Result>): Promise<Result> {
    for (let failures = 1; ; failures++) {
      try {
        return await work()
      } catch (error) {
        await this.wait(error, failures)
      }
    }
  }

  /** Until it may be tried again; throws the error where that would not help. */
  async wait(error: unknown, failures: number): Promise<void> {
    const passes =
      error instanceof Refusal
        ? error.status === 429 || error.status >= 500
        : error instanceof NetworkError && error.kind === 'cut'
    const after = error instanceof Refusal ? error.after : undefined
    const seconds = after ?? this.#patience.pause * 2 ** (failures - 1)
    if (!passes || failures >= MOST_TRIES || seconds > LONGEST_PAUSE) throw error
    await setTimeout(seconds * 1000, undefined, { signal: this.#stopped.signal })
  }

  /** The place that an answer names. Throws an Error of one line where it is none, or less safe than the registry itself. */
  resolve(place: string, { url: from }: Answer): URL {
    const url = URL.canParse(place, from.href) ? new URL(place, from) : undefined
    const safe = url?.protocol === 'https:' || (this.#base.protocol === 'http:' && url && isLoopback(url))
    if (url && safe && url.username === '') return url
    throw new Error(`${from.host} sends us to ${JSON.stringify(place)}: that is no place to go, it has to be https`)
  }

  /** Blobs are often elsewhere: nobody there gets to know who we are. */
  async #follow({ url, headers, ...rest }: Pick<Ask, 'method' | 'url' | 'headers' | 'body'>): Promise<Answer> {
    let next = url
    for (let hops = 0; ; hops++) {
      const secret = this.#authorization !== undefined && this.#isOwn(next) && { authorization: this.#authorization }
      const answer = await this.#ask({ ...rest, url: next, headers: { ...headers, ...secret } })
      const place = answer.headers.get('location')
      const isRedirect = [301, 302, 303, 307, 308].includes(answer.status)
      if (!isRedirect || place === null || rest.body || hops === MOST_HOPS) return answer
      await said(answer)
      next = this.resolve(place, answer)
    }
  }

  /** What it wants to see. distribution, "Token Authentication Specification", "HTTP Basic" */
  async #authorize(answer: Answer): Promise<string> {
    const challenges = readChallenges(answer.headers.get('www-authenticate') ?? '')
    const who = credentialsFor(this.#reference)
    const bearer = challenges.find(({ scheme }) => scheme === 'bearer')?.parameters
    if (!bearer) {
      if (who && challenges.some(({ scheme }) => scheme === 'basic')) return basic(who)
      throw await refusalOf(answer)
    }
    const url = this.resolve(bearer.get('realm') ?? '', answer)
    const service = bearer.get('service')
    if (service !== undefined) url.searchParams.set('service', service)
    url.searchParams.set('scope', this.#scope)
    const given = await this.#ask({ method: 'GET', url, headers: who ? { authorization: basic(who) } : {} })
    if (given.status !== 200) throw await refusalOf(given)
    return `Bearer ${tokenOf(await whole(given, 1 << 20), url)}`
  }

  #ask(it: Pick<Ask, 'method' | 'url' | 'headers' | 'body'>): Promise<Answer> {
    return ask({ ...it, silence: this.#patience.silence, signal: this.#stopped.signal })
  }

  #isOwn(url: URL): boolean {
    return url.origin === this.#base.origin
  }
}

/** There, plain HTTP is as good as HTTPS. */
const isLoopback = ({ hostname }: URL) => /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/.test(hostname)

const basic = ({ user, password }: Credentials) => `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`

function tokenOf(document: Buffer, { host }: URL): string {
  try {
    const { token, access_token } = JSON.parse(document.toString()) as { token?: unknown; access_token?: unknown }
    const found = token ?? access_token
    if (typeof found === 'string' && /^[\x21-\x7e]+$/.test(found)) return found
  } catch {
    // told below
  }
  throw new Error(`${host} gives no token`)
}
