// pasta(1), for who may not make interfaces on the host: a program of the user's own, which passes on what comes out of an
// interface in the container by ordinary sockets on the host, and back. https://passt.top
import { execFileSync } from 'node:child_process'
import { closeSync, readFileSync, rmSync } from 'node:fs'
import { pidfd_open, pidfd_send_signal, readable, run } from '#native'
import type { Container, Started } from '../container.ts'
import { plannedPorts, usesPasta } from './plan.ts'
import type { Port } from './ports.ts'

const pidFile = (c: Container) => `${c.bundle}/pasta.pid`

/** Where the config asks for pasta: an eth0 with the address that the host has, and ports. Comes back when all that is there. */
export function startPasta(c: Container, { pid }: Started): void {
  if (!usesPasta(c)) return
  const ports = plannedPorts(c)
  const args = [
    ...['--quiet', '--config-net', '--ns-ifname', 'eth0', '--pid', pidFile(c)],
    ...['--tcp-ports', published(ports, 'tcp'), '--udp-ports', published(ports, 'udp')],
    // Of the host's own localhost the container gets nothing: not its ports, and not the host behind the gateway's address.
    ...['--tcp-ns', 'none', '--udp-ns', 'none', '--no-map-gw'],
    String(pid),
  ]
  try {
    execFileSync('pasta', args, { stdio: ['ignore', 'ignore', 'pipe'], encoding: 'utf8' })
  } catch (error) {
    const { code, stderr = '' } = error as { code?: string; stderr?: string }
    if (code === 'ENOENT') throw new Error('pasta: not installed; a network without root needs it (package passt)')
    throw new Error(`pasta: ${stderr.trim() || error}`)
  }
}

/** As pasta takes them: "8080:80,127.0.0.1/9090:80". */
function published(ports: readonly Port[], wanted: Port['protocol']): string {
  const some = ports.filter(({ protocol }) => protocol === wanted)
  const words = some.map(
    ({ host, hostPort, containerPort }) => `${host === undefined ? '' : `${host}/`}${hostPort}:${containerPort}`,
  )
  return words.join(',') || 'none'
}

/** Ends the container's pasta, if there is one, and waits until it is gone. */
export async function stopPasta(c: Container): Promise<void> {
  const pid = readPid(c)
  if (pid === undefined) return
  const pidfd = run({ ...pidfd_open(pid), allow: ['ESRCH', 'EINVAL'] })
  if (pidfd >= 0) {
    if (isOurs(c, pid)) {
      run({ ...pidfd_send_signal(pidfd, 'SIGTERM'), allow: ['ESRCH'] })
      await readable(pidfd)
    }
    closeSync(pidfd)
  }
  rmSync(pidFile(c), { force: true })
}

function readPid(c: Container): number | undefined {
  try {
    const pid = Number(readFileSync(pidFile(c), 'utf8'))
    return Number.isInteger(pid) && pid > 0 ? pid : undefined
  } catch {
    return undefined // it was not started
  }
}

/** The number may have gone to another process; that one does not name our file. */
function isOurs(c: Container, pid: number): boolean {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').includes(pidFile(c))
  } catch {
    return false
  }
}
