import { numberOf } from '#native'
import type { Check, ProcessView, Wish } from '../check.ts'
import { CAPABILITIES, MASKED, READONLY } from './defaults.ts'
import { profile } from './profile.ts'

const PROC = { destination: '/proc', type: 'proc', options: ['nosuid', 'nodev', 'noexec'] }

/** A container at home in its image, with nothing of this chapter. */
const PLACE = {
  root: { path: '/images/busybox' },
  mounts: [
    PROC,
    { destination: '/sys', type: 'sysfs', options: ['nosuid', 'nodev', 'noexec'] },
    { destination: '/dev', type: 'tmpfs', options: ['nosuid', 'mode=755'] },
    { destination: '/dev/pts', type: 'devpts', options: ['nosuid', 'noexec', 'newinstance', 'ptmxmode=0666'] },
    { destination: '/tmp', type: 'tmpfs' },
  ],
  linux: { namespaces: [{ type: 'mount' }, { type: 'pid' }] },
} satisfies Wish

/** The same with more of `linux`, and with other parts of the config. */
const place = (linux: Wish['linux'], more: Wish = {}): Wish => ({
  ...PLACE,
  ...more,
  linux: { ...PLACE.linux, ...linux },
})

const FEW = { bounding: CAPABILITIES, permitted: CAPABILITIES, effective: CAPABILITIES }

/** All of the chapter, as a runtime would have it by default. */
const WHOLE = place(
  { maskedPaths: MASKED, readonlyPaths: READONLY, seccomp: profile(CAPABILITIES) },
  { capabilities: FEW, noNewPrivileges: true },
)

const FOREVER = ['/bin/probe', 'forever']

/** The verb for a system call with up to three arguments, and what it is called in probe's answer. */
const number = (name: string) => String(numberOf(name, 'x64'))
const call = (name: string, first = '0', second = '0', third = '0') => ['call', number(name), first, second, third]

/** What probe tells of each deed: "write /etc/x: done" is "done". */
const outcomes = (lines: readonly string[]) => lines.map(line => line.slice(line.indexOf(': ') + 2))
const [DONE, EPERM, ENOSYS] = ['done', 'Operation not permitted', 'Function not implemented']

/** What is seen at a path: the last mount there. */
const mountAt = (process: ProcessView, path: string) => process.mounts().findLast(({ point }) => point === path)
const shownAt = (process: ProcessView, path: string) => {
  const mount = mountAt(process, path)
  return mount && `${mount.root} of ${mount.type}`
}

/** Fields of /proc/PID/status. */
const status = (process: ProcessView, ...fields: string[]) => fields.map(field => `${field} ${process.status(field)}`)
const STATE = ['NoNewPrivs', 'Seccomp'] as const

/** A set of capabilities, by their numbers, as /proc/PID/status has it. */
const set = (...numbers: number[]) =>
  numbers
    .reduce((all, each) => all | (1n << BigInt(each)), 0n)
    .toString(16)
    .padStart(16, '0')
const ALLOWING = { defaultAction: 'SCMP_ACT_ALLOW' }

const OF_FEW = set(0, 1, 3, 4, 5, 6, 7, 8, 10, 18, 31)
const [KILL, NET_BIND_SERVICE, NET_RAW] = [5, 10, 13]

export default [
  {
    id: 'starts',
    title: 'A container with all of this runs; the runtime keeps its rights',
    points: 1,
    hint: 'npm run lab 12-security shows how far the program comes. Rights are given up in steps, by the child alone.',
    async test(t) {
      await t.start(FOREVER, WHOLE)
      const rights = (process: ProcessView) => status(process, 'CapBnd', 'CapPrm', ...STATE)
      t.expect('what the runtime may do', rights(t.answer), rights(t.host))
    },
  },
  {
    id: 'masked',
    title: 'Masked files and folders are empty',
    points: 3,
    needs: ['starts'],
    hint: 'A read-only tmpfs over a folder; where mount says ENOTDIR, move_mount the copy of /dev/null (hole 1).',
    async test(t) {
      const looks = ['show', '/proc/interrupts', 'list', '/sys/firmware', 'mkdir', '/sys/firmware/x']
      const before = await t.run(['/bin/probe', ...looks], PLACE)
      t.expect('without masks there is something to see', before.lines.length > 3, true, before.lines.join('\n'))
      const maskedPaths = ['/proc/interrupts', '/proc/kcore', '/sys/firmware', '/proc/no-such-file']
      const { command, lines } = await t.start(['/bin/probe', ...looks, 'forever'], place({ maskedPaths }))
      const seen = maskedPaths.map(path => shownAt(command, path))
      const expected = ['/null of devtmpfs', '/null of devtmpfs', '/ of tmpfs', undefined]
      t.expect(`what is mounted over ${maskedPaths.join(', ')}`, seen, expected)
      t.expect('the folder is read-only', mountAt(command, '/sys/firmware')?.options.includes('ro'), true)
      t.expect('what the command sees', lines(), ['mkdir /sys/firmware/x: Read-only file system', 'ready'])
    },
  },
  {
    id: 'masked-by-the-host',
    title: 'Masks come from the host, whatever the image has for /dev/null',
    points: 2,
    needs: ['masked'],
    hint: 'Move the copy of the /dev/null that c.host leads to. In the image there may be a link to anything (hole 1).',
    async test(t) {
      const image = '/run/image'
      const made = await t.probe(
        ...['', '/dev', '/etc'].flatMap(folder => ['mkdir', image + folder]),
        ...['symlink', '/proc/sys/kernel/core_pattern', `${image}/dev/null`],
        ...['write', `${image}/etc/secret`, 'secret', 'symlink', '/etc/secret', `${image}/etc/link`],
      )
      t.expect('an image could be made', new Set(outcomes(made)), new Set([DONE]), made.join('\n'))
      const mounts = [PROC, { destination: '/bin/probe', source: '/bin/probe', options: ['bind'] }]
      const maskedPaths = ['/proc/interrupts', '/etc/link']
      const { command } = await t.start(FOREVER, place({ maskedPaths }, { root: { path: image }, mounts }))
      t.expect('mounted over /proc/interrupts', shownAt(command, '/proc/interrupts'), '/null of devtmpfs')
      t.expect('what is read through a link that is masked', command.file('/etc/link'), '')
    },
  },
  {
    id: 'read-only',
    title: 'Read-only paths cannot be written, and lose no other flag',
    points: 2,
    needs: ['starts'],
    hint: 'Given: a bind mount of the path onto itself, then mount_setattr, which adds a flag and takes none away.',
    async test(t) {
      const file = '/proc/sys/net/ipv4/ip_forward'
      const writes = ['write', file, '1', 'write', '/proc/self/comm', 'x']
      const before = await t.run(['/bin/probe', ...writes], PLACE)
      t.expect('without read-only paths it can be written', outcomes(before.lines), [DONE, DONE])
      const wish = place({ readonlyPaths: ['/proc/sys', '/proc/no-such-file'] })
      const { command, lines } = await t.start(['/bin/probe', ...writes, 'forever'], wish)
      const flags = mountAt(command, '/proc/sys')?.options.filter(flag => flag !== 'relatime')
      t.expect('the mount at /proc/sys', flags, ['ro', 'nosuid', 'nodev', 'noexec'])
      t.expect(`writing ${file}, and /proc/self/comm`, outcomes(lines()).slice(0, 2), ['Read-only file system', DONE])
    },
  },
  {
    id: 'no-new-privileges',
    title: 'With noNewPrivileges a set-user-id program makes nobody root',
    points: 2,
    needs: ['starts'],
    hint: 'prctl(PR_SET_NO_NEW_PRIVS, 1), if the config says so and only then (hole 4).',
    async test(t) {
      const gain = ['/bin/probe', 'setuid', '/tmp/su', 'as', '1000', '/tmp/su', 'ids']
      const without = await t.start([...gain, 'forever'], { ...PLACE, capabilities: FEW })
      t.expect('without the word', status(without.command, ...STATE), ['NoNewPrivs 0', 'Seccomp 0'])
      t.expect('what a program of root tells then, run by 1000', without.lines()[0], 'uid 1000 euid 0')
      const having = await t.start([...gain, 'forever'], { ...PLACE, capabilities: FEW, noNewPrivileges: true })
      t.expect('with it', status(having.command, ...STATE), ['NoNewPrivs 1', 'Seccomp 0'])
      t.expect('what a program of root tells then, run by 1000', having.lines()[0], 'uid 1000 euid 1000')
    },
  },
  {
    id: 'bounding',
    title: 'execve gives root the bounding set of the config, and no more',
    points: 3,
    needs: ['starts'],
    hint: 'execve gives root all that is in the bounding set: drop there what the config does not name (hole 2).',
    async test(t) {
      const target = await t.start(FOREVER)
      const deeds = ['trace', String(target.command.numbers[1]), 'mount', '/mnt']
      const home = { ...PLACE, linux: { namespaces: [{ type: 'mount' }] } } satisfies Wish
      const before = await t.run(['/bin/probe', 'mkdir', '/mnt', ...deeds], home)
      t.expect('with all capabilities, trace and mount', outcomes(before.lines).slice(-2), [DONE, DONE])
      const { command, lines } = await t.start(['/bin/probe', ...deeds, 'forever'], { ...home, capabilities: FEW })
      t.expect('/proc/PID/status', status(command, 'CapBnd', 'CapPrm', 'CapEff'), [
        `CapBnd ${OF_FEW}`,
        `CapPrm ${OF_FEW}`,
        `CapEff ${OF_FEW}`,
      ])
      t.expect('tracing a process of the host, and mount', outcomes(lines()).slice(0, 2), [EPERM, EPERM])
    },
  },
  {
    id: 'sets',
    title: 'Permitted, inheritable and ambient sets are those of the config',
    points: 2,
    needs: ['bounding'],
    hint: 'capset() three sets, clear the ambient one, and raise in it what the config names (hole 3).',
    async test(t) {
      const shows = (process: ProcessView) => status(process, 'CapBnd', 'CapPrm', 'CapInh', 'CapAmb')
      const plain = await t.start(FOREVER, { ...PLACE, capabilities: FEW })
      const none = set()
      t.expect('where two are not named', shows(plain.command), [
        `CapBnd ${OF_FEW}`,
        `CapPrm ${OF_FEW}`,
        `CapInh ${none}`,
        `CapAmb ${none}`,
      ])
      const [three, two, one] = [
        ['CAP_KILL', 'CAP_NET_RAW', 'CAP_NET_BIND_SERVICE'],
        ['CAP_KILL', 'CAP_NET_RAW'],
        ['CAP_KILL'],
      ]
      const capabilities = { bounding: three, permitted: two, effective: one, inheritable: two, ambient: one }
      const { command } = await t.start(FOREVER, { ...PLACE, capabilities, noNewPrivileges: true })
      t.expect('where each is another', shows(command), [
        `CapBnd ${set(KILL, NET_RAW, NET_BIND_SERVICE)}`,
        `CapPrm ${set(KILL, NET_RAW)}`,
        `CapInh ${set(KILL, NET_RAW)}`,
        `CapAmb ${set(KILL)}`,
      ])
    },
  },
  {
    id: 'filter',
    title: 'System calls are answered as linux.seccomp says',
    points: 2,
    needs: ['starts'],
    hint: 'The program comes from seccompFilter(); seccomp() loads it (hole 4).',
    async test(t) {
      const filtered = (seccomp: object): Wish =>
        place({ seccomp: { ...ALLOWING, ...seccomp } }, { noNewPrivileges: true })
      const big = 2 ** 32 + 5
      const arg = (index: number, op: string, value: number, valueTwo = 0) => ({ index, op, value, valueTwo })
      const syscalls = [
        { names: ['no_such_call', 'getpgrp'], action: 'SCMP_ACT_ERRNO', errnoRet: 71 },
        { names: ['getuid'], action: 'SCMP_ACT_LOG' },
        { names: ['getppid'], action: 'SCMP_ACT_TRAP' },
        { names: ['lseek'], action: 'SCMP_ACT_ERRNO', args: [arg(1, 'SCMP_CMP_GT', big), arg(2, 'SCMP_CMP_NE', 7)] },
        { names: ['lseek'], action: 'SCMP_ACT_ERRNO', errnoRet: 5, args: [arg(1, 'SCMP_CMP_MASKED_EQ', 6, 2)] },
        { names: ['sync'], action: 'SCMP_ACT_KILL_PROCESS' },
      ]
      const lseek = (second: number, third: number) => call('lseek', '999', String(second), String(third))
      const seeks = [lseek(big, 0), lseek(big + 8, 0), lseek(big + 8, 7), lseek(2 ** 32 - 1, 0), lseek(10, 7)]
      const calls = [...call('getpgrp'), ...call('getuid'), ...seeks.flat()]
      const command = ['/bin/probe', ...calls, 'trap', '31', ...call('getppid'), 'await', 'forever']
      const container = await t.start(command, filtered({ syscalls }))
      t.expect('/proc/PID/status', status(container.command, ...STATE), ['NoNewPrivs 1', 'Seccomp 2'])
      const EBADF = 'Bad file descriptor' // what the kernel says, where the call comes through
      const expected = ['Protocol error', DONE, EBADF, EPERM, EBADF, EBADF, 'Input/output error']
      t.expect('what the calls are answered', outcomes(container.lines()).slice(0, expected.length), expected)
      await t.until('SIGSYS does not come where the action is SCMP_ACT_TRAP', () =>
        container.lines().includes('got 31'),
      )
      const killed = await t.run(['/bin/probe', ...call('sync')], filtered({ syscalls }))
      t.expect('exit code where the action is SCMP_ACT_KILL_PROCESS', killed.code, 159, killed.error)
    },
  },
  {
    id: 'no-way-around',
    title: 'No way leads around the filter: int 0x80, x32, clone3, high bits',
    points: 2,
    needs: ['filter'],
    hint: 'The filter looks at the architecture first, and at the half of an argument that the kernel looks at, too.',
    async test(t) {
      const ways = ['type', '0', 'type', '1', ...call('clone3'), ...call('clone', '0x10000000')]
      const before = await t.run(['/bin/probe', 'int80', '20', ...ways], PLACE)
      const free = [DONE, 'x', 'x', 'Invalid argument']
      t.expect('without a filter', outcomes(before.lines).slice(0, 4), free)
      const seccomp = profile(CAPABILITIES)
      const { lines } = await t.run(['/bin/probe', ...ways], place({ seccomp }, { noNewPrivileges: true }))
      t.expect('typing into a terminal, twice; clone3; clone with CLONE_NEWUSER', outcomes(lines), [
        EPERM,
        EPERM,
        ENOSYS,
        EPERM,
      ])
      const foreign = [
        ['int80', '20'],
        ['call', String(2 ** 30 + Number(number('getpid'))), '0', '0', '0'],
      ]
      for (const way of foreign) {
        const ended = await t.run(['/bin/probe', ...way], place({ seccomp: ALLOWING }, { noNewPrivileges: true }))
        t.expect(`exit code of probe ${way.join(' ')}`, ended.code, 159, ended.lines.join('\n') || ended.error)
      }
    },
  },
  {
    id: 'order',
    title: 'The filter comes last; without no_new_privs before rights go',
    points: 3,
    needs: ['filter'],
    hint: 'With noNewPrivileges: drop, no_new_privs, filter. Without: raise(c), filter, drop (hole 4).',
    async test(t) {
      const names = ['capset', 'keyctl', 'mount', 'move_mount', 'pivot_root']
      const seccomp = { ...ALLOWING, syscalls: [{ names, action: 'SCMP_ACT_KILL_PROCESS' }] }
      const last = await t.start(FOREVER, place({ seccomp }, { capabilities: FEW, noNewPrivileges: true }))
      t.expect('with noNewPrivileges', status(last.command, ...STATE), ['NoNewPrivs 1', 'Seccomp 2'])
      const early = await t.start(FOREVER, place({ seccomp: ALLOWING }, { capabilities: FEW }))
      t.expect('without', status(early.command, ...STATE, 'CapEff'), ['NoNewPrivs 0', 'Seccomp 2', `CapEff ${OF_FEW}`])
    },
  },
  {
    id: 'limits',
    title: 'Limits are set; keys and score of the runtime stay',
    points: 2,
    needs: ['starts'],
    hint: 'Given: prlimit64, a session keyring of its own; oom_score_adj is written by the runtime.',
    async test(t) {
      const upTo = '06-pivot-root'
      const before = await t.run(['/bin/probe', 'key', 'congo-secret'], { ...PLACE, upTo })
      t.expect('without this chapter the key of the host', outcomes(before.lines), ['belongs to the host'])
      const rlimits = [
        { type: 'RLIMIT_NOFILE', soft: 60, hard: 70 },
        { type: 'RLIMIT_CORE', soft: 0, hard: 0 },
      ]
      const wish = { ...PLACE, rlimits, oomScoreAdj: 321 }
      const { command, lines } = await t.start(['/bin/probe', 'key', 'congo-secret', 'forever'], wish)
      const limit = (name: string) => new RegExp(`^${name} +(\\S+) +(\\S+)`, 'm').exec(command.proc('limits'))?.slice(1)
      t.expect('Max open files', limit('Max open files'), ['60', '70'])
      t.expect('Max core file size', limit('Max core file size'), ['0', '0'])
      t.expect('a key of the host, seen in the container', outcomes(lines())[0], 'Required key not available')
      t.expect('oom_score_adj of the command', command.proc('oom_score_adj').trim(), '321')
      t.expect('oom_score_adj of the runtime', t.answer.proc('oom_score_adj').trim(), '0')
    },
  },
  {
    id: 'nothing-left',
    title: 'Nothing stays on the host: no mount, no process, no descriptor',
    points: 1,
    needs: ['starts'],
    hint: 'What a step of the child opens, a step closes; the runtime itself opens nothing.',
    async test(t) {
      t.expect('left on the host', await t.leftovers(() => t.run(['/bin/probe', 'ids'], WHOLE)), [])
    },
  },
] satisfies Check[]
