// A container that cannot be finished leaves nothing: every step of every chapter fails once, and once its child is killed
// there, in the composition as it stands at the end of that chapter.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { CAPABILITIES } from '../../chapters/12-security/defaults.ts'
import { profile } from '../../chapters/12-security/profile.ts'
import type { Config } from '../../chapters/config.ts'
import { bundleJob } from '../answer/bundle.ts'
import { root } from '../cli/paths.ts'
import { TOLD } from '../test/job.ts'
import { restore } from '../vm/machines.ts'
import type { FaultInput, Tried } from './faults/witness.ts'

/** Something for every chapter to do. */
const CONFIG: Config = {
  ociVersion: '1.2.0',
  process: {
    args: ['/bin/probe', 'exit', '0'],
    env: ['PATH=/bin'],
    cwd: '/',
    user: { uid: 33, gid: 44, additionalGids: [50], umask: 0o27 },
    capabilities: { bounding: CAPABILITIES, permitted: ['CAP_KILL'], effective: ['CAP_KILL'] },
    rlimits: [{ type: 'RLIMIT_NOFILE', soft: 60, hard: 70 }],
    noNewPrivileges: true,
  },
  root: { path: '/images/busybox', readonly: true },
  hostname: 'faulty',
  domainname: 'example.org',
  annotations: {
    'org.congo.init': 'true',
    'org.congo.layers': '["/images/busybox"]',
    'org.congo.network': 'bridge',
    'org.congo.ports': '[{"hostPort": 8080, "containerPort": 80}]',
  },
  mounts: [
    { destination: '/proc', type: 'proc', source: 'proc', options: ['nosuid', 'noexec', 'nodev'] },
    { destination: '/dev', type: 'tmpfs', source: 'tmpfs', options: ['nosuid', 'mode=755', 'size=64k'] },
    { destination: '/tmp', source: '/etc', options: ['rbind', 'ro', 'nosuid', 'rprivate'] },
  ],
  linux: {
    namespaces: (['ipc', 'uts', 'pid', 'mount', 'cgroup', 'network'] as const).map(type => ({ type })),
    rootfsPropagation: 'private',
    cgroupsPath: '/congo/faulty',
    resources: { memory: { limit: 64 * 1024 * 1024 }, pids: { limit: 20 } },
    maskedPaths: ['/proc/kcore', '/proc/keys'],
    readonlyPaths: ['/proc/sys'],
    seccomp: profile(CAPABILITIES),
  },
}

/** The same with users of its own, which have more to do in chapter 11. */
const MAP = [{ containerID: 0, hostID: 1000, size: 100 }]
const WITH_USERS: Config = {
  ...CONFIG,
  linux: {
    ...CONFIG.linux,
    namespaces: [...(CONFIG.linux?.namespaces ?? []), { type: 'user' }],
    uidMappings: MAP,
    gidMappings: MAP,
  },
}

/** The same on a terminal, which is all that chapter 13 has to do at a start. */
const WITH_TERMINAL: Config = {
  ...CONFIG,
  process: { ...CONFIG.process, terminal: true, consoleSize: { width: 90, height: 30 } },
  mounts: [
    ...(CONFIG.mounts ?? []),
    { destination: '/dev/pts', type: 'devpts', source: 'devpts', options: ['newinstance', 'ptmxmode=0666'] },
  ],
}

const chapters = readdirSync(join(root, 'solutions')).map(file => file.replace(/\.ts$/, ''))

const programOf = (chapter: string) => join(root, 'chapters', chapter, 'program.txt')

/** What changes from run to run: which descriptor it was. */
const steady = (lines: readonly string[]) =>
  lines.map(line =>
    line
      .replace(/ (close|execveat|sendmsg)\(\d+/, ' $1(FD')
      .replace(/ close_range\(3, \d{1,9},/, ' close_range(3, FD - 1,')
      .replace(/ close_range\((?!3,)\d+,/, ' close_range(FD + 1,')
      .replace(/(?<=close_range\(FD \+ 1, )\d{1,9},/, 'FD - 1,'),
  )

const tried: Tried[] = []

test('a step that fails, or a child that is killed there, leaves nothing behind', async () => {
  const [code, job] = await Promise.all([
    bundleJob("import './scripts/check/faults/spoiled.ts'"),
    bundleJob("export { default } from './scripts/check/faults/witness.ts'"),
  ])
  const tryAll = async (input: Omit<FaultInput, 'code'>) => {
    await using machine = await restore()
    const trying = machine.load<Tried[]>(job, { code, ...input } satisfies FaultInput)
    trying.stderr.pipe(process.stderr)
    return await trying.result
  }
  tried.push(...(await tryAll({ config: CONFIG, chapters: chapters.filter(name => name < '13') })))
  tried.push(...(await tryAll({ config: WITH_USERS, chapters: ['11-user'] })))
  tried.push(...(await tryAll({ config: WITH_TERMINAL, chapters: chapters.filter(name => name >= '13') })))
  const count = tried.reduce((sum, { steps }) => sum + 2 * steps, 0)
  assert.equal(
    tried.flatMap(({ chapter, troubles }) => troubles.map(trouble => `${chapter}, ${trouble}`)),
    [],
  )
  assert.ok(count > 100)
  const each = tried.map(({ chapter, steps }) => `${chapter.slice(0, 2)}: ${2 * steps}`).join(', ')
  console.log(`${TOLD}${count} faults (${each}), and nothing left after any`)
})

test("each chapter's program is the one beside its lesson; CONGO_WRITE=1 writes them anew", () => {
  const programs = new Map(tried.map(({ chapter, program }) => [chapter, `${steady(program).join('\n')}\n`])) // 11 with users
  for (const [chapter, program] of programs) {
    if (process.env.CONGO_WRITE) writeFileSync(programOf(chapter), program)
    assert.snapshot(program, readFileSync(programOf(chapter), 'utf8'), chapter)
  }
  assert.is(programs.size, chapters.length)
})

test.run()
