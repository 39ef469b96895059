// Loaded into the agent of a machine with the disk of runtimes: one config.json, run by us and by runc, and what the kernel
// says of either process. As real root, outside the sandbox, for that is where runc is at home.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { chdir, execve, type Process, rt_sigprocmask, SIG_SETMASK, spawn } from '#native'
import { composition } from '../../chapters/composition.ts'
import type { Config } from '../../chapters/config.ts'
import type { Container } from '../../chapters/container.ts'
import { release, start } from '../../chapters/start.ts'
import { processView } from '../check/process-view.ts'
import type { JobContext } from '../vm/agent/load.ts'
import { mountDisk } from './disk.ts'

/** What was found, by what it is about: the words of two runtimes can be compared line by line. */
export type Facts = Readonly<Record<string, string>>

const NAMESPACES = ['cgroup', 'ipc', 'mnt', 'net', 'pid', 'user', 'uts']
const STATUS = [
  'Umask',
  'Uid',
  'Gid',
  'Groups',
  'CapInh',
  'CapPrm',
  'CapEff',
  'CapBnd',
  'CapAmb',
  'NoNewPrivs',
  'Seccomp',
  'Seccomp_filters',
]
const LIMITS = [
  'memory.max',
  'memory.swap.max',
  'memory.low',
  'pids.max',
  'cpu.weight',
  'cpu.max',
  'cgroup.controllers',
]

function factsOf(pid: number): Facts {
  const view = processView(pid)
  const host = processView(1)
  const read = (file: string) => readFileSync(file, 'utf8').trimEnd()
  const facts: Record<string, string> = {}
  for (const type of NAMESPACES) {
    facts[`namespace ${type}`] = view.namespace(type) === host.namespace(type) ? "the host's" : 'its own'
  }
  for (const { point, root, type, options, propagation, superOptions } of view.mounts()) {
    const what = root === '/' || point === '/' ? type : `${type} ${root}`
    const words = [...options.toSorted(), ...propagation.map(word => word.replace(/:\d+/, ''))]
    facts[`mount ${point}`] = `${what} ${words.join(',')} (${superOptions.toSorted().join(',')})`
  }
  for (const field of STATUS) facts[`status ${field}`] = view.status(field).trim().replaceAll('\t', ' ')
  for (const line of read(`/proc/${pid}/limits`).split('\n').slice(1)) {
    const [name = '', soft = '', hard = ''] = line.split(/ {2,}/)
    facts[`limit ${name}`] = `${soft} ${hard}`
  }
  const group = `/sys/fs/cgroup${read(`/proc/${pid}/cgroup`).slice('0::'.length)}`
  for (const file of LIMITS) if (readdirSync(group).includes(file)) facts[`cgroup ${file}`] = read(`${group}/${file}`)
  facts.oom_score_adj = read(`/proc/${pid}/oom_score_adj`)
  const local = view.proc('net/fib_trie').matchAll(/\|-- (\S+)\n +\/32 host LOCAL/g)
  facts.addresses = [...new Set([...local].map(([, address]) => address))].join(' ')
  facts.environment = view.environment().join(' ')
  facts.cwd = view.cwd
  facts.descriptors = [...view.descriptors().keys()].join(' ')
  for (const name of readdirSync(`/proc/${pid}/root/dev`)) facts[`/dev/${name}`] = 'there'
  return facts
}

async function ours(config: Config, bundle: string): Promise<Facts> {
  const c: Container = { id: 'ours', config, bundle }
  const child = await start(c, composition, { stdio: ['null', 'pipe', 'pipe'] })
  await ready(child)
  const facts = factsOf(child.pid)
  child.kill('SIGKILL')
  await child.wait()
  await release(c, composition)
  return facts
}

async function runc(bundle: string): Promise<Facts> {
  const command = (...words: string[]) => ['/mnt/usr/sbin/runc', '--root', '/run/runc', ...words]
  const child = program(command('run', '--bundle', bundle, 'theirs'))
  await ready(child)
  const state = JSON.parse(readFileSync('/run/runc/theirs/state.json', 'utf8')) as { init_process_pid: number }
  const facts = factsOf(state.init_process_pid)
  await program(command('delete', '--force', 'theirs')).wait()
  await child.wait()
  return facts
}

/** A program of the disk. */
const program = (argv: string[]): Process =>
  spawn([rt_sigprocmask(SIG_SETMASK, []), chdir('/'), execve(argv[0] ?? '', argv, ['PATH=/usr/sbin:/usr/bin'])], {
    stdio: ['null', 'pipe', 'pipe'],
  })

async function ready(child: Process): Promise<void> {
  for await (const chunk of child.stdout ?? []) if (String(chunk).includes('ready')) return
  let said = ''
  for await (const chunk of child.stderr ?? []) said += chunk
  throw new Error(`the container ended before it was ready: ${said}`)
}

export default async function compare(job: JobContext<Config>): Promise<{ ours: Facts; runc: Facts }> {
  mountDisk()
  const bundle = '/mnt/bundle'
  mkdirSync(bundle)
  writeFileSync(`${bundle}/config.json`, JSON.stringify(job.input))
  return { ours: await ours(job.input, bundle), runc: await runc(bundle) }
}
