// Runs in the sandbox: starts a container with less memory than its own steps take, and lives to tell how it ended.
import { mount } from '#native'
import { mechanism, oomKilled } from '../../solutions/08-cgroups.ts'
import { upTo } from '../composition.ts'
import type { Container, Mechanism } from '../container.ts'
import { release, start } from '../start.ts'

const c: Container = {
  id: 'congo-tiny',
  bundle: '/var/lib/congo/congo-tiny',
  config: {
    ociVersion: '1.2.0',
    process: { args: ['/bin/probe', 'exit', '0'], env: [], cwd: '/' },
    linux: { namespaces: [{ type: 'mount' }], resources: { memory: { limit: 100 * 1024 } } },
  },
}

const hungry: Mechanism = {
  name: mechanism.name,
  steps: () => Array.from({ length: 300 }, () => mount('tmpfs', '/mnt', 'tmpfs', 0)),
}

async function tell(): Promise<void> {
  const mechanisms = upTo('08-cgroups').toSpliced(-1, 0, hungry)
  const child = await start(c, mechanisms, { stdio: ['null', 'null', 'null'] })
  const status = await child.wait()
  await release(c, mechanisms)
  process.stdout.write(`${JSON.stringify({ status, killed: oomKilled(c) })}\n`)
}

void tell()
