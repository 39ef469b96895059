import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Config, Container, Namespace } from '../container.ts'
import { reachable } from './etc.ts'
import { isBridged, plannedPorts } from './plan.ts'

const container = (annotations: Record<string, string>, ...namespaces: Namespace[]): Container => {
  const process = { args: ['sh'], env: [], cwd: '/' }
  const config: Config = { ociVersion: '1.2.0', process, annotations, linux: { namespaces } }
  return { id: 'congo-1', config, bundle: '/nowhere' }
}
const own: Namespace = { type: 'network' }
const others: Namespace = { type: 'network', path: '/proc/7/ns/net' }
const NETWORK = 'org.congo.network'
const PORTS = 'org.congo.ports'
const web = JSON.stringify([{ hostPort: 8080, containerPort: 80 }])

test('what a config may want', () => {
  for (const [annotations, namespaces, bridged] of [
    [{}, [], false],
    [{}, [own], false],
    [{}, [others], false],
    [{ [NETWORK]: 'none' }, [own], false],
    [{ [NETWORK]: 'bridge' }, [own], true],
  ] as const) {
    const c = container(annotations, ...namespaces)
    assert.equal([isBridged(c), plannedPorts(c)], [bridged, []])
  }
  const published = plannedPorts(container({ [NETWORK]: 'bridge', [PORTS]: web }, own))
  assert.equal(published, [{ hostPort: 8080, containerPort: 80, protocol: 'tcp' }])
})

test('what cannot be, in a line that says what to do', () => {
  for (const [annotations, namespaces, message] of [
    [
      { [NETWORK]: 'brigde' },
      [own],
      /^org\.congo\.network "brigde": "none", "bridge" or "pasta"; for the host's network, leave out/,
    ],
    [{ [NETWORK]: 'host' }, [], /"none", "bridge" or "pasta"; for the host's network, leave out the namespace/],
    [{ [NETWORK]: 'bridge' }, [], /this needs a network namespace; add one to linux\.namespaces/],
    [{ [NETWORK]: 'none' }, [], /this needs a network namespace/],
    [{ [NETWORK]: 'bridge' }, [others], /\/proc\/7\/ns\/net has its network already; leave out the path, or this/],
    [
      { [PORTS]: web },
      [own],
      /^org\.congo\.ports: only a container on the bridge, or with pasta, has ports to publish; add org\.congo\.network/,
    ],
    [{ [NETWORK]: 'bridge', [PORTS]: '8080:80' }, [own], /^org\.congo\.ports: a list in JSON, .* not 8080:80$/],
    [
      { [NETWORK]: 'bridge', [PORTS]: '[{"host":"::1","hostPort":53,"containerPort":53}]' },
      [own],
      /^org\.congo\.ports: \[::1\]:53\/tcp: the host's ::1 cannot be left; publish it at 127\.0\.0\.1$/,
    ],
  ] as const)
    assert.throws(() => plannedPorts(container(annotations, ...namespaces)), message)
})

test("name servers on the host's own localhost are not for containers", () => {
  const text = '# resolv\nnameserver 127.0.0.53\nnameserver  ::1\nnameserver 192.0.2.53\nsearch example.org\n'
  assert.is(reachable(text), '# resolv\nnameserver 192.0.2.53\nsearch example.org\n')
})

test.run()
