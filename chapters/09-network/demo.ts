import type { ProcessView, Trial } from '../check.ts'
import type { Demo, Row } from '../demo.ts'

const tcp = (address: string, port: number) => ['connect', 'tcp', address, String(port)]
/** What is answered, of "tcp 127.0.0.1 7000: hello" or "ping ::1: answered". */
const said = (line = '') => line.slice(line.indexOf(': ') + 2)

const list = (lines: readonly string[], word: string) =>
  lines.flatMap(line => (line.startsWith(`${word} `) ? line.split(' ')[1] : [])).join(' ') || 'none'

/** The addresses that are not of localhost. */
const addresses = (lines: readonly string[]) =>
  lines.flatMap(line => /^address (?!lo )\S+ (\S+\.\S+)/.exec(line)?.[1] ?? []).join(' ') || 'none'

/** The gateway of the default route, from /proc/PID/net/route: hexadecimal, and backwards. */
function gateway(process: ProcessView): string {
  const hex = /^\S+\t00000000\t(\w{8})/m.exec(process.proc('net/route'))?.[1] ?? ''
  return hex === '' ? 'none' : Buffer.from(hex, 'hex').reverse().join('.')
}

/**
 * A server in a container, which publishes its port. Beside it a neighbour that listens on the host's localhost and means it
 * for the host alone.
 */
export default {
  command: ['/bin/probe', 'interfaces', 'listen', 'tcp', '0.0.0.0', '80', 'answer', 'hello'],
  wish: {
    hostname: 'web',
    linux: { namespaces: [{ type: 'network' }, { type: 'uts' }] },
    annotations: {
      'org.congo.network': 'bridge',
      'org.congo.ports': '[{"hostPort": 8080, "containerPort": 80}]',
    },
  },
  async compare(t, container) {
    await t.start(['/bin/probe', 'listen', 'tcp', '127.0.0.1', '7000', 'answer', 'secret'])
    const ask = (process: ProcessView, ...verbs: string[]) => t.probeIn(process, ['network'], ...verbs)
    const [host, own] = [await t.probe('interfaces'), await ask(container, 'interfaces')]
    const rows: Row[] = [
      ['network', t.host.namespace('net'), container.namespace('net')],
      ['of the runtime', t.answer.namespace('net'), ''],
      ['interfaces', list(host, 'interface'), list(own, 'interface')],
      ['addresses', addresses(host), addresses(own)],
      ['default route', gateway(t.host), gateway(container)],
    ]
    const both = async (what: string, address: string, port: number) => {
      const verbs = tcp(address, port)
      rows.push([what, said((await t.probe(...verbs))[0]), said((await ask(container, ...verbs))[0])])
    }
    await both('localhost:7000', '127.0.0.1', 7000)
    await both('localhost:8080', '127.0.0.1', 8080)
    await outside(t, container, rows)
    return rows
  },
} satisfies Demo

/** From a machine beside the host: what it hears of the published port, and whom it sees when the container asks it. */
const outside = (t: Trial, container: ProcessView, rows: Row[]) =>
  t.outside(async outside => {
    const published = said((await outside.probe(...tcp('192.0.2.1', 8080)))[0])
    const asked = said((await t.probeIn(container, ['network'], ...tcp('192.0.2.2', 7)))[0])
    await t.until('', () => outside.lines().length > 0).catch(() => undefined)
    rows.push(['asked outside', '', asked], ['is seen as', outside.lines()[0]?.replace('from ', '') ?? 'nobody', ''])
    rows.push(['from outside', `8080: ${published}`, ''])
  })
