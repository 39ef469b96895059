// Published ports: as a person types them, as config.json has them, and the addresses of the host that they stand for.
import { isIP } from 'node:net'

/** What comes to `hostPort` of the host goes to `containerPort` of the container. */
export interface Port {
  /** An address of the host; all of them if not said. */
  readonly host?: string
  readonly hostPort: number
  readonly containerPort: number
  readonly protocol: 'tcp' | 'udp'
}

const SHAPE = /^(?:(?<host>\[[^\]]*\]|[^:[\]]*):)?(?<from>[^:]+):(?<to>[^:/]+)(?:\/(?<protocol>.*))?$/

/**
 * '8080:80', '127.0.0.1:8080:80/udp', '8000-8010:80-90', '[::1]:53:53/udp': host first, as docker run --publish has it. A
 * range gives a port for each of its numbers. Throws an Error in one line where it is anything else.
 */
export function parsePorts(typed: string): Port[] {
  const wrong = (what: string) => new Error(`port "${typed}": ${what}`)
  const parts = SHAPE.exec(typed)?.groups
  if (!parts) throw wrong('write HOSTPORT:CONTAINERPORT, 8080:80, with an address before it where one is meant')
  const { host: written, from = '', to = '', protocol = 'tcp' } = parts
  if (protocol !== 'tcp' && protocol !== 'udp') throw wrong(`"${protocol}" is no protocol; tcp or udp`)
  const host = written?.replace(/^\[(.*)\]$/, '$1')
  if (host !== undefined && isIP(host) !== (written?.startsWith('[') ? 6 : 4))
    throw wrong(`"${written}" is no address; write 127.0.0.1, or [::1] in brackets`)
  const [outside, inside] = [from, to].map(range => numbersOf(range, wrong)) as [number[], number[]]
  if (outside.length !== inside.length)
    throw wrong(`${outside.length} ports of the host for ${inside.length} of the container; make the ranges as long`)
  return outside.map((hostPort, i) => ({
    ...(host === undefined ? {} : { host }),
    hostPort,
    containerPort: inside[i] as number,
    protocol,
  }))
}

function numbersOf(range: string, wrong: (what: string) => Error): number[] {
  const [first = '', last = first, ...more] = range.split('-')
  for (const number of [first, last])
    if (!/^\d{1,5}$/.test(number) || more.length > 0 || !isPort(Number(number)))
      throw wrong(`"${range}" is no port; a number from 1 to 65535, or a range: 8000-8010`)
  if (Number(last) < Number(first)) throw wrong(`the range ${range} goes backwards`)
  return Array.from({ length: Number(last) - Number(first) + 1 }, (_, i) => Number(first) + i)
}

const isPort = (value: unknown): value is number =>
  Number.isInteger(value) && Number(value) >= 1 && Number(value) <= 65535

/** Ports from a config's annotation: a list in JSON. Throws an Error in one line. */
export function readPorts(json: string): Port[] {
  const list = parsed(json)
  if (!Array.isArray(list)) throw new Error(`a list in JSON, [{"hostPort": 8080, "containerPort": 80}], not ${json}`)
  return list.map((entry: unknown) => {
    const { host, hostPort, containerPort, protocol = 'tcp' } = Object(entry) as Record<string, unknown>
    const wrong = (what: string) => new Error(`${JSON.stringify(entry)}: ${what}`)
    if (!isPort(hostPort)) throw wrong('hostPort: a number from 1 to 65535')
    if (!isPort(containerPort)) throw wrong('containerPort: a number from 1 to 65535')
    if (protocol !== 'tcp' && protocol !== 'udp') throw wrong('protocol: "tcp" or "udp"')
    if (host !== undefined && (typeof host !== 'string' || isIP(host) === 0))
      throw wrong('host: an address of the host')
    return { ...(host === undefined ? {} : { host }), hostPort, containerPort, protocol }
  })
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    return undefined
  }
}

/** "127.0.0.1:8080/tcp" */
export const showPort = ({ host, hostPort, protocol }: Port): string =>
  `${host === undefined ? '' : `${isIP(host) === 6 ? `[${host}]` : host}:`}${hostPort}/${protocol}`

/** The addresses of the host that a port is published at, of one family: a network, where all of them are meant. */
export function publishedAt({ host }: Port, family: 4 | 6): string | undefined {
  const all = family === 4 ? '0.0.0.0' : '::'
  if (host === undefined || host === all) return `${all}/0`
  return isIP(host) === family ? host : undefined
}
