// What congo is, and what it has here.
import os from 'node:os'
import { isRoot } from '../../../chapters/11-user/rootless.ts'
import type { Status } from '../../../chapters/15-lifecycle/state.ts'
import { list } from '../../../chapters/lifecycle.ts'
import packageJson from '../../../package.json' with { type: 'json' }
import { json, printable } from '../../cli/text.ts'
import { onPath } from '../../setup/compiler.ts'
import { Misuse } from '../place.ts'
import { hasCgroups } from '../spec/limits.ts'
import { usualNetwork } from '../spec/network.ts'
import { OCI } from '../spec.ts'
import type { Verb } from './verb.ts'

type Facts = Readonly<Record<string, string | number | boolean>>

const versions = (): Facts => ({
  congo: packageJson.version,
  oci: OCI,
  node: process.versions.node,
  kernel: os.release(),
  architecture: os.arch(),
})

async function facts(root: string): Promise<Facts> {
  const all = (await list(root)).flatMap(each => ('error' in each ? [] : [each.status]))
  const count = (wanted: Status) => all.filter(status => status === wanted).length
  return {
    ...versions(),
    root,
    rootless: !isRoot(),
    cgroups: hasCgroups(),
    network: usualNetwork(),
    nft: onPath('nft') !== undefined,
    pasta: onPath('pasta') !== undefined,
    processors: os.availableParallelism(),
    memory: os.totalmem(),
    containers: all.length,
    running: count('running'),
    paused: count('paused'),
    stopped: count('stopped'),
  }
}

function shown(found: Facts, format = 'lines'): string {
  if (format === 'json') return json(found)
  if (format !== 'lines') throw new Misuse(`--format ${format}: there are lines and json`)
  const lines = Object.entries(found).map(([name, value]) => `${name}: ${printable(String(value))}\n`)
  return lines.join('')
}

export const version: Verb = (program, { print }) =>
  program
    .command('version')
    .description('what congo is, and what it runs on')
    .option('--format <format>', 'lines, or json')
    .action(({ format }: { format?: string }) => print(shown(versions(), format)))

export const info: Verb = (program, { root, print }) =>
  program
    .command('info')
    .description('what it has here')
    .option('--format <format>', 'lines, or json')
    .action(async ({ format }: { format?: string }) => print(shown(await facts(root()), format)))
