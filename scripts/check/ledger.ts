// What is on the host, as lines that can be compared: taken before and after, the difference is what was left behind.
import { readFileSync } from 'node:fs'
import type { Inmate, Sandbox } from '../vm/agent/sandbox.ts'
import { processView } from './process-view.ts'

const NAMESPACES = ['cgroup', 'ipc', 'mnt', 'net', 'pid', 'uts', 'user']

/** `told`: what probe and nft tell of the host. */
export function takeLedger(sandbox: Sandbox, answer: Pick<Inmate, 'pid'>, told: readonly string[]): Set<string> {
  const init = `/proc/${sandbox.init.pid}`
  const answering = processView(answer.pid)
  const lines = (file: string) => readFileSync(file, 'utf8').trimEnd().split('\n')
  return new Set([
    ...sandbox.pids().map(pid => `process ${pid} (${processView(pid).args.join(' ')})`),
    ...answering
      .children()
      .filter(({ alive }) => !alive)
      .map(({ pid }) => `zombie ${pid}, a child of the answer that nobody waited for`),
    ...[...answering.descriptors()].map(([fd, target]) => `descriptor ${fd} (${target}) open in the answer`),
    ...NAMESPACES.map(type => `the answer in ${answering.namespace(type)}`),
    ...sandbox.cgroups().map(path => `cgroup ${path}`),
    ...lines(`${init}/mountinfo`).map(mounted),
    ...lines(`${init}/net/dev`)
      .slice(2)
      .map(line => `network link ${line.split(':')[0]?.trim()}`),
    ...['route', 'ipv6_route']
      .flatMap(file => lines(`${init}/net/${file}`))
      .filter(line => !/^(Iface|fe80|$)/.test(line)) // those of a link alone the kernel makes in its own time
      .map(line => `route ${withoutCounts(line)}`),
    ...told.map(line => `host's ${line}`),
  ])
}

/** With its number: one more mount of the same at the same place is another one. */
function mounted(line: string): string {
  const [id, , , , point] = line.split(' ')
  return `mount ${id} at ${point} (${line.split(' - ')[1]})`
}

/** Destination, gateway and interface stay; how often a route was used does not count. */
const withoutCounts = (line: string) =>
  line
    .split(/\s+/)
    .filter((_, column) => column < 5 || column > 8)
    .join(' ')
