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
    title: 'A container whose config wants no IPC namespace shares that of the host',
    points: 1,
    needs: ['starts'],
    hint: 'The flag depends on linux.namespaces of the config: 0 where the type is not in it (hole 1).',
    async test(t) {
      const { command } = await t.start(FOREVER)
      t.expect('IPC namespace of the container', command.namespace('ipc'), t.host.namespace('ipc'), shows(command))
    },
  },
  {
    id: 'queue-hidden',
    title: 'A message queue of the host cannot be read in the container',
    points: 2,
    needs: ['starts'],
    hint: 'System V queues belong to an IPC namespace: ipc_namespaces(7).',
    async test(t) {
      await t.probe('send', '0x6f01', 'secret')
      const { lines } = await t.run(['/bin/probe', 'receive', '0x6f01'], NEW)
      t.expect('what the container receives', lines, ['letter none'])
    },
  },
  {
    id: 'segment-hidden',
    title: 'Shared memory of a neighbour cannot be read in the container',
    points: 2,
    needs: ['starts'],
    hint: 'Each container gets a new namespace, not one for all.',
    async test(t) {
      await t.start(['/bin/probe', 'share', '0x6f02', 'secret', 'forever'], NEW)
      const { lines } = await t.run(['/bin/probe', 'shared', '0x6f02'], NEW)
      t.expect('what a second container reads', lines, ['segment none'])
    },
  },
  {
    id: 'joined',
    title: 'A container enters the namespace whose path its config names',
    points: 2,
    needs: ['new-namespace'],
    hint: 'With a path there is no flag for clone3; the child opens the file and calls setns (hole 2).',
    async test(t) {
      const first = await t.start(FOREVER, NEW)
      const second = await t.start(FOREVER, joining(fileOf(first.command)))
      const [found, expected] = [second.command.namespace('ipc'), first.command.namespace('ipc')]
      t.expect('IPC namespace of the second container', found, expected, shows(second.command))
    },
  },
  {
    id: 'joined-reads',
    title: 'Containers in one namespace read the same queue',
    points: 1,
    needs: ['joined'],
    hint: 'The child has to be in the namespace before its execve.',
    async test(t) {
      const first = await t.start(['/bin/probe', 'send', '0x6f03', 'hello', 'forever'], NEW)
      const { lines } = await t.run(['/bin/probe', 'receive', '0x6f03'], joining(fileOf(first.command)))
      t.expect('what the second container receives', lines, ['letter hello'])
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
      const ended = await t.run(FOREVER.with(1, 'pid'), joining(fileOf(command, 'uts')))
      t.expect('the container runs', ended.code !== undefined, false, `exit code ${ended.code}`)
      t.expect('the error names the call', /^setns\(.*EINVAL/.test(ended.error ?? ''), true, ended.error)
    },
  },
  {
    id: 'nothing-left',
    title: 'Nothing stays on the host: no process, no descriptor, no namespace',
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
