import type { Check, MountView, ProcessView, Wish } from '../check.ts'
import type { Mount } from '../config.ts'

const MOUNT: Wish = { linux: { namespaces: [{ type: 'mount' }] } }
const PROC: Wish = {
  linux: { namespaces: [{ type: 'pid' }, { type: 'mount' }] },
  mounts: [{ destination: '/proc', type: 'proc', source: 'proc', options: ['nosuid', 'noexec', 'nodev'] }],
}
const having = (...mounts: Mount[]): Wish => ({ ...MOUNT, mounts })
const tmpfs = (destination: string, ...options: string[]): Mount => ({ destination, type: 'tmpfs', options })
const bind = (source: string, destination: string, ...options: string[]): Mount => ({ source, destination, options })
const DEV: Mount[] = [
  tmpfs('/dev', 'nosuid', 'mode=755', 'size=64k'),
  {
    destination: '/dev/pts',
    type: 'devpts',
    options: ['nosuid', 'noexec', 'newinstance', 'ptmxmode=0666', 'mode=0620'],
  },
  tmpfs('/dev/shm', 'nosuid', 'noexec', 'nodev', 'mode=1777', 'size=64k'),
  { destination: '/dev/mqueue', type: 'mqueue', options: ['nosuid', 'noexec', 'nodev'] },
]
const FOREVER = ['/bin/probe', 'forever']

/** The mount that is seen at a place: the last one there. */
const at = (p: ProcessView, point: string) => p.mounts().findLast(mount => mount.point === point)
const line = ({ id, point, root, options, propagation, type, superOptions }: MountView) =>
  [id, root, point, options, ...propagation, '-', type, superOptions].join(' ')
const lines = (p: ProcessView) => p.mounts().map(line)
const changes = (before: string[], after: string[]) => [
  ...before.filter(each => !after.includes(each)).map(each => `gone: ${each}`),
  ...after.filter(each => !before.includes(each)).map(each => `new: ${each}`),
]
/** Evidence: what mountinfo says of these places. */
const shows = (p: ProcessView, ...points: string[]) =>
  [
    `/proc/${p.pid}/mountinfo, in part:`,
    ...p
      .mounts()
      .filter(m => points.includes(m.point))
      .map(line),
  ].join('\n')
const options = (p: ProcessView, point: string) => at(p, point)?.options.toSorted().join(',')

export default [
  {
    id: 'starts',
    title: 'A container with a mount namespace and a mount runs its command',
    points: 1,
    hint: 'npm run lab 05-mount shows how far the program comes, and which hole is open.',
    async test(t) {
      await t.start(FOREVER, having(tmpfs('/mnt')))
    },
  },
  {
    id: 'own-table',
    title: 'The container and who joins it see its mounts; the host does not',
    points: 3,
    needs: ['starts'],
    hint: 'The flag makes the table, and its mounts are still in touch with those of the host: make them private (hole 1).',
    async test(t) {
      const before = lines(t.host)
      const first = (await t.start(FOREVER, having(tmpfs('/mnt')))).command
      await t.probeIn(first, ['mount'], 'mount', '/srv')
      const seen = (p: ProcessView) => ['/mnt', '/srv'].map(point => at(p, point)?.type)
      t.expect(
        'what the container sees on /mnt and /srv',
        seen(first),
        ['tmpfs', 'tmpfs'],
        shows(first, '/mnt', '/srv'),
      )
      t.expect('changes of the mounts of the host', changes(before, lines(t.host)), [])
      t.expect('the propagation of / on the host', /^shared:\d+$/.test(at(t.host, '/')?.propagation.join() ?? ''), true)
      const path = `/proc/${first.numbers[1]}/ns/mnt`
      const second = (
        await t.start(['/bin/probe', 'say', 'second', 'forever'], { linux: { namespaces: [{ type: 'mount', path }] } })
      ).command
      t.expect(
        'what a container that joins it sees there',
        seen(second),
        ['tmpfs', 'tmpfs'],
        shows(second, '/mnt', '/srv'),
      )
    },
  },
  {
    id: 'apart',
    title: 'Neither loses what the other unmounts, or gets what it mounts later',
    points: 2,
    needs: ['own-table'],
    hint: 'MS_PRIVATE goes for one mount, with MS_REC for all below it as well. A slave still receives (hole 1).',
    async test(t) {
      await t.probe('mkdir', '/run/below', 'mount', '/run/below', 'mount', '/opt', 'mount', '/mnt')
      const PLACES = ['/run/below', '/opt', '/mnt']
      const { command } = await t.start(FOREVER, MOUNT)
      const has = (p: ProcessView) => PLACES.filter(point => at(p, point))
      t.expect('what a new container has of the host', has(command), PLACES, shows(command, ...PLACES))
      const said = await t.probeIn(command, ['mount'], 'umount', '/run/below', 'umount', '/opt')
      t.expect('unmounting in the container', said, ['umount /run/below: done', 'umount /opt: done'])
      t.expect('what the container has left', has(command), ['/mnt'])
      t.expect('what the host has left', has(t.host), PLACES, shows(t.host, ...PLACES))
      await t.probe('umount', '/run/below', 'umount', '/opt', 'umount', '/mnt', 'mount', '/srv', 'remove', '/run/below')
      t.expect('what the container has when the host has unmounted /mnt', has(command), ['/mnt'])
      t.expect('what arrives from the host on /srv', at(command, '/srv')?.type, undefined, shows(command, '/srv'))
      await t.probe('umount', '/srv')
    },
  },
  {
    id: 'fresh',
    title: 'A fresh file system has its options, of the mount and of its own',
    points: 2,
    needs: ['starts'],
    hint: 'mount(source, target, type, flags, data): flags has what every mount knows, data what only this kind does (hole 2).',
    async test(t) {
      const sys: Mount = { destination: '/srv', type: 'sysfs', options: ['nosuid', 'noexec', 'nodev', 'ro'] }
      const tmp = tmpfs('/mnt', 'nosuid', 'nodev', 'noexec', 'noatime', 'size=64k', 'mode=750')
      const { command } = await t.start(FOREVER, having(tmp, sys))
      t.expect('options of /mnt', options(command, '/mnt'), 'noatime,nodev,noexec,nosuid,rw', shows(command, '/mnt'))
      const { superOptions = [] } = at(command, '/mnt') ?? {}
      const given = ['size=64k', 'mode=750'].filter(option => superOptions.includes(option))
      t.expect('options of the tmpfs itself', given, ['size=64k', 'mode=750'], shows(command, '/mnt'))
      t.expect('/srv', at(command, '/srv')?.type, 'sysfs', shows(command, '/srv'))
      t.expect('options of /srv', options(command, '/srv'), 'nodev,noexec,nosuid,relatime,ro', shows(command, '/srv'))
      const said = await t.probeIn(command, ['mount'], 'mkdir', '/srv/x')
      t.expect('making a folder in a read-only /srv', said, ['mkdir /srv/x: Read-only file system'])
    },
  },
  {
    id: 'order',
    title: 'Mounts are made in the order of the config: later over earlier',
    points: 1,
    needs: ['starts'],
    hint: 'Nobody sorts: steps(c) gives the steps of each mount in its turn.',
    async test(t) {
      const { command } = await t.start(
        FOREVER,
        having(
          tmpfs('/mnt'),
          tmpfs('/mnt/inner', 'size=64k'),
          tmpfs('/usr/local/bin'), // and then a lid on it
          tmpfs('/usr/local'),
        ),
      )
      const seen = async (path: string) => t.probeIn(command, ['mount'], 'list', path)
      t.expect('in /mnt, mounted before /mnt/inner', await seen('/mnt'), ['list inner'], shows(command, '/mnt'))
      t.expect('in /usr/local, mounted after its bin', await seen('/usr/local'), [], shows(command, '/usr/local'))
    },
  },
  {
    id: 'proc',
    title: '/proc shows the processes of the container, and no others',
    points: 3,
    needs: ['apart'],
    hint: 'A proc file system shows the namespace of the process that mounted it: the child mounts it, once it has its own.',
    async test(t) {
      const runtime = `/proc/${t.answer.numbers[1]}/comm`
      const { command } = await t.start(FOREVER, PROC)
      t.expect(`${runtime} is on the host`, t.host.file(runtime) !== undefined, true)
      t.expect(`${runtime} in the container`, command.file(runtime), undefined, shows(command, '/proc'))
      t.expect('/proc/1/comm in the container', command.file('/proc/1/comm'), 'probe\n', shows(command, '/proc'))
      t.expect('/proc/1/comm on the host', t.host.file('/proc/1/comm'), 'init\n')
    },
  },
  {
    id: 'bind',
    title: 'bind shows a folder or file elsewhere, rbind what is below it too',
    points: 2,
    needs: ['apart'],
    hint: 'It is the option that makes a bind mount, whatever the type says; move_mount puts the copy in its place (hole 3).',
    async test(t) {
      await t.probe('mount', '/opt', 'write', '/opt/top', '1', 'mkdir', '/opt/below', 'mount', '/opt/below')
      await t.probe('write', '/opt/below/deep', '2')
      const [hosts, passwd] = [t.host.file('/etc/hosts'), t.host.file('/etc/passwd')]
      const whole: Mount = { ...bind('/opt', '/srv', 'rbind'), type: 'none' }
      const file: Mount = { ...bind('/etc/passwd', '/etc/hosts', 'bind'), type: 'bind' }
      const { command } = await t.start(FOREVER, having(bind('/opt', '/mnt', 'bind'), whole, file))
      const found = ['/mnt/top', '/mnt/below/deep', '/srv/top', '/srv/below/deep'].map(path => command.file(path))
      const evidence = shows(command, '/mnt', '/srv', '/srv/below')
      await t.probe('umount', '/opt/below', 'umount', '/opt')
      t.expect('/mnt/top and /mnt/below/deep, by bind', found.slice(0, 2), ['1', undefined], evidence)
      t.expect('/srv/top and /srv/below/deep, by rbind', found.slice(2), ['1', '2'], evidence)
      t.expect('/etc/hosts in the container', command.file('/etc/hosts'), passwd, shows(command, '/etc/hosts'))
      t.expect('what is mounted on /etc/hosts', at(command, '/etc/hosts')?.root, '/etc/passwd')
      t.expect('/etc/hosts on the host', t.host.file('/etc/hosts'), hosts)
    },
  },
  {
    id: 'bind-options',
    title: "A bind mount is as the config says, and the host's as it was",
    points: 3,
    needs: ['bind'],
    hint: 'mount(2) with MS_BIND drops all other flags, without a word. mount_setattr changes the copy, and only it (hole 3).',
    async test(t) {
      await t.probe('mkdir', '/run/below', 'mount', '/run/below')
      const before = lines(t.host)
      const container = await t.start(
        ['/bin/probe', 'write', '/mnt/x', '1', 'write', '/etc/hosts', '1', 'forever'],
        having(
          bind('/run', '/mnt', 'bind', 'ro'),
          bind('/run', '/srv', 'bind', 'noexec', 'noatime', 'suid'),
          bind('/run', '/opt', 'rbind', 'ro'),
          bind('/run', '/tmp', 'rbind', 'rro'),
          bind('/etc/hosts', '/etc/hosts', 'bind', 'ro', 'nosuid'),
        ),
      )
      const { command } = container
      const writing = await t.probe('write', '/run/y', '1', 'remove', '/run/y')
      const after = lines(t.host)
      const found = ['/mnt', '/srv', '/opt/below', '/tmp/below', '/etc/hosts'].map(point => options(command, point))
      const evidence = shows(command, '/run', '/mnt', '/srv', '/opt/below', '/tmp/below', '/etc/hosts')
      await t.probe('umount', '/run/below', 'remove', '/run/below')
      t.expect('writing on the host', writing, ['write /run/y: done', 'remove /run/y: done'], shows(t.host, '/run'))
      t.expect('changes of the mounts of the host', changes(before, after), [])
      const refused = ['write /mnt/x: Read-only file system', 'write /etc/hosts: Read-only file system']
      t.expect('writing in the container to what is read-only', container.lines().slice(0, 2), refused, evidence)
      t.expect('options of /mnt, by bind and ro, of /run', found[0], 'nodev,nosuid,relatime,ro', evidence)
      t.expect('of /srv, by bind, noexec, noatime, suid', found[1], 'noatime,nodev,noexec,rw', evidence)
      t.expect('of what is mounted below, by rbind and ro', found[2], 'relatime,rw', evidence)
      t.expect('of what is mounted below, by rbind and rro', found[3], 'relatime,ro', evidence)
      t.expect('of /etc/hosts', found[4], 'idmapped,nodev,nosuid,relatime,ro', evidence)
    },
  },
  {
    id: 'dev',
    title: 'A fresh /dev has six devices, five links, terminals of its own',
    points: 3,
    needs: ['apart'],
    hint: 'A node is bound from the host onto an empty file. Without the bind, that file is all there is (hole 4).',
    async test(t) {
      const { command } = await t.start(FOREVER, having(...DEV))
      const inside = (...verbs: string[]) => t.probeIn(command, ['mount'], ...verbs)
      const names = ['fd', 'full', 'mqueue', 'null', 'ptmx', 'pts', 'random', 'shm', 'stderr', 'stdin', 'stdout', 'tty']
      t.expect(
        '/dev',
        await inside('list', '/dev'),
        [...names, 'urandom', 'zero'].map(name => `list ${name}`),
      )
      for (const [name, device] of NODES) {
        const [stat = ''] = await inside('stat', `/dev/${name}`)
        t.expect(`/dev/${name}`, /mode 20666 .* device (\S+)$/.exec(stat)?.[1], device, stat)
      }
      const links = await inside(
        ...['fd', 'stdin', 'stdout', 'stderr', 'ptmx'].flatMap(each => ['readlink', `/dev/${each}`]),
      )
      t.expect('links', links, LINKS)
      t.expect('into /dev/null and out of it', await inside('write', '/dev/null', 'x', 'show', '/dev/null'), [
        'write /dev/null: done',
      ])
      const types = ['/dev', '/dev/pts', '/dev/shm', '/dev/mqueue'].map(point => at(command, point)?.type)
      t.expect(
        'kinds of file systems',
        types,
        ['tmpfs', 'devpts', 'tmpfs', 'mqueue'],
        shows(command, '/dev', '/dev/pts'),
      )
      for (const point of ['/dev', '/dev/pts', '/dev/shm']) {
        const own = at(command, point)?.device !== at(t.host, point)?.device
        t.expect(`${point} is another file system than on the host`, own, true, shows(command, point))
      }
      t.expect('opening a terminal', await inside('write', '/dev/ptmx', 'x'), ['write /dev/ptmx: done'])
    },
  },
  {
    id: 'propagation',
    title: 'shared, slave, private, unbindable: in touch as the options say',
    points: 2,
    needs: ['bind'],
    hint: 'Given code does it, by copies() and the words of m.propagation: did a step of it get lost?',
    async test(t) {
      await t.probe('mount', '/opt')
      const { command } = await t.start(
        FOREVER,
        having(
          bind('/opt', '/mnt', 'bind', 'rslave'),
          bind('/opt', '/srv', 'bind', 'rshared'),
          bind('/opt', '/tmp', 'bind'),
          tmpfs('/usr/local', 'shared'),
          tmpfs('/var', 'unbindable'),
        ),
      )
      await t.probe('mkdir', '/opt/in', 'mkdir', '/opt/out', 'mount', '/opt/in')
      await t.probeIn(command, ['mount'], 'mount', '/srv/out')
      const group = at(t.host, '/opt')?.propagation.join() ?? ''
      const found = ['/mnt', '/srv', '/tmp', '/usr/local', '/var'].map(point => at(command, point)?.propagation.join())
      const arrived = ['/mnt', '/srv', '/tmp'].filter(point => at(command, `${point}/in`))
      const out = at(t.host, '/opt/out')?.type
      const evidence = `${shows(t.host, '/opt')}\n${shows(command, '/mnt', '/srv', '/tmp', '/usr/local', '/var')}`
      await t.probe('umount', '/opt/in', 'umount', '/opt/out', 'umount', '/opt')
      t.expect('of a bind mount with rslave', found[0], group.replace('shared', 'master'), evidence)
      t.expect('of a bind mount with rshared', found[1], group, evidence)
      t.expect('of a bind mount that does not say', found[2], '', evidence)
      t.expect('of a fresh file system with shared', /^shared:\d+$/.test(found[3] ?? ''), true, evidence)
      t.expect('of one with unbindable', found[4], 'unbindable', evidence)
      t.expect('where a later mount of the host arrives', arrived, ['/mnt', '/srv'], evidence)
      t.expect('what the container mounts in /srv/out, on the host', out, 'tmpfs', evidence)
    },
  },
  {
    id: 'refused',
    title: 'A config that cannot work is refused in a clear line',
    points: 1,
    needs: ['apart'],
    hint: 'prepare calls planned(c), which throws: a mount without a namespace would be made on the host.',
    async test(t) {
      const before = lines(t.host)
      const type: Mount = { ...bind('/opt', '/mnt'), type: 'bind' }
      for (const [what, wish, says] of [
        ['mounts without a mount namespace', { mounts: [tmpfs('/mnt')] }, /mount namespace.*linux\.namespaces/],
        ['the type bind without the option', having(type), /\/mnt.*option/],
        ['a source that is not there', having(bind('/none', '/mnt', 'bind')), /\/mnt.*\/none/],
        ['an option that a bind mount would drop', having(bind('/opt', '/mnt', 'bind', 'size=1m')), /\/mnt.*size=1m/],
      ] as const) {
        const { code, error } = await t.run(['/bin/probe', 'exit', '0'], wish)
        t.expect(`${what}: a container runs`, code !== undefined, false)
        t.expect(`${what}: the error says what, where and why`, says.test(error ?? ''), true, error)
        t.expect(`${what}: a step was tried`, /\(step \d+/.test(error ?? ''), false, error)
      }
      t.expect('changes of the mounts of the host', changes(before, lines(t.host)), [])
    },
  },
  {
    id: 'no-magic',
    title: 'A link in an image cannot lead a mount to the host through /proc/self/fd',
    points: 1,
    needs: ['refused'],
    hint: 'Given code does it: steps(c) begins each mount with honest(c, path). Did it get lost?',
    slow: 'eight containers, one for each descriptor that may be the one',
    async test(t) {
      for (const fd of t.unusedDescriptors(8)) {
        await t.probe('symlink', `/proc/self/fd/${fd}/run`, '/images/busybox/link')
        const mounts = [...(PROC.mounts ?? []), tmpfs('/link/made')]
        const root = { path: '/images/busybox' }
        await t.run(['/bin/probe', 'exit', '0'], { ...PROC, mounts, root, upTo: '06-pivot-root' })
        await t.probe('remove', '/images/busybox/link')
        const [made] = await t.probe('stat', '/run/made')
        t.expect(`/run/made on the host, by ${fd}`, made, 'stat /run/made: No such file or directory')
      }
    },
  },
  {
    id: 'nothing-left',
    title: 'Nothing stays on the host: no mount, no descriptor',
    points: 1,
    needs: ['starts'],
    hint: 'Whatever the child mounts goes with its table; what the runtime opens, release() has to close.',
    async test(t) {
      const left = await t.leftovers(async () => {
        const mounts = [...DEV, tmpfs('/mnt'), bind('/etc/passwd', '/etc/hosts', 'bind', 'ro')]
        const wish = { ...PROC, mounts: [...(PROC.mounts ?? []), ...mounts] }
        const { code, error } = await t.run(['/bin/probe', 'exit', '0'], wish)
        t.expect('exit code', code, 0, error)
        await t.run(['/bin/probe', 'exit', '0'], having(...mounts, { destination: '/srv', type: 'no-such-kind' }))
      })
      t.expect('left on the host', left, [])
    },
  },
] satisfies Check[]

const NODES = [
  ['null', '1:3'],
  ['zero', '1:5'],
  ['full', '1:7'],
  ['random', '1:8'],
  ['urandom', '1:9'],
  ['tty', '5:0'],
] as const

const LINKS = [
  'link /dev/fd: /proc/self/fd',
  'link /dev/stdin: /proc/self/fd/0',
  'link /dev/stdout: /proc/self/fd/1',
  'link /dev/stderr: /proc/self/fd/2',
  'link /dev/ptmx: pts/ptmx',
]
