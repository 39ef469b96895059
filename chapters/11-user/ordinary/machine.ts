// Loaded into the agent of a machine with the disk of runtimes: the finished runtime in the hands of an ordinary user. The
// agent makes ready what an administrator would, and then becomes that user for good; the machine is thrown away.
import { execFileSync, spawnSync } from 'node:child_process'
import { appendFileSync, chownSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import type { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { addVolume, removeVolume } from '#mechanisms/10-volumes'
import { PR_SET_DUMPABLE, type Process, prctl, run } from '#native'
import { makeWritable, mountDisk } from '../../../scripts/compare/disk.ts'
import { CAPABILITIES, MASKED, READONLY } from '../../12-security/defaults.ts'
import { profile } from '../../12-security/profile.ts'
import { composition } from '../../composition.ts'
import type { Config, IdMapping } from '../../config.ts'
import type { Container } from '../../container.ts'
import { meaningOf } from '../../errors.ts'
import { release, start } from '../../start.ts'

const USER = 1000
const HOME = '/mnt/home'
const GROUP = '/sys/fs/cgroup/user'

function administrate(): void {
  mountDisk()
  makeWritable('/etc')
  appendFileSync('/etc/passwd', `ann:x:${USER}:${USER}::${HOME}:/bin/sh\n`)
  for (const file of ['/etc/subuid', '/etc/subgid']) writeFileSync(file, 'ann:100000:65536\n')
  mkdirSync(`${HOME}/data`, { recursive: true })
  execFileSync('cp', ['-a', '/mnt/images/busybox', `${HOME}/image`])
  execFileSync('chown', ['-R', `${USER}:${USER}`, HOME])
  // A part of the cgroups, as systemd gives one to each user; and we are in it.
  for (const group of [GROUP, `${GROUP}/session`]) {
    mkdirSync(group)
    for (const file of ['', '/cgroup.procs', '/cgroup.subtree_control', '/cgroup.threads'])
      chownSync(group + file, USER, USER)
  }
  writeFileSync(`${GROUP}/session/cgroup.procs`, String(process.pid))
  // A way to the world outside, whose address pasta takes over.
  const ip = (line: string) => execFileSync('ip', line.split(' '))
  ip('link add net0 type veth peer name net1')
  ip('addr add 192.0.2.1/24 dev net0')
  for (const link of ['net0', 'net1']) ip(`link set ${link} up`)
  ip('route add default via 192.0.2.2 dev net0')
}

function becomeUser(): void {
  process.setgroups?.([USER])
  process.setgid?.(USER)
  process.setuid?.(USER)
  run(prctl(PR_SET_DUMPABLE, 1)) // as it is with a process that the user has started
  process.env.PATH = `/mnt/usr/bin:${process.env.PATH}`
}

const OWN: readonly IdMapping[] = [{ containerID: 0, hostID: USER, size: 1 }]
const MORE: readonly IdMapping[] = [...OWN, { containerID: 1, hostID: 100000, size: 65535 }]
const GUARDED = ['nosuid', 'noexec', 'nodev']

interface Wish {
  readonly map?: readonly IdMapping[]
  readonly annotations?: Readonly<Record<string, string>>
  readonly process?: Partial<Config['process']>
  readonly linux?: Config['linux']
}

/** A container as people want it: its layers, its mounts, its limits, and all that chapter 12 takes away. */
let count = 0
function container(script: string, { map = MORE, annotations = {}, process = {}, linux = {} }: Wish): Container {
  const id = `ordinary-${++count}`
  const bundle = `${HOME}/${id}`
  mkdirSync(bundle)
  const config: Config = {
    ociVersion: '1.2.0',
    process: {
      args: ['/bin/sh', '-c', script],
      env: ['PATH=/bin'],
      cwd: '/',
      capabilities: { bounding: CAPABILITIES, permitted: CAPABILITIES, effective: CAPABILITIES },
      noNewPrivileges: true,
      rlimits: [{ type: 'RLIMIT_NOFILE', soft: 100, hard: 100 }],
      ...process,
    },
    root: { path: 'root' },
    hostname: 'mine',
    annotations: { 'org.congo.layers': JSON.stringify([`${HOME}/image`]), ...annotations },
    mounts: [
      { destination: '/proc', type: 'proc', options: GUARDED },
      { destination: '/sys', type: 'sysfs', options: [...GUARDED, 'ro'] },
      { destination: '/dev', type: 'tmpfs', options: ['nosuid', 'mode=755', 'size=64k'] },
      { destination: '/dev/mqueue', type: 'mqueue', options: GUARDED },
      { destination: '/tmp', type: 'tmpfs', options: ['nosuid', 'nodev', 'mode=1777'] },
      { destination: '/data', source: `${HOME}/data`, options: ['rbind', 'ro'] },
    ],
    linux: {
      namespaces: (['user', 'mount', 'pid', 'ipc', 'uts', 'network', 'cgroup'] as const).map(type => ({ type })),
      uidMappings: map,
      gidMappings: map,
      cgroupsPath: `/user/${id}`,
      resources: { memory: { limit: 64 * 2 ** 20 }, pids: { limit: 20 } },
      maskedPaths: MASKED,
      readonlyPaths: READONLY,
      seccomp: profile(CAPABILITIES),
      ...linux,
    },
  }
  return { id, config, bundle }
}

/** What the script prints; or, in one line, why there is no container. */
async function output(script: string, wish: Wish = {}): Promise<string[]> {
  const c = container(script, wish)
  try {
    const child = await start(c, composition, { stdio: ['null', 'pipe', 'inherit'] })
    const [printed] = await Promise.all([text(child.stdout as Readable), child.wait()])
    return printed.trimEnd().split('\n')
  } catch (error) {
    return [(error as Error).message, meaningOf(error as Parameters<typeof meaningOf>[0]) ?? ''].filter(Boolean)
  } finally {
    await release(c, composition)
  }
}

async function untilReady(child: Process): Promise<void> {
  for await (const chunk of child.stdout ?? []) if (String(chunk).includes('ready')) return
}

/** What the container's limits are while it runs, and a volume that comes and goes. */
async function running(): Promise<string[]> {
  const c = container('echo ready; exec sleep 1000', {})
  const child = await start(c, composition, { stdio: ['null', 'pipe', 'inherit'] })
  await untilReady(child)
  const limits = ['memory.max', 'pids.max'].map(file => readFileSync(`${GROUP}/${c.id}/${file}`, 'utf8').trim())
  const owner = /^Uid:\t(\d+)/m.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1]
  const mounted = () => readFileSync(`/proc/${child.pid}/mountinfo`, 'utf8').includes(' /live ')
  await addVolume(c, { destination: '/live', source: `${HOME}/data`, options: ['bind'] })
  const there = mounted()
  await removeVolume(c, '/live')
  const found = [...limits, `user ${owner}`, `a volume ${there ? 'came' : 'did not come'}`]
  if (mounted()) found.push('and stayed')
  child.kill('SIGKILL')
  await child.wait()
  await release(c, composition)
  return found
}

/** Who answers whom, with a port published. */
async function connected(): Promise<string[]> {
  const neighbour = createServer(socket => socket.end('secret')).listen(7000, '127.0.0.1')
  const listen =
    'probe connect tcp 127.0.0.1 7000 connect tcp 192.0.2.2 7000; exec probe listen tcp 0.0.0.0 80 answer mine'
  const ports = JSON.stringify([{ hostPort: 8080, containerPort: 80 }])
  const c = container(listen, { annotations: { 'org.congo.network': 'pasta', 'org.congo.ports': ports } })
  const child = await start(c, composition, { stdio: ['null', 'pipe', 'inherit'] })
  let printed = ''
  for await (const chunk of child.stdout?.iterator({ destroyOnReturn: false }) ?? []) {
    printed += chunk
    if (printed.includes('ready')) break
  }
  const asked = spawnSync('/run/congo/probe', ['connect', 'tcp', '127.0.0.1', '8080'], { encoding: 'utf8' }).stdout
  const addresses = spawnSync('nsenter', ['-U', '-n', '-t', String(child.pid), '/run/congo/probe', 'interfaces'], {
    encoding: 'utf8',
  })
  child.kill('SIGKILL')
  await child.wait()
  await release(c, composition)
  neighbour.close()
  const left = spawnSync('pgrep', ['pasta'], { encoding: 'utf8' }).stdout
  const inside = printed.split('\n').filter(line => line.startsWith('tcp'))
  const eth0 = addresses.stdout.split('\n').filter(line => line.startsWith('address eth0 192'))
  return [...inside, ...eth0, asked.trim(), left === '' ? 'nothing left' : `left: ${left}`]
}

export default async function ordinary() {
  administrate()
  becomeUser()
  const who =
    'id; cat /proc/self/uid_map | tr -s " "; touch /tmp/x; cat /data/none 2>/dev/null; touch /data/x 2>/dev/null || echo ro'
  const { PATH } = process.env
  const found = {
    own: await output(`${who}; chown 5 /tmp/x 2>/dev/null || echo no other ids`, { map: OWN }),
    several: await output(`${who}; chown 5:6 /tmp/x && stat -c %u:%g /tmp/x`),
    another: await output('id; grep -E "NoNewPrivs|Seccomp:|CapEff" /proc/self/status', {
      process: { user: { uid: 33, gid: 33, additionalGids: [50] } },
    }),
    running: await running(),
    connected: await connected(),
    bridge: await output('true', { annotations: { 'org.congo.network': 'bridge' } }),
    devices: await output('true', { linux: { resources: { devices: [{ allow: false }] } } }),
    score: await output('true', { process: { oomScoreAdj: -500 } }),
    group: await output('true', { linux: { cgroupsPath: '/congo/foreign' } }),
    foreign: await output('true', { map: [{ containerID: 0, hostID: 0, size: 1 }] }),
  }
  process.env.PATH = '/nowhere'
  const without = {
    helpers: await output('true'),
    pasta: await output('true', { map: OWN, annotations: { 'org.congo.network': 'pasta' } }),
  }
  process.env.PATH = PATH
  return { ...found, ...without }
}
