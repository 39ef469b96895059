import type { Check, ProcessView, Wish } from '../check.ts'

const FOREVER = ['/bin/probe', 'forever']
const NEW: Wish = { linux: { namespaces: [{ type: 'ipc' }] } }
const joining = (path: string): Wish => ({ linux: { namespaces: [{ type: 'ipc', path }] } })

/** The file of a process's namespace, as the host names it. */
const fileOf = (process: ProcessView, type = 'ipc') => `/proc/${process.numbers[1]}/ns/${type}`
const shows = (process: ProcessView) => `/proc/${process.pid}/ns/ipc -> ${process.namespace('ipc')}`

export default [
  {
    id: 'starts',
    title: 'A container with an IPC namespace runs its command',
    points: 1,
    hint: 'npm run lab 02-ipc shows how far the program comes, and which hole is open.',
    async test(t) {
      await t.start(FOREVER, NEW)
    },
  },
  {
    id: 'new-namespace',
    title: 'The container has an IPC namespace of its own',
    points: 2,
    needs: ['starts'],
    hint: 'clone3 makes a namespace for each flag it gets: created() must give CLONE_NEWIPC (hole 1).',
    async test(t) {
      const { command } = await t.start(FOREVER, NEW)
      const same = command.namespace('ipc') === t.host.namespace('ipc')
      t.expect('the container shares the IPC namespace of the host', same, false, shows(command))
    },
  },
  {
    id: 'parent-stays',
    title: 'The runtime itself stays in the namespace of the host',
    points: 2,
    needs: ['starts'],
    hint: 'unshare() and setns() move the process that calls them. Only the child may move.',
    async test(t) {
      const { command } = await t.start(FOREVER, NEW)
      await t.start(FOREVER, joining(fileOf(command)))
      t.expect('IPC namespace of the runtime', t.answer.namespace('ipc'), t.host.namespace('ipc'), shows(t.answer))
    },
  },
  {
    id: 'not-wanted',
    title: 'Without one in the config, the container shares that of the host',
    points: 1,
    needs: ['starts'],
    hint: 'The flag depends on linux.namespaces of the config: 0 where the type is not in it (hole 1).',
    async test(t) {
      const { command } = await t.start(FOREVER)
      t.expect('IPC namespace of the container', command.namespace('ipc'), t.host.namespace('ipc'), shows(command))
    },
  },
  {
    id: 'neighbours',
    title: 'Queues and shared memory of host and neighbours cannot be read',
    points: 3,
    needs: ['starts'],
    hint: 'System V queues and segments belong to an IPC namespace; each container gets a new one, not one for all.',
    async test(t) {
      await t.probe('send', '0x6f01', 'secret')
      await t.start(['/bin/probe', 'send', '0x6f02', 'secret', 'share', '0x6f03', 'secret', 'forever'], NEW)
      const { lines } = await t.run(['/bin/probe', 'receive', '0x6f01', 'receive', '0x6f02', 'shared', '0x6f03'], NEW)
      t.expect('what a container reads', lines, ['letter none', 'letter none', 'segment none'])
    },
  },
  {
    id: 'joined',
    title: 'A container enters the namespace that its config names',
    points: 2,
    needs: ['new-namespace'],
    hint: 'With a path there is no flag for clone3; the child opens the file and calls setns (hole 2).',
    async test(t) {
      const first = await t.start(['/bin/probe', 'send', '0x6f04', 'hello', 'forever'], NEW)
      const there = joining(fileOf(first.command))
      const second = await t.start(FOREVER, there)
      const [found, expected] = [second.command.namespace('ipc'), first.command.namespace('ipc')]
      t.expect('IPC namespace of the second container', found, expected, shows(second.command))
      const { lines } = await t.run(['/bin/probe', 'receive', '0x6f04'], there)
      t.expect('what a third container receives there', lines, ['letter hello'])
    },
  },
  {
    id: 'wrong-kind',
    title: 'A path to a namespace of another kind is refused',
    points: 1,
    needs: ['joined'],
    hint: 'The second argument of setns is the kind that you expect; the kernel compares: EINVAL (hole 2).',
    async test(t) {
      const { command } = await t.start(FOREVER, NEW)
      const { code, error } = await t.run(['/bin/probe', 'pid'], joining(fileOf(command, 'uts')))
      const found = error?.replace(/\(.*\): (\w+).*/, ': $1') ?? `exit code ${code}`
      t.expect('what comes of it', found, 'setns: EINVAL', error)
    },
  },
  {
    id: 'every-type',
    title: 'The same functions make and enter namespaces of other types',
    points: 2,
    needs: ['joined'],
    hint: 'Chapters 03 and 04 call created(c, "uts") and created(c, "pid"): the flag is FLAGS[type], not CLONE_NEWIPC.',
    async test(t) {
      const types = [{ type: 'uts' }, { type: 'pid' }] as const
      const first = await t.start(FOREVER, { upTo: '04-pid', linux: { namespaces: types } })
      const own = ['uts', 'pid'].filter(type => first.command.namespace(type) !== t.host.namespace(type))
      t.expect('own namespaces of a container that wants uts and pid', own, ['uts', 'pid'])
      const there = [{ type: 'uts', path: fileOf(first.command, 'uts') }] as const
      const second = await t.start(FOREVER, { upTo: '04-pid', linux: { namespaces: there } })
      const [found, expected] = [second.command.namespace('uts'), first.command.namespace('uts')]
      t.expect('UTS namespace of a second container', found, expected)
    },
  },
  {
    id: 'nothing-left',
    title: 'Nothing stays behind: no process, no descriptor, no namespace',
    points: 1,
    needs: ['joined'],
    hint: 'A namespace lives as long as a process is in it or a descriptor is open on it: close what you opened.',
    async test(t) {
      const left = await t.leftovers(async () => {
        const first = await t.start(FOREVER, NEW)
        await t.run(['/bin/probe', 'exit', '0'], joining(fileOf(first.command)))
        first.command.kill('SIGKILL')
        await first.ended()
      })
      t.expect('left on the host', left, [])
    },
  },
] satisfies Check[]
