import type { Check, MountView, ProcessView, Running, Trial, Wish } from '../check.ts'
import type { Mount } from '../config.ts'

const IMAGE = '/images/busybox'
const ROOT: Wish = { root: { path: IMAGE }, linux: { namespaces: [{ type: 'pid' }, { type: 'mount' }] } }
const having = (...mounts: Mount[]): Wish => ({ ...ROOT, mounts })
const bind = (source: string, destination: string, ...options: string[]): Mount => ({
  destination,
  source,
  options: ['rbind', ...options],
})
const PROC: Mount = { destination: '/proc', type: 'proc', source: 'proc' }
const FOREVER = ['/bin/probe', 'forever']

const shows = ({ root, point, options, propagation, type }: MountView) =>
  `${root} at ${point} ${[options.join(','), ...propagation, type].join(' ')}`
const table = (process: ProcessView) => `/proc/${process.pid}/mountinfo: ${process.mounts().map(shows).join('; ')}`
/** The mount at that point that was made last: it lies over others there. */
const at = (process: ProcessView, point: string) => process.mounts().findLast(mount => mount.point === point)

/** On the host: a folder in which nothing may ever change, and in the image a folder of the same path, where all may. */
const CANARY = '/srv/canary'

/** Gives a function that tells what has come into the canary's folder, or has been mounted there, on the host. */
async function canary(t: Trial): Promise<() => Promise<string[]>> {
  await t.probe('mkdir', CANARY, 'mkdir', `${IMAGE}/srv`, 'mkdir', `${IMAGE}${CANARY}`)
  const mounts = () => t.host.mounts().filter(({ point }) => point.startsWith(CANARY))
  const state = async () => [...(await t.probe('list', CANARY)), ...mounts().map(shows)]
  const before = await state()
  return async () => (await state()).filter(line => !before.includes(line))
}

/** Fails unless the container was refused with these words: in one line, where there are any. */
async function refused(t: Trial, mounts: readonly Mount[], words: readonly string[], wish = ROOT) {
  const { code, error = '' } = await t.run(['/bin/probe', 'exit', '0'], { ...wish, mounts })
  const what = `with the mount ${JSON.stringify(mounts.at(-1))}`
  t.expect(`a container ${what} runs`, code !== undefined, false)
  const clear = words.length === 0 || (!error.includes('\n') && words.every(word => error.includes(word)))
  t.expect(`the error ${what} is one line, and tells ${words.join(', ')}`, clear, true, error)
}

/** What the function of the answer throws; undefined where it comes back. */
const thrown = (container: Running, name: string, ...args: unknown[]): Promise<string | undefined> =>
  container.call(name, ...args).then(
    () => undefined,
    ({ message }: Error) => message,
  )

export default [
  {
    id: 'starts',
    title: 'A container with a volume runs its command',
    points: 1,
    hint: 'npm run lab 10-volumes shows how far the program comes, which hole is open, and what an errno means here.',
    async test(t) {
      await t.probe('mkdir', '/srv/first')
      await t.start(FOREVER, having(bind('/srv/first', '/first')))
    },
  },
  {
    id: 'bound',
    title: 'A folder and a file of the host are there, and in no other mount table',
    points: 2,
    needs: ['starts'],
    hint: 'openTarget makes what is missing; move_mount, called by the child, attaches the copy there (hole 2).',
    async test(t) {
      await t.probe('mkdir', '/srv/box', 'write', '/srv/note', 'from the host\n')
      const neighbour = await t.start(['/bin/probe', 'say', 'neighbour', 'forever'], ROOT)
      const others = () => [...t.host.mounts(), ...neighbour.command.mounts()].map(shows)
      const before = others()
      const { command, lines } = await t.start(
        ['/bin/probe', 'write', '/deep/down/box/new', 'x', 'show', '/etc/note', 'forever'],
        having(bind('/srv/box', '/deep/down/box'), bind('/srv/note', '/etc/note')),
      )
      const places = ['/deep/down/box', '/etc/note'].map(point => at(command, point)?.root)
      t.expect('what is mounted at /deep/down/box and /etc/note', places, ['/srv/box', '/srv/note'], table(command))
      t.expect('what the command sees', lines().slice(0, 2), ['write /deep/down/box/new: done', 'file from the host'])
      t.expect('what it wrote, on the host', t.host.file('/srv/box/new'), 'x')
      t.expect(
        'mounts of the host and of a neighbour that came',
        others().filter(line => !before.includes(line)),
        [],
      )
    },
  },
  {
    id: 'readonly',
    title: 'A read-only volume cannot be written, nor what is mounted below it',
    points: 3,
    needs: ['bound'],
    hint: 'MOUNT_ATTR_RDONLY is a flag of one mount: AT_RECURSIVE sets it on all that the copy has (hole 1).',
    async test(t) {
      await t.probe('mkdir', '/srv/ro', 'mkdir', '/srv/ro/below', 'mount', '/srv/ro/below')
      for (const [place, word] of [
        ['/ro', 'ro'],
        ['/rro', 'rro'],
      ] as const) {
        const { command, lines } = await t.start(
          ['/bin/probe', ...['', '/below'].flatMap(folder => ['write', `${place}${folder}/x`, 'x']), 'forever'],
          having(bind('/srv/ro', place, word)),
        )
        const points = [place, `${place}/below`]
        const found = points.map(point => at(command, point)?.options[0])
        t.expect(`the mounts of a volume with the option ${word}`, found, ['ro', 'ro'], table(command))
        const expected = points.map(point => `write ${point}/x: Read-only file system`)
        t.expect('what the command can write', lines().slice(0, 2), expected)
      }
      const written = ['/srv/ro/x', '/srv/ro/below/x'].map(path => t.host.file(path))
      t.expect('what it wrote, on the host', written, [undefined, undefined])
      const open = having(bind('/srv/ro', '/open'))
      const { lines } = await t.run(['/bin/probe', 'write', '/open/below/x', 'x'], open)
      t.expect('without the option', lines, ['write /open/below/x: done'])
      await t.probe('umount', '/srv/ro/below')
    },
  },
  {
    id: 'options',
    title: 'Options hold for all of a volume, those of propagation too',
    points: 2,
    needs: ['bound'],
    hint: 'One call sets attributes and propagation, on the whole tree: { set, clear, propagation } (hole 1).',
    async test(t) {
      await t.probe('mkdir', '/srv/opt', 'mkdir', '/srv/opt/below', 'mount', '/srv/opt/below')
      await t.probe('mkdir', '/srv/opt/in', 'mkdir', '/srv/opt/later')
      const { command } = await t.start(
        ['/bin/probe', 'mount', '/private/in', 'forever'],
        having(
          bind('/srv/opt', '/private', 'nosuid', 'nodev', 'noexec', 'noatime'),
          bind('/srv/opt', '/slave', 'rslave'),
          bind('/srv/opt', '/shared', 'rshared'),
          { destination: '/scratch', type: 'tmpfs', options: ['noexec', 'size=64k', 'mode=700'] },
        ),
      )
      for (const point of ['/private', '/private/below']) {
        const words = at(command, point)?.options.filter(word => /^no/.test(word))
        t.expect(`options of ${point}`, words, ['nosuid', 'nodev', 'noexec', 'noatime'], table(command))
      }
      const scratch = at(command, '/scratch')
      const told = ['noexec', 'size=64k', 'mode=700'].filter(
        word => scratch?.options.includes(word) || scratch?.superOptions.includes(word),
      )
      t.expect('options of the tmpfs', told, ['noexec', 'size=64k', 'mode=700'], scratch && shows(scratch))
      const kinds = ['/private', '/private/below', '/slave', '/shared'].map(point =>
        at(command, point)
          ?.propagation.map(word => word.replace(/:.*/, ''))
          .join(),
      )
      t.expect(
        'propagation of a volume, what is below, rslave, rshared',
        kinds,
        ['', '', 'master', 'shared'],
        table(command),
      )
      t.expect('the mount that the command made is on the host', at(t.host, '/srv/opt/in'), undefined)
      await t.probe('mount', '/srv/opt/later')
      const later = ['/private', '/slave', '/shared'].filter(point => at(command, `${point}/later`))
      t.expect('where a later mount of the host arrived', later, ['/slave', '/shared'], table(command))
      await t.probe('umount', '/srv/opt/later', 'umount', '/srv/opt/below')
    },
  },
  {
    id: 'named',
    title: 'A named volume is made at its first use and kept; its name is no path',
    points: 2,
    needs: ['bound'],
    hint: 'This part is given: readVolume knows the folder and checks the name, prepare makes it, and nobody removes it.',
    async test(t) {
      const folder = '/var/lib/congo/volumes'
      const store = having({ destination: '/store', type: 'volume', source: 'store.1' })
      t.expect('on the host', await t.probe('stat', `${folder}/store.1`), [
        `stat ${folder}/store.1: No such file or directory`,
      ])
      await t.run(['/bin/probe', 'write', '/store/letter', 'dear successor'], store)
      t.expect('on the host', t.host.file(`${folder}/store.1/letter`), 'dear successor')
      const { lines } = await t.run(['/bin/probe', 'show', '/store/letter'], store)
      t.expect('what the next container finds', lines, ['file dear successor'])
      for (const source of ['../escaped', 'a/b', '..', '/srv', '-x', '']) {
        await refused(t, [{ destination: '/store', type: 'volume', source }], ['/store', `"${source}"`])
      }
      t.expect('made on the host', await t.probe('stat', '/var/lib/congo/escaped'), [
        'stat /var/lib/congo/escaped: No such file or directory',
      ])
    },
  },
  {
    id: 'links',
    title: 'No symbolic link and no ".." leads a volume out of the container',
    points: 3,
    needs: ['bound'],
    hint: "openTarget opens the place below the container's root; move_mount takes its descriptor, not a path (hole 2).",
    async test(t) {
      const alarm = await canary(t)
      await t.probe('symlink', CANARY, `${IMAGE}/way`, 'write', '/srv/file', 'x', 'mkdir', '/srv/folder')
      const { command } = await t.start(
        FOREVER,
        having(
          bind('/srv/folder', '/way/through'),
          bind('/srv/file', '/way/file'),
          bind('/srv/folder', `/../..${CANARY}/up`),
        ),
      )
      t.expect(`what came into ${CANARY} of the host`, await alarm(), [])
      const points = ['through', 'file', 'up'].map(name => at(command, `${CANARY}/${name}`)?.root)
      t.expect(
        `what is mounted in ${CANARY} of the container`,
        points,
        ['/srv/folder', '/srv/file', '/srv/folder'],
        table(command),
      )
      await t.probe('mkdir', '/srv/only-here', 'symlink', '/srv/only-here', `${IMAGE}/nowhere`)
      await t.run(['/bin/probe', 'exit', '0'], having(bind('/srv/folder', '/nowhere/through')))
      t.expect('a folder that only the host has', await t.probe('list', '/srv/only-here'), [])
    },
  },
  {
    id: 'swapped',
    title: 'A folder that becomes a link during a start leads nowhere else',
    points: 2,
    needs: ['links'],
    seconds: 20,
    hint: 'What is looked at first and used later is looked up twice. Open it once, and use the descriptor (hole 2).',
    slow: 'a race',
    async test(t) {
      const alarm = await canary(t)
      await t.probe('mkdir', '/srv/swap', 'mkdir', '/srv/swap/place', 'symlink', CANARY, '/srv/swap/link')
      const swap = ['/bin/probe', 'say', 'ready', 'swap', '/swap/place', '/swap/link']
      const shared = bind('/srv/swap', '/swap')
      await t.start(swap, having(shared))
      const tries = Array.from({ length: 100 }, (_, i) => bind('/srv/first', `/swap/place/${i}`))
      for (const round of ['first', 'second']) {
        const started = t.start(FOREVER, having(shared, ...tries))
        await started.catch(() => undefined)
        t.expect(`what came into ${CANARY} of the host in the ${round} round`, await alarm(), [])
        const { command, ended } = await started
        const points = command.mounts().filter(({ root }) => root === '/srv/first')
        const inside = points.filter(({ point }) => /^\/(swap\/place|swap\/link|srv\/canary)\/\d+$/.test(point))
        t.expect('volumes that are somewhere in the container', inside.length, tries.length, table(command))
        command.kill('SIGKILL')
        await ended()
      }
    },
  },
  {
    id: 'proc',
    title: 'Nothing is mounted over /proc or in it, by its name or by a link',
    points: 2,
    needs: ['bound'],
    hint: 'checkProc reads the destination; openTarget looks where it has led. Leave both in their places.',
    async test(t) {
      await t.probe('symlink', '/proc/sys', `${IMAGE}/innocent`)
      const { code: usual } = await t.run(['/bin/probe', 'exit', '4'], having(PROC, bind('/srv/first', '/usual')))
      t.expect('exit code of a container with /proc and a volume elsewhere', usual, 4)
      for (const destination of ['/proc', '/proc/sys', '/x/../proc/self/attr'])
        await refused(t, [PROC, bind('/srv/first', destination)], ['mounts[1]', destination, 'proc'])
      await refused(t, [PROC, bind('/srv/first', '/innocent')], [])
    },
  },
  {
    id: 'refused',
    title: 'What cannot be a volume is refused before anything is made',
    points: 1,
    needs: ['bound'],
    hint: 'This part is given: all mounts are read in prepare, and only when all of them are possible is anything made.',
    async test(t) {
      const store: Mount = { destination: '/store', type: 'volume', source: 'never' }
      const none = '/srv/none'
      await refused(t, [store, bind(none, '/data')], ['mounts[1]', '/data', none])
      await refused(t, [store, bind('/srv/first', '/data', 'rox')], ['mounts[1]', '/data', 'rox'])
      await refused(t, [store, bind('/srv/first', 'data')], ['mounts[1]', 'data', 'absolute'])
      await refused(t, [store], ['mount namespace'], { linux: { namespaces: [{ type: 'pid' }] } })
      const found = await t.probe('stat', none, 'stat', '/var/lib/congo/volumes/never')
      t.expect(
        'made on the host',
        found.filter(line => !line.endsWith('No such file or directory')),
        [],
      )
    },
  },
  {
    id: 'added',
    title: 'addVolume() gives a running container a volume, and nobody else',
    points: 3,
    needs: ['links'],
    hint: "Copy and change it while the helper still has the host's mounts; then enter, and attach as in a start (hole 3).",
    async test(t) {
      const alarm = await canary(t)
      await t.probe('mkdir', '/srv/live', 'write', '/srv/live/note', 'late', 'symlink', CANARY, `${IMAGE}/live-way`)
      const container = await t.start(
        ['/bin/probe', 'trap', 'USR1', 'await', 'write', '/live/in/x', 'x', 'forever'],
        ROOT,
      )
      const neighbour = await t.start(['/bin/probe', 'say', 'neighbour', 'forever'], ROOT)
      const { command } = container
      const others = () => [...t.host.mounts(), ...neighbour.command.mounts()].map(shows)
      const before = others()
      await container.call('addVolume', bind('/srv/live', '/live/in', 'ro'))
      t.expect('what is mounted at /live/in', at(command, '/live/in')?.root, '/srv/live', table(command))
      t.expect('/live/in/note, for the container', command.file('/live/in/note'), 'late')
      command.kill('SIGUSR1')
      const written = () => container.lines().find(line => line.startsWith('write'))
      await t.until('the command does not go on', () => written() !== undefined)
      t.expect('what the command can write', written(), 'write /live/in/x: Read-only file system')
      await container.call('addVolume', bind('/srv/live', '/live-way/in'))
      await container.call('addVolume', { destination: '/live/store', type: 'volume', source: 'live' })
      t.expect('where the link led', at(command, `${CANARY}/in`)?.root, '/srv/live', table(command))
      t.expect(`what came into ${CANARY} of the host`, await alarm(), [])
      t.expect(
        'mounts of the host and of a neighbour that came',
        others().filter(line => !before.includes(line)),
        [],
      )
      const missing = await thrown(container, 'addVolume', bind('/srv/missing', '/live/none'))
      t.expect('the error tells what is missing', missing?.includes('/srv/missing'), true, missing)
      const inProc = await thrown(container, 'addVolume', bind('/srv/live', '/proc/live'))
      t.expect('the error tells that nothing goes into /proc', inProc?.includes('/proc/live'), true, inProc)
    },
  },
  {
    id: 'removed',
    title: 'removeVolume() takes a volume away, unless it is in use or only linked',
    points: 2,
    needs: ['bound'],
    hint: 'umount2 with UMOUNT_NOFOLLOW; MNT_DETACH only where it is asked for (hole 4).',
    async test(t) {
      await t.probe('mkdir', '/srv/gone', 'write', '/srv/gone/note', 'here')
      await t.probe('symlink', '/victim', `${IMAGE}/fake`, 'symlink', '/', `${IMAGE}/root-again`)
      const places = ['/idle', '/busy', '/victim']
      const container = await t.start(FOREVER, {
        ...having(...places.map(place => bind('/srv/gone', place))),
        cwd: '/busy',
      })
      const { command } = container
      const mounted = () => places.filter(point => at(command, point))
      t.expect('what is mounted', mounted(), places, table(command))
      await container.call('removeVolume', '/idle')
      t.expect('after removeVolume("/idle")', mounted(), ['/busy', '/victim'], table(command))
      for (const path of ['/fake', '/root-again/victim', '/idle']) {
        const error = await thrown(container, 'removeVolume', path)
        t.expect(`removeVolume("${path}") says that it cannot`, error !== undefined, true)
        t.expect(`after removeVolume("${path}")`, mounted(), ['/busy', '/victim'], table(command))
      }
      const error = await thrown(container, 'removeVolume', '/busy')
      t.expect(
        'the error of a volume in use tells its place and EBUSY',
        /^(?=.*\/busy)(?=.*EBUSY).*$/.test(error ?? ''),
        true,
        error,
      )
      t.expect('what is mounted then', mounted(), ['/busy', '/victim'], table(command))
      t.expect('/busy/note', command.file('/busy/note'), 'here')
      await container.call('removeVolume', '/busy', { detach: true })
      t.expect('after it was detached', mounted(), ['/victim'], table(command))
      t.expect('on the host', t.host.file('/srv/gone/note'), 'here')
    },
  },
  {
    id: 'nothing-left',
    title: 'Nothing stays on the host: no mount, no process, no descriptor',
    points: 1,
    needs: ['starts'],
    hint: 'The child mounts, in its own mount namespace; what the runtime opens itself it closes again.',
    async test(t) {
      const first = bind('/srv/first', '/first', 'ro')
      const left = await t.leftovers(async () => {
        await t.run(['/bin/probe', 'exit', '0'], having(first, { destination: '/v', type: 'volume', source: 'left' }))
        await t.run(['no-such-command'], having(first))
        await t.run(['/bin/probe', 'exit', '0'], having(first, bind('/srv/none', '/none')))
        await t.run(['/bin/probe', 'exit', '0'], having(first, bind('/etc/passwd', '/tmp')))
        const container = await t.start(FOREVER, ROOT)
        await thrown(container, 'addVolume', first)
        await thrown(container, 'addVolume', bind('/etc/passwd', '/tmp'))
        await thrown(container, 'removeVolume', '/first')
        container.command.kill('SIGKILL')
        await container.ended()
      })
      t.expect('left on the host', left, [])
    },
  },
] satisfies Check[]
