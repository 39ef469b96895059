// What a config says of the network. The OCI's words are about the namespace only: the rest stands in annotations.
import type { Container } from '../container.ts'
import { type Port, readPorts, showPort } from './ports.ts'

const NETWORK = 'org.congo.network'
/** The annotation that has the ports: a list in JSON. */
export const PORTS = 'org.congo.ports'

const namespaceOf = ({ config }: Container) => config.linux?.namespaces?.find(({ type }) => type === 'network')

/** Whether the container shall hang on the bridge. */
export const isBridged = (c: Container): boolean => isWanted(c, 'bridge')

/** Whether pasta shall serve it. */
export const usesPasta = (c: Container): boolean => isWanted(c, 'pasta')

function isWanted(c: Container, network: 'bridge' | 'pasta'): boolean {
  const namespace = namespaceOf(c)
  return c.config.annotations?.[NETWORK] === network && namespace !== undefined && !namespace.path
}

/** The ports it publishes. Throws in one line where the config wants of its network what cannot be. */
export function plannedPorts(c: Container): Port[] {
  const { annotations = {} } = c.config
  const [network, ports] = [annotations[NETWORK], annotations[PORTS]]
  if (network !== undefined && !['none', 'bridge', 'pasta'].includes(network))
    throw new Error(
      `${NETWORK} "${network}": "none", "bridge" or "pasta"; for the host's network, leave out the namespace`,
    )
  const namespace = namespaceOf(c)
  if (network !== undefined && !namespace)
    throw new Error(`${NETWORK} "${network}": this needs a network namespace; add one to linux.namespaces`)
  if (network !== undefined && namespace?.path)
    throw new Error(`${NETWORK} "${network}": ${namespace.path} has its network already; leave out the path, or this`)
  if (ports === undefined) return []
  if (network !== 'bridge' && network !== 'pasta')
    throw new Error(`${PORTS}: only a container on the bridge, or with pasta, has ports to publish; add ${NETWORK}`)
  try {
    return readPorts(ports).map(leadingAway)
  } catch (error) {
    throw new Error(`${PORTS}: ${(error as Error).message}`)
  }
}

// From 127.0.0.1 there is a way out, if an interface has route_localnet. IPv6 has nothing like it.
function leadingAway(port: Port): Port {
  if (port.host === '::1') throw new Error(`${showPort(port)}: the host's ::1 cannot be left; publish it at 127.0.0.1`)
  return port
}
