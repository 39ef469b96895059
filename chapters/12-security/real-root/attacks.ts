// Loaded into the agent, which is real root of a machine that is thrown away: what root of a container can do to it there.
import { cpSync, existsSync, mkdirSync, symlinkSync } from 'node:fs'
import type { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { composition } from '../../composition.ts'
import type { Config, DeviceRule } from '../../config.ts'
import type { Container } from '../../container.ts'
import { release, start } from '../../start.ts'
import { CAPABILITIES, DEVICES, MASKED, READONLY } from '../defaults.ts'
import { profile } from '../profile.ts'

const ROOT = '/tmp/root'
const APPLETS = ['cat', 'date', 'dmesg', 'head', 'mknod', 'mount', 'sh', 'umount', 'wc']

/** Each a word and a line of shell that succeeds where the attack does. */
const ATTACKS = {
  'read a disk': 'mknod /tmp/disk b 254 0 && [ $(head -c 512 /tmp/disk | wc -c) = 512 ]',
  'read the memory of the kernel': '[ $(head -c 4096 /proc/kcore | wc -c) = 4096 ]',
  'read the log of the kernel': 'dmesg',
  'have a program run on the host': 'echo "|/bin/sh" > /proc/sys/kernel/core_pattern',
  'press a magic key': 'echo s > /proc/sysrq-trigger',
  'set the clock': 'year=$(($(date +%Y) + 1)); date -s $year-01-01; [ $(date +%Y) = $year ]',
  'never be killed for memory': 'echo -1000 > /proc/self/oom_score_adj',
  'mount another proc': 'mount -t proc proc /mnt',
  'take off a mask': 'umount /proc/kcore',
  'write what is read-only': 'mount -o remount,rw,bind /proc/sys',
}

type Attack = keyof typeof ATTACKS

/** What succeeds in a container with nothing of the chapter, and with some of it. */
export default async function attacks(): Promise<
  Record<'nothing' | 'capabilities' | 'devices' | 'paths' | 'whole', Attack[]>
> {
  const few = { capabilities: { bounding: CAPABILITIES, permitted: CAPABILITIES, effective: CAPABILITIES } }
  const paths = { maskedPaths: MASKED, readonlyPaths: READONLY }
  return {
    nothing: await succeeding({}, {}),
    capabilities: await succeeding(few, {}),
    devices: await succeeding({}, { resources: { devices: DEVICES } }),
    paths: await succeeding({}, paths),
    whole: await succeeding({ ...few, noNewPrivileges: true }, { ...paths, seccomp: profile(CAPABILITIES) }),
  }
}

/** Rules that add up: one device may be read and written by two of them, one only read. */
const SOME: readonly DeviceRule[] = [
  { allow: false },
  { allow: true, type: 'c', major: 1, access: 'r' },
  { allow: true, type: 'c', major: 1, minor: 3, access: 'w' },
  { allow: false, type: 'c', major: 1, minor: 7 },
]

/** Opens devices for reading and writing, and for reading, and tells which ones it could. */
const OPEN = `for name in null zero full tty; do
    if { true <>/dev/$name; } 2>/dev/null; then echo "$name rw"; elif { true </dev/$name; } 2>/dev/null; then echo "$name r"; fi
  done`

/** What of devices can be opened under rules. */
export const opened = (): Promise<string[]> => inContainer(OPEN, {}, { resources: { devices: SOME } })

/** What a process is told by its config about being killed, and what the kernel then says of it. */
export const score = (): Promise<string[]> => inContainer('cat /proc/self/oom_score_adj', { oomScoreAdj: -500 }, {})

async function succeeding(process: object, linux: Config['linux']): Promise<Attack[]> {
  const script = Object.entries(ATTACKS).map(
    ([name, line]) => `if { ${line}; } >/dev/null 2>&1; then echo "${name}"; fi`,
  )
  return (await inContainer(script.join('\n'), process, linux)) as Attack[]
}

function makeRoot(): void {
  if (existsSync(ROOT)) return
  for (const folder of ['bin', 'mnt', 'proc', 'tmp']) mkdirSync(`${ROOT}/${folder}`, { recursive: true })
  cpSync('/usr/bin/busybox', `${ROOT}/bin/busybox`)
  for (const applet of APPLETS) symlinkSync('busybox', `${ROOT}/bin/${applet}`)
}

/** The lines that a script prints in a container. */
async function inContainer(script: string, process: object, linux: Config['linux']): Promise<string[]> {
  makeRoot()
  const c: Container = {
    id: 'attacks',
    bundle: '/tmp',
    config: {
      ociVersion: '1.2.0',
      root: { path: ROOT },
      process: { args: ['/bin/sh', '-c', script], env: ['PATH=/bin'], cwd: '/', ...process },
      mounts: [
        { destination: '/proc', type: 'proc' },
        { destination: '/dev', type: 'tmpfs' },
        { destination: '/tmp', type: 'tmpfs' },
      ],
      linux: { namespaces: [{ type: 'mount' }, { type: 'pid' }], ...linux },
    },
  }
  const child = await start(c, composition, { stdio: ['null', 'pipe', 'inherit'] })
  const [output] = await Promise.all([text(child.stdout as Readable), child.wait()])
  await release(c, composition)
  return output.split('\n').filter(Boolean)
}
