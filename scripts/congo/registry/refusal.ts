// What a registry says when it does not do what it is asked. distribution-spec 1.1, "Error Codes"
import { type Answer, whole } from './http.ts'

export class Refusal extends Error {
  readonly status: number
  /** Seconds after which it may be tried again, where the registry says it. */
  readonly after: number | undefined

  constructor(status: number, message: string, after: number | undefined) {
    super(message)
    this.status = status
    this.after = after
  }
}

/** Reads the answer's body for it. */
export async function refusalOf(answer: Answer): Promise<Refusal> {
  const { status, url, headers } = answer
  const after = secondsOf(headers.get('retry-after'))
  const reason = reasonOf(await said(answer))
  return new Refusal(status, `${url.host} ${meaning(status, after)}${reason && ` (${reason})`}`, after)
}

function meaning(status: number, after: number | undefined): string {
  if (status === 401 || status === 403) {
    return 'does not let us; if it is there, log in by docker, podman or skopeo: their credentials are used'
  }
  if (status === 404) return 'has no such image'
  if (status === 429) return `has had too many requests; try again ${after ? `in ${after} s` : 'later'}, or log in`
  return `answers ${status}`
}

/** What a small body says; nothing where it is not small, or does not come. The connection can be used again then. */
export const said = (answer: Answer): Promise<string> => whole(answer, 65_536).then(String, () => '')

/** The first error of the document, in one line; its words are the registry's. */
function reasonOf(body: string): string {
  try {
    const { errors, details } = JSON.parse(body) as {
      errors?: { code?: unknown; message?: unknown }[]
      details?: unknown
    }
    const { code, message } = errors?.[0] ?? {}
    return String(message || code || details || '')
      .replace(/\s+/g, ' ')
      .slice(0, 200)
  } catch {
    return ''
  }
}

/** RFC 9110, "Retry-After": seconds, or a date. */
function secondsOf(header: string | null): number | undefined {
  if (header === null) return undefined
  const seconds = /^\d+$/.test(header) ? Number(header) : Math.ceil((Date.parse(header) - Date.now()) / 1000)
  return Number.isNaN(seconds) ? undefined : Math.max(0, seconds)
}
