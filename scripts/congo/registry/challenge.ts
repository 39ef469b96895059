// What a registry wants to see before it answers. RFC 9110, "WWW-Authenticate"; distribution, "Token Authentication"

export interface Challenge {
  /** In small letters. */
  readonly scheme: string
  readonly parameters: ReadonlyMap<string, string>
}

/** Reads the header, which may have several, one after the other. */
export function readChallenges(header: string): Challenge[] {
  const found: { scheme: string; parameters: Map<string, string> }[] = []
  const each = /(?:^|,)\s*(?:([\w-]+)\s+)?([\w-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s",]+))/g
  for (const [, scheme, key = '', quoted, plain = ''] of header.matchAll(each)) {
    if (scheme !== undefined) found.push({ scheme: scheme.toLowerCase(), parameters: new Map() })
    found.at(-1)?.parameters.set(key.toLowerCase(), quoted?.replace(/\\(.)/g, '$1') ?? plain)
  }
  return found
}
