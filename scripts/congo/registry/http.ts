// One request over HTTP, by Node's own fetch(): with a limit for silence, and with errors of one line.
import { atMost } from '../../../chapters/16-commit/blobs.ts'

/** Bytes that can be sent; made anew for each try. */
export type Body = () => Iterable<Uint8Array> | AsyncIterable<Uint8Array>

export interface Ask {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT'
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
  readonly body?: Body | undefined
  /** Seconds in which something has to move. */
  readonly silence: number
  /** Ends it from outside. */
  readonly signal: AbortSignal
}

export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly url: URL
  /** What it brings; to be read once. */
  readonly bytes: AsyncIterable<Uint8Array>
}

/** What the network does: nobody is there, it is somebody else, or it has gone away meanwhile. */
export class NetworkError extends Error {
  readonly kind: 'unreachable' | 'untrusted' | 'cut'

  constructor(kind: NetworkError['kind'], message: string) {
    super(message)
    this.kind = kind
  }
}

/** Follows no redirect: that is for whoever knows which headers are secret. Throws a NetworkError. */
export async function ask({ method, url, headers, body, silence, signal }: Ask): Promise<Answer> {
  const watch = watchOf(silence, signal)
  watch.start()
  try {
    const response = await fetch(url, {
      method,
      headers: { 'accept-encoding': 'identity', ...headers }, // a digest is of the bytes as they are
      redirect: 'manual',
      signal: watch.signal,
      ...(body && { body: sent(body, watch), duplex: 'half' }),
    })
    return { status: response.status, headers: response.headers, url, bytes: received(response, url, watch) }
  } catch (error) {
    throw told(error as Error, url)
  } finally {
    watch.stop()
  }
}

/** All of a small body. Throws an Error of one line where it is more. */
export async function whole({ bytes }: Answer, most: number): Promise<Buffer> {
  const pieces: Uint8Array[] = []
  for await (const piece of atMost(most, bytes)) pieces.push(piece)
  return Buffer.concat(pieces)
}

type Watch = ReturnType<typeof watchOf>

/** Ends a request when nothing has moved for so many seconds after start(), unless stop() comes; or when `outside` ends. */
function watchOf(silence: number, outside: AbortSignal) {
  const controller = new AbortController()
  const end = () => controller.abort(outside.reason)
  let timer: NodeJS.Timeout | undefined
  const stop = () => {
    clearTimeout(timer)
    outside.removeEventListener('abort', end)
  }
  const start = () => {
    stop()
    if (outside.aborted) return end()
    outside.addEventListener('abort', end)
    timer = setTimeout(() => controller.abort(new Error(`nothing has moved for ${silence} s`)), silence * 1000)
  }
  return { signal: controller.signal, start, stop }
}

/** While we wait for the disk, nobody can say that the network is silent. */
async function* received(response: Response, url: URL, watch: Watch): AsyncGenerator<Uint8Array> {
  try {
    watch.start()
    for await (const piece of response.body ?? []) {
      watch.stop()
      yield piece
      watch.start()
    }
  } catch (error) {
    throw told(error as Error, url)
  } finally {
    watch.stop()
  }
}

/** When all is sent, a registry may take its time to look at it: fetch() itself has a limit for that. */
async function* sent(body: Body, watch: Watch): AsyncGenerator<Uint8Array> {
  for await (const piece of body()) {
    watch.start()
    yield piece
  }
  watch.stop()
}

const UNREACHABLE = /^(ENOTFOUND|EAI_\w+|ECONNREFUSED|E(HOST|NET)(UNREACH|DOWN)|ETIMEDOUT|UND_ERR_CONNECT_TIMEOUT)$/
const UNTRUSTED = /CERT|^ERR_(TLS|SSL)|^UNABLE_TO_/

function told(error: Error, { host }: URL): NetworkError {
  const cause = error.cause instanceof Error ? error.cause : error
  const code = 'code' in cause && typeof cause.code === 'string' ? cause.code : ''
  if (UNREACHABLE.test(code)) return new NetworkError('unreachable', `${host} cannot be reached (${code})`)
  if (!UNTRUSTED.test(code)) return new NetworkError('cut', `the connection to ${host} has broken (${cause.message})`)
  const own = 'a certificate of your own is named by NODE_EXTRA_CA_CERTS'
  return new NetworkError('untrusted', `${host} is not safe to talk to (${code}); ${own}`)
}
