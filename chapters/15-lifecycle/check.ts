import type { Check, ProcessView, Trial } from '../check.ts'
import type { Config } from '../config.ts'
import { end, startAs } from './reuse.ts'

const STORE = '/var/lib/congo/store/containers'
const config = (args: readonly string[], more: Partial<Config> = {}): Config => ({
  ociVersion: '1.2.0',
  process: { args, env: ['PATH=/usr/bin:/bin'], cwd: '/' },
  linux: { namespaces: [{ type: 'pid' }] },
  ...more,
})
const FOREVER = ['/bin/probe', 'forever']

/** Containers have names of their own in each check: the store stays. */
let made = 0
const name = () => `c${++made}`

async function started(t: Trial, args: readonly string[] = FOREVER): Promise<string> {
  const id = name()
  await t.call('create', id, config(args))
  await t.call('start', id)
  return id
}

/** Ends and removes it, so that the next check finds a host as this one did. */
async function gone(t: Trial, id: string): Promise<void> {
  await t.call('stop', id, { signal: 'SIGKILL', seconds: 0 })
  await t.call('remove', id)
}

async function status(t: Trial, id: string): Promise<string> {
  const all = (await t.call('list')) as { id: string; status?: string; error?: string }[]
  const found = all.find(each => each.id === id)
  return found?.status ?? found?.error ?? 'not there'
}

const thrown = (t: Trial, call: string, ...args: unknown[]): Promise<string> =>
  t.call(call, ...args).then(
    () => 'nothing: it came back',
    ({ message }: Error) => message,
  )

const running = (t: Trial): ProcessView[] => t.processes().filter(({ args }) => args[1] === 'forever')

export default [
  {
    id: 'starts',
    title: 'A container is created, started, stopped and removed, each by a command of its own',
    points: 3,
    hint: 'npm run lab 15-lifecycle shows how far it comes, and which hole is open.',
    async test(t) {
      const id = name()
      await t.call('create', id, config(FOREVER))
      t.expect('after create', await status(t, id), 'created')
      await t.call('start', id)
      t.expect('after start', await status(t, id), 'running')
      t.expect('processes that run its command', running(t).length, 1)
      const end = await t.call('stop', id, { seconds: 0.05 })
      t.expect('what stop gives', (end as { code?: number })?.code, 137)
      t.expect('after stop', await status(t, id), 'stopped')
      await t.call('remove', id)
      t.expect('after remove', await status(t, id), 'not there')
    },
  },
  {
    id: 'names',
    title: 'What is no name of a container is refused, and makes nothing anywhere',
    points: 2,
    needs: ['starts'],
    hint: 'Say what a name may be, and refuse all else; "." and ".." are folders, and "-a" an option (hole 1).',
    async test(t) {
      const before = await t.probe('list', '/var/lib/congo', 'list', '/var/lib')
      const wrong = ['../x', '..', '.', '', 'a/b', 'a b', '-a', '.a', 'a\n', 'a\u0000', '\u00e4', 'x'.repeat(65)]
      for (const id of wrong) {
        const said = await thrown(t, 'create', id, config(FOREVER))
        t.expect(`create ${JSON.stringify(id)} is refused`, said !== 'nothing: it came back', true)
        t.expect(`what it says of ${JSON.stringify(id)} is one line`, said.split('\n').length, 1)
      }
      t.expect('folders', await t.probe('list', '/var/lib/congo', 'list', '/var/lib'), before)
      for (const id of ['a', 'A.b_c-1', '7', 'x'.repeat(64)]) {
        await t.call('create', id, config(FOREVER))
        await t.call('remove', id)
      }
    },
  },
  {
    id: 'not-another',
    title: 'Another process that has the number of the container is not taken for it',
    points: 3,
    needs: ['starts'],
    hint: 'A process is known by its number and the time of its start, field 22 of its stat; compare both (hole 2).',
    async test(t) {
      const id = await started(t)
      const file = t.host.file(`${STORE}/${id}/state.json`)
      const { pid } = JSON.parse(file ?? '{}').process
      await end(t, running(t))
      const other = await startAs(t, pid, ['/bin/probe', 'say', 'another', 'forever'])
      t.expect('the number of the other process', other.numbers[1], pid)
      t.expect('its status', await status(t, id), 'stopped')
      await gone(t, id)
      t.expect('the other process lives', other.alive, true)
    },
  },
  {
    id: 'another-boot',
    title: 'After the machine was started anew, nothing that was written before it runs',
    points: 1,
    needs: ['not-another'],
    hint: 'Ticks are counted from the boot: the same number and the same tick come again. Compare the boot as well (hole 2).',
    async test(t) {
      const id = await started(t)
      const file = `${STORE}/${id}/state.json`
      const text = t.host.file(file) ?? '{}'
      const { process, ...state } = JSON.parse(text)
      t.expect('the boot that is written', process.boot, t.host.file('/proc/sys/kernel/random/boot_id')?.trim())
      const before = { ...process, boot: '00000000-0000-0000-0000-000000000000' }
      await t.probe('write', file, JSON.stringify({ ...state, process: before, monitor: before }))
      t.expect('its status', await status(t, id), 'stopped')
      await t.probe('write', file, text)
      await gone(t, id)
    },
  },
  {
    id: 'any-name',
    title: 'A program may be called anything: its name does not hide when it was started',
    points: 1,
    needs: ['starts'],
    hint: 'The name of the program stands in brackets in stat, and may have brackets and blanks: look for the last ")" (hole 2).',
    async test(t) {
      const path = '/tmp/x) S 1 1 1'
      await t.probe('copy', '/bin/probe', path, 'chmod', path, '755')
      const plain = await t.start(FOREVER)
      const odd = await t.start([path, 'forever'])
      const asked = async (process: ProcessView) =>
        (await t.call('identity', process.numbers[1])) as { started?: number } | null
      const [first, second] = [await asked(plain.command), await asked(odd.command)]
      const ticks = Number(
        odd.command
          .proc('stat')
          .replace(/^.*\) /s, '')
          .split(' ')[19],
      )
      t.expect('the start of a program with an odd name', second?.started, ticks)
      t.expect('that of one with a plain name is there', Number.isInteger(first?.started), true)
    },
  },
  {
    id: 'dead',
    title: 'A process that has ended, and waits to be buried, does not live',
    points: 1,
    needs: ['starts'],
    hint: 'The state is the first field behind the name: Z is a zombie (hole 2).',
    async test(t) {
      const container = await t.start(['/bin/probe', 'orphans', '1', '1', 'forever'], {
        linux: { namespaces: [{ type: 'pid' }] },
      })
      const zombies = () => container.command.children().filter(({ alive }) => !alive)
      await t.until('no zombie comes', () => zombies().length > 0)
      t.expect('identity() of a zombie', await t.call('identity', zombies()[0]?.numbers[1]), null)
    },
  },
  {
    id: 'whole',
    title: 'A state is written beside the old one and takes its place: nobody ever finds half of it',
    points: 3,
    needs: ['starts'],
    hint: 'Write state.json.new, fsync it, and rename it to state.json (hole 3). Opened for writing, a file is empty at first.',
    async test(t) {
      const id = name()
      await t.call('create', id, config(FOREVER))
      const folder = `${STORE}/${id}`
      const seen = await t.changes(folder, () => t.call('start', id))
      // One name that takes the other's place. In a file that is written in place its content changes; one that is removed
      // first comes back by one more change of a name.
      t.expect(
        'what happened to state.json during a start',
        seen.filter(line => line.endsWith(' state.json')),
        ['rename state.json'],
        seen.join('; '),
      )
      t.expect(
        'it tells of a process',
        JSON.parse(t.host.file(`${folder}/state.json`) ?? '{}').process !== undefined,
        true,
      )
      const left = (await t.probe('list', folder)).filter(line => /new|tmp/.test(line) && !line.includes('exit.new'))
      t.expect('what is left beside it', left, [])
      await gone(t, id)
    },
  },
  {
    id: 'one-at-a-time',
    title: 'Of two starts at once one is refused, and the container runs once',
    points: 2,
    needs: ['starts'],
    hint: 'Whoever changes a container has its lock, from before it reads the state until it has written it (hole 4).',
    async test(t) {
      const id = name()
      await t.call('create', id, config(FOREVER))
      const both = await Promise.allSettled([t.call('start', id), t.call('start', id)])
      t.expect('how they came out', both.map(each => each.status).sort(), ['fulfilled', 'rejected'])
      const refused = both.find(each => each.status === 'rejected')?.reason.message
      t.expect('what the second is told, when the first is done', refused, `${id} runs already`)
      t.expect('processes that run its command', running(t).length, 1)
      t.expect('what remove says while it runs', /runs|stop/.test(await thrown(t, 'remove', id)), true)
      await gone(t, id)
    },
  },
  {
    id: 'no-dead-hand',
    title: 'The lock of a command that was killed is free',
    points: 2,
    needs: ['one-at-a-time'],
    hint: 'The kernel takes flock back from the dead; that a file is there says nothing (hole 4).',
    async test(t) {
      const file = '/var/lib/congo/lock-of-the-dead'
      await t.call('hold', file)
      await t.crash()
      t.expect('what the next one gets', await t.call('lock', file), 'had it')
    },
  },
  {
    id: 'after-a-crash',
    title: 'The next command knows a container that lives on when the one that started it was killed',
    points: 1,
    needs: ['starts'],
    hint: 'Nothing is remembered but what is on disk: status() asks the kernel about the process that is written there.',
    async test(t) {
      const id = await started(t)
      await t.crash()
      t.expect('its status', await status(t, id), 'running')
      await gone(t, id)
      t.expect('processes that are left', running(t).length, 0)
    },
  },
  {
    id: 'again',
    title: 'A policy decides whether a container is started again',
    points: 1,
    needs: ['starts'],
    hint: 'Who asked for the end wants no other start; on-failure counts; restarts() is short and given.',
    async test(t) {
      const state = { version: 1, id: 'x', created: '', policy: { name: 'no' }, restarts: 2 }
      const ask = (policy: object, change: object, end: object) =>
        t.call('restarts', policy, { ...state, ...change }, end)
      const [good, bad] = [{ code: 0 }, { code: 3 }]
      t.expect('no', await ask({ name: 'no' }, {}, bad), false)
      t.expect('always', await ask({ name: 'always' }, {}, good), true)
      t.expect('always, stopped', await ask({ name: 'always' }, { stopped: true }, good), false)
      t.expect('on-failure after 0', await ask({ name: 'on-failure' }, {}, good), false)
      t.expect('on-failure after 3', await ask({ name: 'on-failure' }, {}, bad), true)
      t.expect('on-failure, and nobody knows how', await ask({ name: 'on-failure' }, {}, { unknown: '' }), true)
      t.expect('on-failure:3 after two', await ask({ name: 'on-failure', most: 3 }, {}, bad), true)
      t.expect('on-failure:2 after two', await ask({ name: 'on-failure', most: 2 }, {}, bad), false)
    },
  },
  {
    id: 'nothing-left',
    title: 'A life from create to remove leaves nothing on the host: no process, no descriptor',
    points: 1,
    needs: ['starts'],
    hint: 'What was opened to be written is to be closed, also where writing fails: try, finally (hole 3).',
    async test(t) {
      const id = name()
      const life = async () => {
        await t.call('create', id, config(FOREVER))
        await t.call('start', id)
        await gone(t, id)
      }
      t.expect('what is left', await t.leftovers(life), [])
    },
  },
] satisfies Check[]
