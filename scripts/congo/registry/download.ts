// A blob from a registry, however often the connection breaks.
import type { Descriptor } from '../../../chapters/16-commit/oci.ts'
import { NetworkError } from './http.ts'
import { said } from './refusal.ts'
import type { Registry } from './registry.ts'

/**
 * A blob's bytes, from the byte `from` on. After a cut it goes on where it was; three cuts with no byte between them are
 * too many. Throws a Refusal or a NetworkError. Whether the bytes are the right ones is for others to see.
 */
export async function* download(
  registry: Registry,
  { digest, size }: Descriptor,
  from: number,
  progress: (far: number) => void,
): AsyncGenerator<Uint8Array> {
  let [at, failures] = [from, 0]
  while (at < size) {
    try {
      for await (const piece of rest(registry, digest, at)) {
        yield piece
        at += piece.length
        progress(at)
        failures = 0
      }
      if (at < size) throw new NetworkError('cut', `only ${at} of ${size} bytes of ${digest} have come`)
    } catch (error) {
      await registry.wait(error, ++failures)
    }
  }
}

/** A server need not know of ranges: then all comes, and what we have is skipped. RFC 9110, "Range Requests" */
async function* rest(registry: Registry, digest: string, from: number): AsyncGenerator<Uint8Array> {
  const headers = from > 0 ? { range: `bytes=${from}-` } : {}
  let answer = await registry.request('GET', `blobs/${digest}`, { headers, allow: [416] })
  if (answer.status === 416) {
    await said(answer)
    answer = await registry.request('GET', `blobs/${digest}`)
  }
  const range = /^bytes (\d+)-/.exec(answer.headers.get('content-range') ?? '')
  const begin = answer.status === 206 ? Number(range?.[1] ?? from) : 0
  if (begin > from)
    throw new Error(`${answer.url.host} sends bytes from ${begin} on, where those from ${from} are wanted`)
  let skip = from - begin
  for await (const piece of answer.bytes) {
    const fresh = piece.subarray(skip)
    skip = Math.max(0, skip - piece.length)
    if (fresh.length > 0) yield fresh
  }
}
