// What flags become, value by value: what is good, and in one line what is not.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { CAP } from '#native'
import { CAPABILITIES } from '../../../chapters/12-security/defaults.ts'
import { Misuse } from '../place.ts'
import { readSignal } from '../signal.ts'
import { environment } from './environment.ts'
import { labels } from './labels.ts'
import { limits, rlimits, withLimits } from './limits.ts'
import { deviceRules, readMounts } from './mounts.ts'
import { namespaces } from './namespaces.ts'
import { network } from './network.ts'
import { security } from './security.ts'
import { usualMounts } from './usual-mounts.ts'

const folder = mkdtempSync(join(tmpdir(), 'congo-spec-'))
test.after(() => rmSync(folder, { recursive: true }))
const file = (name: string, text: string) => {
  writeFileSync(join(folder, name), text)
  return join(folder, name)
}

/** The line that somebody sees. Anything but a Misuse of one line, and exit code 125, is a fault. */
function line(act: () => unknown): string {
  try {
    act()
  } catch (error) {
    if (!(error instanceof Misuse)) throw error
    assert.is(error.exitCode, 125)
    assert.not.match(error.message, '\n')
    return error.message
  }
  return 'nothing'
}

test('--cpus is read digit by digit', () => {
  const quota = (cpus: string) => limits({ cpus })?.cpu?.quota
  const read = ['0.5', '2', '0.29', '1.1', '.5', '0.333333333', '0.01', '0', '0.0'].map(quota)
  assert.equal(read, [50_000, 200_000, 29_000, 110_000, 50_000, 33_333, 1000, -1, -1])
  for (const bad of ['', '.', '2.', 'x', '-1', '1e3', '0.001', '1,5', ' 1']) {
    if (bad !== '')
      assert.match(
        line(() => limits({ cpus: bad })),
        `--cpus ${bad}: a number of processors`,
      )
  }
  assert.equal(limits({ cpu: '512', cpus: '1.5' })?.cpu, { shares: 512, quota: 150_000, period: 100_000 })
  assert.is(limits({}), undefined)
})

test('limits that are changed leave the others', () => {
  const before = { memory: { limit: 1 }, cpu: { shares: 2 }, pids: { limit: 3 }, devices: [] }
  const wanted = limits({ cpus: '1', memory: '1k' })
  assert.equal(withLimits(before, wanted ?? {}), {
    memory: { limit: 1024 },
    cpu: { shares: 2, quota: 100_000, period: 100_000 },
    pids: { limit: 3 },
    devices: [],
  })
})

test('--ulimit', () => {
  assert.equal(rlimits(['nofile=10:20', 'core=0', 'memlock=unlimited', 'nproc=-1:-1', 'NOFILE=30']), [
    { type: 'RLIMIT_NOFILE', soft: 30, hard: 30 },
    { type: 'RLIMIT_CORE', soft: 0, hard: 0 },
    { type: 'RLIMIT_MEMLOCK', soft: 2 ** 64, hard: 2 ** 64 },
    { type: 'RLIMIT_NPROC', soft: 2 ** 64, hard: 2 ** 64 },
  ])
  for (const [bad, said] of [
    ['nofile', /write NAME=SOFT/],
    ['nofile=', /write NAME=SOFT/],
    ['files=1', /there are cpu, fsize, /],
    ['constructor=1', /there are cpu/],
    ['nofile=2:1', /soft limit is above/],
    ['nofile=unlimited:1', /soft limit is above/],
    ['nofile=many', /"many" is no limit/],
    ['nofile=1:2:3', /"2:3" is no limit/],
  ] as const)
    assert.match(
      line(() => rlimits([bad])),
      said,
    )
})

test('--env and --env-file: what comes later counts', () => {
  process.env.CONGO_TEST = 'from here'
  const envFile = [file('env', '\ufeff# a comment\nA=1\n\n  B = two \r\nCONGO_TEST\nCONGO_NOT_SET\nC=a=b#c\n')]
  assert.match(
    line(() => environment([], { envFile })),
    `--env-file ${folder}/env:4: a name of a variable has no blanks`,
  )
  writeFileSync(envFile[0] as string, '\ufeff# a comment\nA=1\n\n  B= two \r\nCONGO_TEST\nCONGO_NOT_SET\nC=a=b#c\n')
  assert.equal(environment(['PATH=/bin', 'A=0'], { envFile, env: ['PATH=/usr/bin', 'D=', 'E=x\ny'] }), [
    ...['PATH=/usr/bin', 'A=1', 'B= two ', 'CONGO_TEST=from here', 'C=a=b#c', 'D=', 'E=x\ny'],
  ])
  assert.equal(environment(['A=1', 'B=2'], { env: ['A'] }), ['B=2'])
  delete process.env.CONGO_TEST
  assert.match(
    line(() => environment([], { env: ['=x'] })),
    '--env =x: write NAME=VALUE',
  )
  assert.match(
    line(() => environment([], { envFile: ['/no/such'] })),
    '--env-file /no/such: it cannot be read: ENOENT',
  )
})

test('mounts: by the words of -v, of --mount, of --tmpfs; the outer ones first', () => {
  const flags = {
    volume: ['/etc:/x/y:ro', 'cache:/c', '/etc/passwd:/p:ro,rslave', './a:/rel'],
    mount: [
      'type=bind,src=/etc,dst=/x/z,readonly,bind-propagation=rshared',
      'source=data,target=/v',
      'type=tmpfs,target=/t/u/v,tmpfs-size=1m,tmpfs-mode=1777,ro=false',
    ],
    tmpfs: ['/x', '/run/lock:size=4k,exec'],
  }
  const volume = { type: 'volume', options: ['rbind'] }
  const tmpfs = { type: 'tmpfs', source: 'tmpfs' }
  const guarded = ['nosuid', 'nodev', 'noexec']
  assert.equal(readMounts(flags), [
    { destination: '/c', ...volume, source: 'cache' },
    { destination: '/p', source: '/etc/passwd', options: ['rbind', 'ro', 'rslave'] },
    { destination: '/rel', source: join(process.cwd(), 'a'), options: ['rbind'] },
    { destination: '/v', ...volume, source: 'data' },
    { destination: '/x', ...tmpfs, options: guarded },
    { destination: '/x/y', source: '/etc', options: ['rbind', 'ro'] },
    { destination: '/x/z', source: '/etc', options: ['rbind', 'ro', 'rshared'] },
    { destination: '/run/lock', ...tmpfs, options: [...guarded, 'size=4k', 'exec'] },
    { destination: '/t/u/v', ...tmpfs, options: [...guarded, 'size=1048576', 'mode=1777'] },
  ])
  for (const [bad, said] of [
    [{ volume: ['/etc'] }, /--volume \/etc: write HOST:CONTAINER/],
    [{ volume: [':/x'] }, /write HOST:CONTAINER/],
    [{ volume: ['/etc:x'] }, /write HOST:CONTAINER/],
    [{ volume: ['/etc:/x:ro:rw'] }, /write HOST:CONTAINER/],
    [{ volume: ['/etc:/x:size=4k'] }, /"size=4k" is no option here/],
    [{ volume: ['/etc:/x', '/usr:/x/'] }, /^two mounts are to be at \/x:/],
    [{ mount: ['type=cloud,target=/x'] }, /type: there are bind, volume and tmpfs/],
    [{ mount: ['type=bind,target=/x'] }, /source: a path on the host/],
    [{ mount: ['target=/x'] }, /source: a name/],
    [{ mount: ['type=bind,source=/etc'] }, /target: an absolute path/],
    [{ mount: ['type=bind,source=/etc,target=/x,readonly=perhaps'] }, /readonly is true or false/],
    [{ mount: ['type=bind,source=/etc,target=/x,toString=1'] }, /"toString" is no word of a mount/],
    [{ mount: ['type=bind,source=/etc,target=/x,bind-propagation=all'] }, /"all" is no option/],
    [{ mount: ['type=tmpfs,source=a,target=/x'] }, /a tmpfs has no source/],
    [{ mount: ['type=tmpfs,target=/x,tmpfs-size=1x'] }, /--mount tmpfs-size "1x": a size is/],
    [{ tmpfs: ['run'] }, /--tmpfs run: write an absolute path/],
    [{ device: ['/dev/null:x'] }, /--device .*: write HOST/],
    [{ device: ['/dev/null:/dev/x:rx'] }, /write HOST/],
    [{ device: ['/dev/none'] }, /\/dev\/none is not there/],
    [{ device: ['/etc/passwd'] }, /\/etc\/passwd is no device/],
  ] as const)
    assert.match(
      line(() => readMounts(bad)),
      said,
    )
  assert.equal(readMounts({ device: ['/dev/null:/dev/n:r'] })[0]?.destination, '/dev/n')
  assert.equal(deviceRules({ device: ['/dev/null:/dev/n:r', '/dev/full'] }), [
    { allow: true, type: 'c', major: 1, minor: 3, access: 'r' },
    { allow: true, type: 'c', major: 1, minor: 7, access: 'rwm' },
  ])
})

test('what is usual gives way to what is asked for, and to what is shared', () => {
  const places = (all: readonly { destination: string }[]) => all.map(({ destination }) => destination)
  const own = [{ destination: '/dev' }, { destination: '/sys/' }]
  assert.equal(places(usualMounts({}, undefined, own)), ['/proc'])
  const of = (path: string, ...args: Parameters<typeof usualMounts>) =>
    usualMounts(...args).find(({ destination }) => destination === path)
  assert.equal(of('/dev/shm', { ipc: 'host' }, undefined, [])?.source, '/dev/shm')
  assert.ok(of('/sys', {}, undefined, [])?.options?.includes('ro'))
  assert.not.ok(of('/sys', { privileged: true }, undefined, [])?.options?.includes('ro'))
  const [root, all] = [[{ containerID: 0, hostID: 1000, size: 1 }], [{ containerID: 0, hostID: 9000, size: 6 }]]
  assert.not.ok(of('/dev/pts', {}, root, [])?.options?.includes('gid=5'))
  assert.ok(of('/dev/pts', {}, all, [])?.options?.includes('gid=5'))
  assert.is(of('/sys', { network: 'host' }, root, [])?.source, '/sys')
})

test('capabilities, as Docker combines them', () => {
  const of = (capAdd: string[], capDrop: string[], privileged = false) =>
    security({ capAdd, capDrop, privileged }).capabilities
  assert.equal(of([], []), CAPABILITIES)
  assert.equal(of([], ['ALL']), [])
  assert.equal(of(['net_raw', 'CAP_CHOWN'], ['all']), ['CAP_NET_RAW', 'CAP_CHOWN'])
  assert.equal(of(['SYS_TIME'], ['cap_chown']), [...CAPABILITIES.slice(1), 'CAP_SYS_TIME'])
  assert.equal(of(['ALL'], ['CHOWN']), Object.keys(CAP).slice(1))
  assert.equal(of([], [], true), Object.keys(CAP))
  assert.match(
    line(() => of(['NET_RAWR'], [])),
    '--cap-add NET_RAWR: there is no such capability',
  )
  assert.match(
    line(() => of([], ['constructor'])),
    '--cap-drop constructor: there is no such capability',
  )
})

test('--security-opt and --privileged', () => {
  const of = (...securityOpt: string[]) => security({ securityOpt })
  const told = (...words: string[]) => words.map(word => of(word).noNewPrivileges)
  assert.equal(told('no-new-privileges', 'no-new-privileges=true', 'no-new-privileges:false'), [true, true, false])
  assert.is(of('seccomp=unconfined').seccomp, undefined)
  const mine = file('seccomp.json', JSON.stringify({ defaultAction: 'SCMP_ACT_ALLOW' }))
  assert.equal(of(`seccomp=${mine}`).seccomp, { defaultAction: 'SCMP_ACT_ALLOW' })
  const { seccomp, maskedPaths, readonlyPaths, devices } = security({ privileged: true })
  assert.equal([seccomp, maskedPaths, readonlyPaths, devices], [undefined, [], [], undefined])
  assert.ok(security({ privileged: true, securityOpt: [`seccomp=${mine}`] }).seccomp)
  const rule = { names: ['read'], action: 'SCMP_ACT_ALLOW', includes: { caps: ['CAP_BPF'] } }
  for (const [bad, said] of [
    ['label=disable', /there are no-new-privileges, seccomp/],
    ['no-new-privileges=maybe', /there are no-new-privileges/],
    ['seccomp', /there are no-new-privileges/],
    ['seccomp=/no/such', /seccomp=\/no\/such: ENOENT/],
    [`seccomp=${file('bad.json', '{')}`, /no JSON/],
    [`seccomp=${file('none.json', 'null')}`, /has a defaultAction/],
    [`seccomp=${file('odd.json', '{"defaultAction": "X"}')}`, /action X: there are/],
    [
      `seccomp=${file('docker.json', JSON.stringify({ defaultAction: 'SCMP_ACT_ERRNO', syscalls: [rule] }))}`,
      /includes or/,
    ],
  ] as const)
    assert.match(
      line(() => of(bad)),
      said,
    )
})

test('the network in annotations', () => {
  const of = (flags: Parameters<typeof network>[0]) =>
    network({ network: 'bridge', ...flags }, () => folder).annotations
  assert.equal(
    of({ publish: ['127.0.0.1:80-81:90-91/udp'], addHost: ['db:10.0.0.7', 'six=[::7]', 'me:host-gateway'] }),
    {
      'org.congo.network': 'bridge',
      'org.congo.ports': JSON.stringify([
        { host: '127.0.0.1', hostPort: 80, containerPort: 90, protocol: 'udp' },
        { host: '127.0.0.1', hostPort: 81, containerPort: 91, protocol: 'udp' },
      ]),
      'org.congo.hosts': JSON.stringify(['10.0.0.7 db', '::7 six', '10.77.0.1 me']),
    },
  )
  assert.equal(of({ network: 'none', dns: ['1.1.1.1', 'fe80::1'] })['org.congo.dns'], '["1.1.1.1","fe80::1"]')
  assert.equal(of({ network: 'host' }), {})
  for (const [bad, said] of [
    [{ network: 'moon' }, /--network moon: there are bridge, host, none, pasta, container:NAME/],
    [{ network: 'host', publish: ['1:1'] }, /with --network host/],
    [{ network: 'container:x', dns: ['1.1.1.1'] }, /with --network container:x/],
    [{ network: 'none', publish: ['1:1'] }, /no way in/],
    [{ publish: ['80'] }, /--publish port "80": write HOSTPORT/],
    [{ addHost: ['db'] }, /--add-host db: write NAME:ADDRESS/],
    [{ addHost: ['db:1.2.3'] }, /write NAME:ADDRESS/],
    [{ addHost: ['a b:1.2.3.4'] }, /write NAME:ADDRESS/],
    [{ network: 'none', addHost: ['me:host-gateway'] }, /--network none has no host-gateway/],
    [{ dns: ['dns.example'] }, /--dns dns.example: the address/],
  ] as const)
    assert.match(
      line(() => of(bad)),
      said,
    )
})

test('namespaces that are shared', () => {
  const idOf = (typed: string) => `congo-${typed}`
  const kinds = (...args: Parameters<typeof namespaces>) => namespaces(...args).own.map(({ type }) => type)
  assert.equal(kinds({}, false, idOf), ['mount', 'uts', 'network', 'pid', 'ipc'])
  assert.equal(kinds({ network: 'host', pid: 'host', ipc: 'host' }, false, idOf), ['mount', 'uts'])
  assert.ok(kinds({}, true, idOf).includes('user'))
  const shared = { network: 'container:a', pid: 'container:b' }
  assert.equal(namespaces(shared, false, idOf).joined, { network: 'congo-a', pid: 'congo-b' })
  assert.match(
    line(() => namespaces({ pid: 'mine' }, false, idOf)),
    '--pid mine: there are host and container:NAME',
  )
  assert.match(
    line(() => namespaces({ pid: 'host' }, true, idOf)),
    '--pid host: this needs --userns host',
  )
  assert.match(
    line(() => namespaces(shared, true, idOf)),
    'only with --userns host',
  )
})

test('labels, and signals', () => {
  assert.equal(labels(['a=b=c', 'd', 'e=']), { a: 'b=c', d: '', e: '' })
  for (const bad of ['=x', 'org.congo.layers=[]', 'org.opencontainers.image.stopSignal=9'])
    assert.match(
      line(() => labels([bad])),
      `--label ${bad}: `,
    )
  const read = ['TERM', 'sigint', '9', 'SIGRTMIN+3', 'rtmax-0'].map(each => readSignal('--signal', each))
  assert.equal(read, ['SIGTERM', 'SIGINT', '9', '37', '64'])
  for (const bad of ['', 'NOPE', '65', '0', 'RTMIN+40', 'RTMAX-64', 'toString'])
    assert.match(
      line(() => readSignal('--stop-signal', bad, 125)),
      `--stop-signal ${bad}: there is no such signal`,
    )
})

test.run()
