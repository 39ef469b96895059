import type { Check, MountView, Trial, Wish } from '../check.ts'

const IMAGE = '/images/busybox'
const NAMESPACES = { namespaces: [{ type: 'pid' }, { type: 'mount' }] } as const
const ROOT: Wish = { root: { path: IMAGE }, linux: NAMESPACES }
const READONLY: Wish = { root: { path: IMAGE, readonly: true }, linux: NAMESPACES }
const FOREVER = ['/bin/probe', 'forever']
const EXIT = ['/bin/probe', 'exit', '0']

const KEY = '/root/key' // on the host, and not in the image
const TEXT = 'of the host'
const leaveKey = (t: Trial) => t.probe('write', KEY, `${TEXT}\n`)

const shows = ({ root, point, options, type }: MountView) => `${root} ${point} ${options.join(',')} ${type}`
/** The mount at that point that was made last: it lies over others there. */
const at = (mounts: readonly MountView[], point: string) => mounts.findLast(mount => mount.point === point)
const table = (mounts: readonly MountView[]) => `/proc/PID/mountinfo: ${mounts.map(shows).join('; ')}`

export default [
  {
    id: 'starts',
    title: 'A container with a root of its own runs its command',
    points: 1,
    hint: 'npm run lab 06-pivot-root shows how far the program comes, and which hole is open.',
    async test(t) {
      await t.start(FOREVER, ROOT)
    },
  },
  {
    id: 'own-root',
    title: "Its / is the folder that its config names, and not the host's",
    points: 2,
    needs: ['starts'],
    hint: 'The folder becomes a mount (hole 1), and in the end the root of the namespace (hole 3).',
    async test(t) {
      const { command } = await t.start(FOREVER, ROOT)
      const mounts = command.mounts()
      t.expect('what is mounted at /', at(mounts, '/')?.root, IMAGE, table(mounts))
      t.expect('exit code of a program that only the host has', (await t.run(['/usr/bin/node', '-v'], ROOT)).code, 127)
    },
  },
  {
    id: 'relative',
    title: 'A root.path that is not absolute begins at the bundle',
    points: 1,
    needs: ['own-root'],
    hint: 'resolve(c.bundle, path): neither the working directory of the runtime nor "/" is meant.',
    async test(t) {
      await t.probe('symlink', '/images', '/var/lib/congo/beside') // bundles stand beside it
      const { command } = await t.start(FOREVER, { ...ROOT, root: { path: '../beside/busybox' } })
      const mounts = command.mounts()
      t.expect('what is mounted at /', at(mounts, '/')?.root, IMAGE, table(mounts))
    },
  },
  {
    id: 'mounts-inside',
    title: 'The mounts of the config are in the container, even through a link of its image',
    points: 2,
    needs: ['own-root'],
    hint: 'enter() makes the folder `/` of the child, before the mounts: openat, fchdir, chroot.',
    async test(t) {
      await t.probe('symlink', '/tmp', `${IMAGE}/way`)
      const { command } = await t.start(FOREVER, { ...ROOT, mounts: [{ destination: '/way/in', type: 'tmpfs' }] })
      const mounts = command.mounts()
      t.expect('where the tmpfs is', mounts.at(-1)?.point, '/tmp/in', table(mounts))
      t.expect('on the host', await t.probe('stat', '/tmp/in'), ['stat /tmp/in: No such file or directory'])
    },
  },
  {
    id: 'host-gone',
    title: 'Nothing of the host is mounted in the container any more',
    points: 2,
    needs: ['starts'],
    hint: 'After pivot_root the old root is still mounted, at put_old: umount2 takes it and all below away (hole 3).',
    async test(t) {
      const { command } = await t.start(FOREVER, { ...ROOT, mounts: [{ destination: '/tmp', type: 'tmpfs' }] })
      const mounts = command.mounts()
      const found = mounts.map(({ root, point }) => `${root} at ${point}`)
      const few = found.length > 4 ? [...found.slice(0, 3), `${found.length - 3} more`] : found
      t.expect('mounts of the container', few, [`${IMAGE} at /`, '/ at /tmp'])
    },
  },
  {
    id: 'escape',
    title: 'A second chroot does not lead out',
    points: 3,
    needs: ['own-root'],
    hint: 'chroot moves one process, pivot_root the root of the mount namespace: above that there is nothing (hole 3).',
    async test(t) {
      await leaveKey(t)
      t.expect(`${KEY} on the host`, t.host.file(KEY), `${TEXT}\n`)
      const { command, lines } = await t.start(['/bin/probe', 'escape', 'show', KEY, 'forever'], ROOT)
      const missing = `file ${KEY}: No such file or directory`
      t.expect('what the command finds after it', lines().slice(0, 2), ['escape: done', missing])
      t.expect(`${KEY} in the root of the command`, command.file(KEY), undefined, `/proc/${command.pid}/root`)
      const [entered] = await t.probeIn(command, ['mount'], 'show', KEY)
      t.expect('what a process finds that enters the mount namespace', entered, missing)
    },
  },
  {
    id: 'descriptors',
    title: 'No descriptor leads back to the host',
    points: 2,
    needs: ['own-root'],
    hint: 'The child closes c.host and its own descriptor of the root as soon as it needs them no more (hole 3).',
    slow: 'twelve containers, one for each descriptor that may be the one',
    async test(t) {
      await leaveKey(t)
      const { command } = await t.start(FOREVER, ROOT)
      const open = [...command.descriptors()].filter(([, on]) => on.startsWith('/') && on !== '/dev/null')
      t.expect('descriptors of the command that are open on files', open, [], `/proc/${command.pid}/fd`)
      const proc = { ...ROOT, mounts: [{ destination: '/proc', type: 'proc' }] }
      for (const fd of t.unusedDescriptors(12)) {
        const cwd = `/proc/self/fd/${fd}` // before execve, when those with CLOEXEC are still open
        const { lines } = await t.run(['/bin/probe', 'show', KEY.slice(1)], { ...proc, cwd })
        t.expect(`a command whose cwd is ${cwd} reads ${KEY}`, lines.includes(`file ${TEXT}`), false)
      }
    },
  },
  {
    id: 'readonly',
    title: 'A read-only root cannot be written; mounts on it can, and its other flags stay',
    points: 3,
    needs: ['own-root'],
    hint: 'mount_setattr adds MOUNT_ATTR_RDONLY to one mount and leaves all else as it is (hole 4).',
    async test(t) {
      const { command, lines } = await t.start(
        ['/bin/probe', 'write', '/etc/new', 'x', 'write', '/tmp/new', 'x', 'forever'],
        { ...READONLY, mounts: [{ destination: '/tmp', type: 'tmpfs' }] },
      )
      const written = ['write /etc/new: Read-only file system', 'write /tmp/new: done']
      t.expect('what the command can write', lines().slice(0, 2), written)
      const [host, root] = [t.host, command].map(process => at(process.mounts(), '/'))
      t.expect('flags of /', root?.options, ['ro', ...(host?.options.slice(1) ?? [])], table(command.mounts()))
    },
  },
  {
    id: 'readonly-last',
    title: 'A read-only root gets the mount points that it lacks',
    points: 1,
    needs: ['readonly'],
    hint: 'Make the root read-only when the mounts are there: in leave(), not in enter() (hole 4).',
    async test(t) {
      const missing = `stat ${IMAGE}/new: No such file or directory`
      t.expect('in the image', await t.probe('stat', `${IMAGE}/new`), [missing])
      const { command } = await t.start(FOREVER, { ...READONLY, mounts: [{ destination: '/new', type: 'tmpfs' }] })
      const mounts = command.mounts()
      t.expect('is /new mounted', mounts.at(-1)?.point, '/new', table(mounts))
    },
  },
  {
    id: 'propagation',
    title: 'linux.rootfsPropagation is that of the root, and of no other mount',
    points: 1,
    needs: ['own-root'],
    hint: 'After pivot_root, which refuses shared mounts: mount(null, "/", null, flag), without MS_REC (hole 4).',
    async test(t) {
      const found = async (word: 'none' | 'shared' | 'unbindable') => {
        const linux = word === 'none' ? NAMESPACES : { ...NAMESPACES, rootfsPropagation: word }
        const wish = { ...ROOT, linux, mounts: [{ destination: '/tmp', type: 'tmpfs' }] }
        const { command } = await t.start(['/bin/probe', 'say', word, 'forever'], wish)
        const mounts = command.mounts()
        return ['/', '/tmp'].map(point => at(mounts, point)?.propagation.join(' ').replace(/:\d+$/, '') || 'private')
      }
      t.expect('propagation of / and /tmp, where the config says nothing', await found('none'), ['private', 'private'])
      t.expect('where it says "shared"', await found('shared'), ['shared', 'private'])
      t.expect('where it says "unbindable"', await found('unbindable'), ['unbindable', 'private'])
    },
  },
  {
    id: 'refused',
    title: 'A root that cannot be one, or has no new mount namespace, is refused in a line',
    points: 1,
    needs: ['starts'],
    hint: 'prepare() looks before there is a child; its error names root.path and the folder, or the namespace that it lacks.',
    async test(t) {
      const host = { namespaces: [{ type: 'pid' }, { type: 'mount', path: '/proc/1/ns/mnt' }] } as const
      const refused: [Wish, string][] = [
        ...['/images/none', '/etc/passwd', '/'].map((path): [Wish, string] => [
          { root: { path } },
          `root.path ${path}: `,
        ]),
        [{ linux: { namespaces: [{ type: 'pid' }] } }, 'root: '],
        [{ linux: host }, 'root: '],
      ]
      for (const [wish, beginning] of refused) {
        const { code, error = '' } = await t.run(EXIT, { ...ROOT, ...wish })
        t.expect(`a container runs with ${JSON.stringify(wish)}`, code !== undefined, false)
        const clear = error.startsWith(beginning) && !error.includes('\n')
        t.expect(`the error is a line that begins with "${beginning}"`, clear, true, error)
      }
    },
  },
  {
    id: 'nothing-left',
    title: 'Nothing stays on the host: no mount, no process',
    points: 1,
    needs: ['starts'],
    hint: 'The child mounts, in its own mount namespace; what the runtime mounts itself is on the host.',
    async test(t) {
      const left = await t.leftovers(async () => {
        await t.run(EXIT, READONLY)
        await t.run(['no-such-command'], ROOT)
        await t.run(EXIT, { ...ROOT, root: { path: '/images/none' } })
      })
      t.expect('left on the host', left, [])
    },
  },
] satisfies Check[]
