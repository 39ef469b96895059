import { CAPABILITIES } from '../12-security/defaults.ts'
import { profile } from '../12-security/profile.ts'
import type { Beside, Check, ProcessView, Running, Trial, Wish } from '../check.ts'

const ALL = ['pid', 'mount', 'uts', 'ipc', 'cgroup', 'network'] as const
const BOX: Wish = {
  root: { path: '/images/busybox' },
  mounts: [
    { destination: '/proc', type: 'proc', source: 'proc' },
    { destination: '/dev', type: 'tmpfs', source: 'tmpfs' },
    { destination: '/dev/pts', type: 'devpts', source: 'devpts', options: ['newinstance', 'ptmxmode=0666'] },
    { destination: '/tmp', type: 'tmpfs', source: 'tmpfs' },
  ],
  linux: { cgroupsPath: '/congo/box', namespaces: ALL.map(type => ({ type })) },
}
/** With users of its own, whose root is an ordinary user of the host. */
const MAP = [{ containerID: 0, hostID: 1000, size: 65536 - 1000 }]
const USERS: Wish = {
  linux: {
    ...BOX.linux,
    namespaces: [...ALL, 'user' as const].map(type => ({ type })),
    uidMappings: MAP,
    gidMappings: MAP,
  },
}
const FOREVER = ['/bin/probe', 'forever']
const TERMINAL = { terminal: true, consoleSize: { width: 90, height: 30 } }

const KINDS = ['pid', 'mnt', 'uts', 'ipc', 'cgroup', 'net', 'user'] as const
const namespaces = (process: ProcessView) => Object.fromEntries(KINDS.map(kind => [kind, process.namespace(kind)]))
/** Field 6 of /proc/PID/stat, behind a name that may have blanks. */
const session = (process: ProcessView) => Number(/^.*\) \S+ \d+ \d+ (\d+)/.exec(process.proc('stat'))?.[1])

/** The terminals of the host that the answer has open: those where a user sits. */
const usersTerminal = (t: Trial) => [...t.answer.descriptors().values()].find(path => /^\/dev\/pts\/\d+$/.test(path))

const settings = async (t: Trial) => (await t.probe('settings', usersTerminal(t) ?? 'no terminal'))[0]

const seen = (t: Trial, beside: Beside, line: string) =>
  t.until(`the user does not see "${line}", but: ${beside.lines().join(', ')}`, () =>
    beside.lines().some(each => each === line),
  )

const box = (t: Trial, wish: Wish = {}): Promise<Running> => t.start(FOREVER, { ...BOX, ...wish })

export default [
  {
    id: 'starts',
    title: 'A second process runs in a running container',
    points: 1,
    hint: 'npm run lab 13-exec shows how far the program comes, and which hole is open.',
    async test(t) {
      await (await box(t, USERS)).beside(FOREVER)
    },
  },
  {
    id: 'shared',
    title: 'Namespaces that the container shares with the host are shared by the second process as well',
    points: 1,
    needs: ['starts'],
    hint: 'Only where the two links of /proc/PID/ns differ is there anything to enter (hole 1).',
    async test(t) {
      const few: Wish = { linux: { namespaces: [{ type: 'uts' }, { type: 'mount' }] } }
      const container = await box(t, few)
      const { command } = await container.beside(FOREVER)
      t.expect('its namespaces', namespaces(command), namespaces(container.command))
    },
  },
  {
    id: 'born-inside',
    title: 'It has a number in the PID namespace of the container, and its end does not end the container',
    points: 3,
    needs: ['starts'],
    hint: 'setns moves nobody to another PID namespace: it is for the children born afterwards. Clone one more (hole 2).',
    async test(t) {
      const container = await box(t)
      const beside = await container.beside(FOREVER)
      t.expect(
        'how many numbers it has',
        beside.command.numbers.length,
        container.command.numbers.length,
        `/proc/${beside.command.pid}/status: NSpid: ${beside.command.numbers.join(' ')}`,
      )
      beside.command.kill('SIGKILL')
      const ended = await beside.ended()
      t.expect('its exit code', ended.code, 137, ended.error)
      t.expect('the container lives', container.command.alive, true)
    },
  },
  {
    id: 'all-namespaces',
    title: 'It is in every namespace of the container, and the runtime stays in its own',
    points: 3,
    needs: ['starts'],
    hint: 'setns takes the flags of all that differ at once; elsewhere() finds them (hole 1).',
    async test(t) {
      const before = namespaces(t.answer)
      const container = await box(t, USERS)
      const { command } = await container.beside(FOREVER)
      t.expect('its namespaces', namespaces(command), namespaces(container.command))
      t.expect("the runtime's namespaces", namespaces(t.answer), before)
    },
  },
  {
    id: 'ours-to-bury',
    title: 'Its exit code comes back, and no zombie and no helper stay',
    points: 2,
    needs: ['starts'],
    hint: 'CLONE_PARENT makes it a child of the runtime, which waits for it; the helper ends by exit_group (hole 2).',
    async test(t) {
      const container = await box(t)
      const children = () => t.answer.children().map(({ pid }) => pid)
      const before = children()
      const { code, error } = await container.runBeside(['/bin/probe', 'exit', '7'])
      t.expect('exit code', code, 7, error)
      t.expect('exit code of an unknown command', (await container.runBeside(['no-such-command'])).code, 127)
      await t.until('a child of the runtime stays', () => children().every(pid => before.includes(pid)))
      const beside = await container.beside(FOREVER)
      t.expect(
        'its parent',
        t.answer.children().some(({ pid }) => pid === beside.command.pid),
        true,
      )
    },
  },
  {
    id: 'same-limits',
    title: 'It is in the cgroup of the container',
    points: 2,
    needs: ['starts'],
    hint: 'exec() has the helper born there. Whatever the helper clones is born where the helper is.',
    async test(t) {
      const container = await box(t)
      const { command } = await container.beside(FOREVER)
      t.expect('its cgroup', t.cgroup(command).path, t.cgroup(container.command).path)
    },
  },
  {
    id: 'same-rights',
    title: 'It has no more rights than the first process',
    points: 3,
    needs: ['starts'],
    hint: 'The steps of `inside` take away what those of a start take away: all of them have to be walked.',
    async test(t) {
      const rights = {
        noNewPrivileges: true,
        capabilities: { bounding: CAPABILITIES, permitted: CAPABILITIES, effective: CAPABILITIES },
        user: { uid: 1000, gid: 1000 },
      }
      const container = await box(t, { ...rights, linux: { ...BOX.linux, seccomp: profile(CAPABILITIES) } })
      const { command } = await container.beside(FOREVER)
      const fields = ['Uid', 'Gid', 'Groups', 'CapInh', 'CapPrm', 'CapEff', 'CapBnd', 'CapAmb', 'NoNewPrivs', 'Seccomp']
      const found = (process: ProcessView) => Object.fromEntries(fields.map(name => [name, process.status(name)]))
      t.expect('its rights', found(command), found(container.command), `/proc/${command.pid}/status`)
    },
  },
  {
    id: 'nothing-along',
    title: 'Nothing of the host comes along: no descriptor, no variable, no key, no folder',
    points: 3,
    needs: ['starts'],
    hint: 'close_range closes what is open before the steps go to process.cwd; execve gets the environment of the config.',
    async test(t) {
      const container = await box(t)
      const beside = await container.beside(['/bin/probe', 'key', 'congo-secret', 'forever'], {
        env: ['A=b'],
        cwd: '/tmp',
      })
      const { command } = beside
      t.expect('its descriptors', [...command.descriptors().keys()], [0, 1, 2])
      t.expect('its environment', command.environment(), ['A=b'])
      t.expect('its working directory', command.cwd, '/tmp')
      t.expect('the key of the host', beside.lines()[0]?.startsWith('key congo-secret: belongs'), false)
      const files = [...t.answer.descriptors()].filter(([fd, on]) => fd > 2 && on.startsWith('/')).map(([fd]) => fd)
      for (const fd of [...files, ...t.unusedDescriptors(6)]) {
        const { code } = await container.runBeside(['/bin/probe', 'exit', '0'], { cwd: `/proc/self/fd/${fd}` })
        t.expect(`a process with the cwd /proc/self/fd/${fd} runs`, code !== undefined && code === 0, false)
      }
      const first = await t.run(['/bin/probe', 'exit', '0'], { ...BOX, cwd: '/proc/self/fd/1001' })
      t.expect('a first process with the cwd /proc/self/fd/1001 runs', first.code === 0, false)
    },
    slow: 'a process for each descriptor that may be the one',
  },
  {
    id: 'not-the-runtime',
    title: 'Whatever the command is, no process of a container runs the file of the runtime',
    points: 2,
    needs: ['starts'],
    hint: 'openProgram() has the child become a sealed program before its command: /proc/self/exe is that one then (alone).',
    async test(t) {
      // Whoever executes Node's file in there runs probe: the image says what its loader is.
      const loader = { destination: '/lib64/ld-linux-x86-64.so.2', source: '/bin/probe', options: ['bind'] }
      const script = { destination: '/tmp/script', source: '/tmp/script', options: ['bind'] }
      await t.probe('write', script.source, '#!/proc/self/exe forever\n', 'chmod', '755', script.source)
      const image = { ...BOX, mounts: [...(BOX.mounts ?? []), loader, script] }
      const container = await t.start(FOREVER, image)
      for (const command of [['/proc/self/exe', 'forever'], [script.destination]]) {
        await t.start(command, image).catch(() => undefined) // it is right that they end
        await container.beside(command).catch(() => undefined)
        const found = t.processes().filter(({ program }) => program === t.answer.program)
        const shown = found.map(({ args }) => args.join(' '))
        t.expect(`processes that run ${t.answer.program}, for the command ${command.join(' ')}`, shown, [])
      }
    },
  },
  {
    id: 'own-session',
    title: 'It is in a session of its own, so that no terminal of the host is its terminal',
    points: 2,
    needs: ['starts'],
    hint: 'setsid() is a step of every process in a container (hole 3): TIOCSTI types into the terminal of the session.',
    async test(t) {
      const container = await box(t)
      const beside = await container.beside(['/bin/probe', 'push', 'forever'])
      t.expect('the session of the second process', session(beside.command), beside.command.pid)
      t.expect('the session of the first', session(container.command), container.command.pid)
      t.expect('what TIOCSTI finds', beside.lines()[0], 'terminal none: No such device or address')
    },
  },
  {
    id: 'terminal',
    title: 'With process.terminal it is on a terminal made from the devpts of the container',
    points: 3,
    needs: ['starts'],
    hint: 'The slave becomes the controlling terminal (TIOCSCTTY), and 0, 1 and 2 (dup3): hole 3.',
    async test(t) {
      const container = await box(t)
      const beside = await container.beside(['/bin/probe', 'terminal', 'forever'], TERMINAL)
      const streams = [0, 1, 2].map(fd => beside.command.descriptors().get(fd))
      t.expect('descriptors 0, 1 and 2', streams, ['/dev/pts/0', '/dev/pts/0', '/dev/pts/0'])
      const mount = Number(/^mnt_id:\s+(\d+)$/m.exec(beside.command.proc('fdinfo/0'))?.[1])
      const devpts = container.command.mounts().find(({ id }) => id === mount)
      t.expect('the mount that its terminal is from', devpts?.point, '/dev/pts')
      t.expect('what it finds', beside.lines()[0], 'terminal 90x30, stdin /dev/pts/0')
    },
  },
  {
    id: 'first-terminal',
    title: 'The first process of a container can have a terminal too, and /dev/console is that one',
    points: 1,
    needs: ['terminal'],
    hint: 'The same steps serve a start: session is in the composition.',
    async test(t) {
      const container = await t.start(['/bin/probe', 'terminal', 'forever'], { ...BOX, ...TERMINAL })
      const { command } = container
      t.expect('its standard output', command.descriptors().get(1), '/dev/pts/0')
      t.expect('what it finds', container.lines()[0], 'terminal 90x30, stdin /dev/pts/0')
      const console = command.mounts().find(({ point }) => point === '/dev/console')
      t.expect('what is mounted at /dev/console', console?.root, '/0')
    },
  },
  {
    id: 'keys',
    title: 'Every key goes to the container, and what it shows comes back',
    points: 2,
    needs: ['terminal'],
    hint: 'In raw mode the terminal of the user makes nothing of Ctrl-C; pipe what is typed (hole 4).',
    async test(t) {
      const beside = await (await box(t)).beside(
        ['/bin/probe', 'trap', 'INT', 'say', 'ready', 'read', 'await'],
        TERMINAL,
      )
      beside.type('words\r')
      await seen(t, beside, 'read: words')
      beside.type('\x03')
      await seen(t, beside, '^Cgot 2')
      t.expect('exit code', (await beside.ended()).code, 0)
    },
  },
  {
    id: 'size',
    title: "The terminal has the size of the user's, and follows it",
    points: 1,
    needs: ['terminal'],
    hint: 'The event "resize" of the output tells of a new size; attach() gives it to the terminal.',
    async test(t) {
      const command = ['/bin/probe', 'say', 'ready', 'read', 'terminal', 'read', 'terminal', 'forever']
      const beside = await (await box(t)).beside(command, { terminal: true })
      beside.type('\r')
      await seen(t, beside, 'terminal 80x24, stdin /dev/pts/0')
      beside.resize(101, 37)
      beside.type('\r')
      await seen(t, beside, 'terminal 101x37, stdin /dev/pts/0')
    },
  },
  {
    id: 'as-before',
    title: 'Afterwards the terminal of the user is as it was before',
    points: 2,
    needs: ['terminal'],
    hint: 'setRawMode(false) in a finally: however it came out, the user must have a terminal that works (hole 4).',
    async test(t) {
      const beside = await (await box(t)).beside(['/bin/probe', 'say', 'ready', 'read'], TERMINAL)
      t.expect('the settings while it runs', await settings(t), 'settings')
      beside.type('\r')
      const { code, error } = await beside.ended()
      t.expect('exit code', code, 0, error)
      t.expect('its settings afterwards', await settings(t), 'settings icanon echo isig')
    },
  },
  {
    id: 'nothing-left',
    title: 'Nothing stays on the host, however it comes out: no process, no zombie, no descriptor',
    points: 1,
    needs: ['starts'],
    hint: 'What prepare() of session opens, release() closes; nobody but the runtime buries what the helper clones.',
    async test(t) {
      const container = await box(t)
      await container.call('pause')
      const { error = '' } = await container.runBeside(FOREVER)
      await container.call('unpause')
      t.expect('what it says of a paused container', /paused/.test(error), true, error)
      const left = await t.leftovers(async () => {
        for (const wish of [{}, TERMINAL]) {
          await container.runBeside(['/bin/probe', 'exit', '0'], wish)
          await container.runBeside(['no-such-command'], wish)
        }
        const running = [container, await container.beside(FOREVER), await container.beside(FOREVER, TERMINAL)]
        container.command.kill('SIGKILL')
        const meanwhile = (await container.runBeside(FOREVER)).error ?? ''
        t.expect('what it says of one that ends', /does not run|has ended/.test(meanwhile), true, meanwhile)
        for (const it of running) await it.ended()
        const late = (await container.runBeside(FOREVER)).error ?? ''
        t.expect('what it says of one that has ended', /does not run|has ended/.test(late), true, late)
      })
      t.expect('left on the host', left, [])
    },
  },
] satisfies Check[]
