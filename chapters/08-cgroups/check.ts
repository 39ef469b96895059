import type { CgroupView, Check, Ended, ProcessView, Running, Trial, Wish } from '../check.ts'
import type { Resources } from '../config.ts'

const MiB = 1024 * 1024
const FOREVER = ['/bin/probe', 'forever']
const BUSY = ['/bin/probe', 'say', 'ready', 'burn', '60000']

const limited = (resources: Resources, cgroupsPath?: string): Wish => ({
  linux: { namespaces: [{ type: 'pid' }], resources, ...(cgroupsPath === undefined ? {} : { cgroupsPath }) },
})

const shows = (group: CgroupView, ...files: string[]) =>
  files.map(file => `${group.path}/${file}: ${group.read(file) ?? 'there is no such file'}`).join('\n')

const files = (group: CgroupView, names: readonly string[]) => names.map(name => `${name} ${group.read(name)}`)

/** A line of a file with a name on each. */
const field = (group: CgroupView, file: string, name: string) =>
  Number(new RegExp(`^${name} (\\d+)$`, 'm').exec(group.read(file) ?? '')?.[1])

/** What the call throws; nothing where it comes back. */
const refusal = (call: Promise<unknown>) =>
  call.then(
    () => undefined,
    (error: Error) => error.message,
  )

/** A millisecond of processor time in so many: whatever happens in the group takes a moment, for calls that should wait for it. */
const slow = (group: CgroupView, milliseconds: number) => group.write('cpu.max', `1000 ${milliseconds}000`)

/** The processor time that a group gets, as a part of the time that passes. */
async function partOf(t: Trial, group: CgroupView): Promise<number> {
  const [began, before] = [performance.now(), field(group, 'cpu.stat', 'usage_usec')]
  await t.until('time does not pass', () => performance.now() - began > 300)
  return (field(group, 'cpu.stat', 'usage_usec') - before) / 1000 / (performance.now() - began)
}

export default [
  {
    id: 'starts',
    title: 'A container with a cgroup runs its command',
    points: 1,
    hint: 'npm run lab 08-cgroups shows how far the program comes, and which hole is open.',
    async test(t) {
      await t.start(FOREVER, { linux: { cgroupsPath: '/congo/starts' } })
    },
  },
  {
    id: 'born',
    title: 'The command is born in its group, and what it starts is there too',
    points: 3,
    needs: ['starts'],
    hint: 'Moved later, the child could have children before. c.cgroup is where clone3 makes it (hole 4).',
    async test(t) {
      const { command } = await t.start(['/bin/probe', 'orphans', '3', '600000', 'forever'], {
        linux: { cgroupsPath: '/congo/born' },
      })
      t.expect('group of the command', t.cgroup(command).path, '/congo/born')
      t.expect(
        'groups of the processes that it has started',
        t.processes().map(process => t.cgroup(process).path),
        Array(4).fill('/congo/born'),
      )
      t.expect('group of the runtime', t.cgroup(t.answer).path, t.cgroup(t.host).path)
      // The kernel lets nobody be born into a full group, and lets anybody be moved into it.
      await t.run(['/bin/probe', 'write', '/run/was-here', ''], limited({ unified: { 'pids.max': '0' } }))
      const ran = t.host.file('/run/was-here') !== undefined
      t.expect('a command ran whose group takes nobody, so it was moved there', ran, false)
    },
  },
  {
    id: 'arrives',
    title: 'Every word of linux.resources arrives in its file',
    points: 3,
    needs: ['born'],
    hint: 'A group has the files that the one above hands on, from the root down (hole 2). The lesson has the table (hole 1).',
    async test(t) {
      const deep = '/congo/some/where/deep'
      const { command } = await t.start(
        FOREVER,
        limited(
          {
            memory: { limit: 64 * MiB, reservation: 16 * MiB, swap: 96 * MiB },
            cpu: { shares: 512 },
            blockIO: { weight: 500 },
            unified: { 'memory.high': String(48 * MiB) },
          },
          deep,
        ),
      )
      t.expect('group of the command', t.cgroup(command).path, deep)
      const names = ['memory.low', 'memory.swap.max', 'cpu.weight', 'io.weight', 'memory.high']
      const found = files(t.cgroup(command), names)
      t.expect('files of the group', found, [
        `memory.low ${16 * MiB}`,
        `memory.swap.max ${32 * MiB}`,
        'cpu.weight 59',
        'io.weight default 4950',
        `memory.high ${48 * MiB}`,
      ])
      for (const [shares, weight] of [
        [2, '1'],
        [1024, '100'],
        [262144, '10000'],
      ] as const) {
        await t.start(FOREVER, limited({ cpu: { shares } }, `/congo/${shares}-shares`))
        const group = t.cgroup(`/congo/${shares}-shares`)
        t.expect(`cpu.weight for ${shares} shares`, group.read('cpu.weight'), weight)
      }
      await t.start(FOREVER, limited({ memory: { limit: 8 * MiB }, pids: { limit: -1 } }, '/congo/other'))
      const group = t.cgroup('/congo/other')
      t.expect('pids.max for a limit of -1', group.read('pids.max'), 'max')
      t.expect('memory.swap.max, where only memory is limited', group.read('memory.swap.max'), '0')
      const { error = '' } = await t.run(FOREVER, limited({ cpu: { cpus: '0' } }))
      t.expect('the error names the controller that the host has not', /\bcpuset\b/.test(error), true, error)
    },
  },
  {
    id: 'memory',
    title: 'Who takes more memory than the limit ends, and it is told why',
    points: 3,
    needs: ['starts'],
    hint: 'memory.max is the limit (hole 1). A kill from outside gives 137 too: memory.events counts those for memory.',
    slow: 'a bomb',
    async test(t) {
      const all = t.cgroup('/congo')
      const before = field(all, 'memory.events', 'oom_kill') || 0
      const bomb = await t.start(['/bin/probe', 'say', 'ready', 'swarm', '24', '30', 'forever'], {
        ...limited({ memory: { limit: 64 * MiB }, unified: { 'memory.oom.group': '1' } }),
      })
      let code: number | string | undefined
      void bomb.ended().then(ended => {
        code = ended.code ?? ended.error
      })
      await t.until('720 MiB are taken where 64 are allowed, and nothing happens', () => code !== undefined)
      t.expect('how the container ends', code, 137)
      t.expect('the kernel has killed for memory', field(all, 'memory.events', 'oom_kill') > before, true)
      t.expect('what oomKilled() says', await bomb.call('oomKilled'), true)
      const other = await t.start(FOREVER, limited({ memory: { limit: 64 * MiB } }))
      t.expect('memory.max', t.cgroup(other.command).read('memory.max'), String(64 * MiB))
      other.command.kill('SIGKILL')
      t.expect('exit code of a container that is killed from outside', (await other.ended()).code, 137)
      t.expect('what oomKilled() says of that', await other.call('oomKilled'), false)
    },
  },
  {
    id: 'pids',
    title: 'Who starts more processes than the limit gets no further',
    points: 2,
    needs: ['starts'],
    hint: 'pids.max is the limit, for all processes of the group together (hole 1).',
    slow: 'a bomb',
    async test(t) {
      const { command, lines } = await t.start(
        ['/bin/probe', 'swarm', '30', '0', 'forever'],
        limited({ pids: { limit: 10 } }),
      )
      const group = t.cgroup(command)
      t.expect('processes in the group', group.read('pids.current'), '10', shows(group, 'pids.max', 'pids.events'))
      t.expect('what the container is told', lines()[0], 'swarm 9: Resource temporarily unavailable')
      t.expect('exit code of another container', (await t.run(['/bin/probe', 'orphans', '9', '0'])).code, 0)
    },
  },
  {
    id: 'cpu',
    title: 'A container gets the processor for its quota of each period',
    points: 2,
    needs: ['starts'],
    hint: 'cpu.max has the quota first, then the period, in microseconds (hole 1).',
    slow: 'a quota shows only over some periods',
    async test(t) {
      const { command } = await t.start(BUSY, limited({ cpu: { quota: 5000, period: 50000 } }))
      const group = t.cgroup(command)
      const part = await partOf(t, group)
      const evidence = `${Math.round(part * 100)} of 100\n${shows(group, 'cpu.max')}`
      t.expect('it gets more than 50 of 100, where 10 are allowed', part > 0.5, false, evidence)
      t.expect('it is held back', field(group, 'cpu.stat', 'nr_throttled') > 0, true, shows(group, 'cpu.stat'))
      t.expect('cpu.max', group.read('cpu.max'), '5000 50000')
    },
  },
  {
    id: 'namespace',
    title: 'The own group is the root of the cgroup namespace, and guarded',
    points: 2,
    needs: ['born'],
    hint: 'flags(c) tells clone3 which namespaces to make; the root is the group into which it makes the child.',
    async test(t) {
      const write = ['write', '/sys/fs/cgroup/pids.max', '1000', 'mkdir', '/sys/fs/cgroup/mine']
      const { command, lines } = await t.start(['/bin/probe', ...write, 'forever'], {
        root: { path: '/images/busybox' },
        mounts: [{ destination: '/sys/fs/cgroup', type: 'cgroup', source: 'cgroup' }],
        linux: {
          namespaces: [{ type: 'pid' }, { type: 'mount' }, { type: 'cgroup' }],
          cgroupsPath: '/congo/namespace',
          resources: { pids: { limit: 12 } },
        },
      })
      const same = command.namespace('cgroup') === t.host.namespace('cgroup')
      t.expect('the container shares the cgroup namespace of the host', same, false)
      const [path] = await t.probeIn(command, ['cgroup'], 'show', `/proc/${command.pid}/cgroup`)
      t.expect('its group, as it is called in there', path, 'file 0::/')
      t.expect('pids.max in what is mounted there', command.file('/sys/fs/cgroup/pids.max'), '12\n')
      t.expect('what the container can do there', lines().slice(0, 2), [
        'write /sys/fs/cgroup/pids.max: Operation not permitted',
        'mkdir /sys/fs/cgroup/mine: done',
      ])
      t.expect('the group that it made, on the host', t.cgroup('/congo/namespace/mine').exists, true)
    },
  },
  {
    id: 'paused',
    title: 'pause() comes back when all stand still; unpause() lets them go on',
    points: 2,
    needs: ['arrives'],
    hint: 'cgroup.freeze asks for it; cgroup.events says "frozen 1" when it is so.',
    async test(t) {
      const container = await t.start(['/bin/probe', 'orphans', '2', '600000', ...BUSY.slice(1)], limited({}))
      const group = t.cgroup(container.command)
      slow(group, 50)
      await t.until('the container is not held back', () => field(group, 'cpu.stat', 'nr_throttled') > 0)
      await container.call('pause')
      t.expect('cgroup.events, when pause() is back', group.read('cgroup.events'), 'populated 1\nfrozen 1')
      group.write('cpu.max', 'max')
      t.expect('processor time that a paused container gets', await partOf(t, group), 0)
      await container.call('unpause')
      t.expect('cgroup.events, when unpause() is back', group.read('cgroup.events'), 'populated 1\nfrozen 0')
      const used = field(group, 'cpu.stat', 'usage_usec')
      await t.until('the container does not go on', () => field(group, 'cpu.stat', 'usage_usec') > used)
    },
  },
  {
    id: 'live',
    title: 'update() and usage() work on a running container',
    points: 2,
    needs: ['arrives'],
    hint: 'The files can be written at any time. usage(): memory.current, usage_usec in cpu.stat, pids.current.',
    async test(t) {
      const container = await t.start(['/bin/probe', 'eat', '20', 'orphans', '4', '600000', 'forever'], {
        ...limited({ memory: { limit: 64 * MiB }, pids: { limit: 20 } }),
      })
      const group = t.cgroup(container.command)
      await container.call('update', { memory: { limit: 96 * MiB }, cpu: { quota: 20000 } })
      t.expect('files after the update', files(group, ['memory.max', 'cpu.max', 'pids.max']), [
        `memory.max ${96 * MiB}`,
        'cpu.max 20000 100000',
        'pids.max 20',
      ])
      const figures = () => ({
        memory: Number(group.read('memory.current')),
        cpu: field(group, 'cpu.stat', 'usage_usec'),
        pids: Number(group.read('pids.current')),
      })
      const before = figures()
      const told = ((await container.call('usage')) ?? {}) as Partial<typeof before>
      const after = figures()
      const evidence = `before ${JSON.stringify(before)}\ntold ${JSON.stringify(told)}\nafter ${JSON.stringify(after)}`
      for (const name of ['memory', 'cpu', 'pids'] as const) {
        const [least, most] = [Math.min(before[name], after[name]), Math.max(before[name], after[name])]
        const right = (told[name] ?? -1) >= least && (told[name] ?? -1) <= most
        t.expect(`usage() gives the figure of the kernel for ${name}`, right, true, evidence)
      }
    },
  },
  {
    id: 'whole',
    title: 'What cannot be is refused in a line, and changes nothing',
    points: 2,
    needs: ['arrives'],
    hint: 'Know all values before the first is written; put back what was there where the kernel refuses one.',
    async test(t) {
      const bad = await t.run(FOREVER, limited({ memory: { limit: 64 * MiB }, pids: { limit: -2 } }, '/congo/bad'))
      t.expect('the error names the word', /pids\.limit\b.*-2/.test(bad.error ?? ''), true, bad.error)
      t.expect('a group was made for it', t.cgroup('/congo/bad').exists, false)

      const container = await t.start(FOREVER, limited({ memory: { limit: 64 * MiB } }, '/congo/whole'))
      const group = t.cgroup(container.command)
      const names = ['memory.max', 'memory.swap.max', 'cpu.weight', 'pids.max']
      const before = files(group, names)
      for (const [word, resources] of [
        ['cpu.quota', { memory: { limit: 32 * MiB }, cpu: { quota: 10 } }],
        ['pids.max', { memory: { limit: 32 * MiB }, cpu: { shares: 2 }, unified: { 'pids.max': 'many' } }],
      ] as const) {
        const message = await refusal(container.call('update', resources))
        t.expect(`update() refuses ${word}, and says so`, message?.includes(word), true, message)
        t.expect('files after that', files(group, names), before)
      }

      const second = await t.run(['/bin/probe', 'exit', '0'], limited({}, '/congo/whole'))
      t.expect('a second container gets the group of the first', second.code !== undefined, false)
      t.expect('the first one lives', container.command.alive, true, second.error)
    },
  },
  {
    id: 'closed',
    title: 'No descriptor of the group leads to the cgroups of the host, not even as a working directory',
    points: 1,
    needs: ['born'],
    hint: 'Given code does it: a step closes the copy of c.cgroup that the child has. Did it get lost?',
    slow: 'ten containers, one for each descriptor that may be the one',
    async test(t) {
      for (const fd of t.unusedDescriptors(10)) {
        const { lines } = await t.run(['/bin/probe', 'list', '.'], {
          root: { path: '/images/busybox' },
          mounts: [{ destination: '/proc', type: 'proc' }],
          linux: { namespaces: [{ type: 'mount' }, { type: 'pid' }], cgroupsPath: '/congo/closed' },
          cwd: `/proc/self/fd/${fd}`,
        })
        t.expect(
          `a command whose cwd is /proc/self/fd/${fd} is in a cgroup`,
          lines.includes('list cgroup.procs'),
          false,
        )
      }
    },
  },
  {
    id: 'nothing-left',
    title: 'With the container goes its group, whatever is in it',
    points: 2,
    needs: ['arrives'],
    hint: 'cgroup.kill ends all; await "populated 0" in cgroup.events; then rmdir, the innermost first (hole 3).',
    async test(t) {
      const run = (path: string, ...verbs: string[]) =>
        t.start(['/bin/probe', ...verbs, 'await', 'exit', '0'], { linux: { cgroupsPath: path } })
      const end = async (container: Running) => {
        const group = t.cgroup(container.command)
        if (group.path === '/congo/alone') slow(group, 20)
        container.command.kill('SIGTERM')
        let ended: Ended | undefined
        void container.ended().then(told => {
          ended = told
        })
        await t.until(`${group.path} is still there, with processes in it`, () => ended !== undefined || !group.exists)
        t.expect('what the runtime throws at the end', ended?.error, undefined)
        t.expect(`${group.path} is there`, group.exists, false)
      }
      await end(await run('/congo/first', 'trap', 'TERM')) // the groups above stay: others may be in them
      const left = await t.leftovers(async () => {
        await end(await run('/congo/alone', 'trap', 'TERM', 'orphans', '12', '600000'))
        const inner = '/sys/fs/cgroup/congo/nested/inner'
        const make = ['mkdir', inner, 'mkdir', `${inner}/most`]
        const container = await run('/congo/nested', 'trap', 'TERM', ...make, 'orphans', '2', '600000')
        const [orphan] = t.processes().filter(({ pid }) => pid !== container.command.pid) as [ProcessView]
        t.cgroup('/congo/nested/inner/most').write('cgroup.procs', String(orphan.pid))
        t.expect('group of an orphan', t.cgroup(orphan).path, '/congo/nested/inner/most')
        await end(container)
      })
      t.expect('left on the host', left, [])
    },
  },
  {
    id: 'after-a-crash',
    title: 'What a killed runtime has left is found and removed',
    points: 1,
    needs: ['nothing-left'],
    hint: 'release() finds the group by config and id alone. prepare() removes one where nobody is, and makes it anew.',
    async test(t) {
      const resources = { pids: { limit: 9 } }
      const [group, other] = [t.cgroup('/congo/crash'), t.cgroup('/congo/crash-too')]
      const linux = { cgroupsPath: group.path, resources }
      const container = await t.start(['/bin/probe', 'orphans', '2', '600000', 'forever'], { linux })
      const second = await t.start(FOREVER, limited(resources, other.path))
      await t.crash()
      await t.until('a container outlives its runtime', () => !container.command.alive && !second.command.alive)
      const evidence = shows(group, 'cgroup.events')
      t.expect('the groups are there', [group.exists, other.exists], [true, true], evidence)
      await container.call('release')
      t.expect('the group is there after release()', group.exists, false, evidence)
      await container.call('release')
      await t.start(FOREVER, { linux: { cgroupsPath: other.path } })
      t.expect('pids.max of the next container in the other group', other.read('pids.max'), 'max')
    },
  },
] satisfies Check[]
