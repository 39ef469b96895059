import type { Check, ProcessView, Running, Trial, Wish } from '../check.ts'

const WATCHED: Wish = { watched: {} }
const BOX: Wish = {
  root: { path: '/images/busybox' },
  linux: { namespaces: [{ type: 'pid' }, { type: 'mount' }] },
  ...WATCHED,
}
const FOREVER = ['/bin/probe', 'forever']

interface Piece {
  readonly time: string
  readonly stream: string
  readonly bytes: string
}

/** What log() of the answer gives, the bytes as Latin-1. */
const log = async (container: Running, choice = {}) => (await container.call('log', choice)) as Piece[]
const told = (pieces: readonly Piece[]) => pieces.map(({ stream, bytes }) => `${stream} ${bytes}`)

const monitors = (t: Trial): ProcessView[] => t.processes().filter(({ args }) => args[0] === 'monitor')

/** Runs a shell to its end, which begins when its process has been seen. */
async function finished(t: Trial, text: string, wish: Wish = {}): Promise<Running> {
  const waiting = "trap go=1 USR1; until [ $go ]; do /bin/probe sleep 5; done; trap '' USR1" // it would cut a write short
  const container = await t.start(['/bin/sh', '-c', `${waiting}; ${text}`], { ...BOX, ...wish })
  const ended = container.ended().then(() => true)
  const soon = () => new Promise<boolean>(resolve => setTimeout(resolve, 20, false))
  do
    container.command.kill('SIGUSR1') // process 1 does not hear it before the trap is set
  while (!(await Promise.race([ended, soon()])))
  return container
}

export default [
  {
    id: 'starts',
    title: 'A container runs under a monitor, which is its parent',
    points: 3,
    hint: 'The monitor finds the container at descriptor 0, and its other descriptors by their numbers (hole 1).',
    async test(t) {
      const { command } = await t.start(FOREVER, WATCHED)
      const [monitor] = monitors(t)
      t.expect(
        'the children of the monitor',
        monitor?.children().map(({ pid }) => pid),
        [command.pid],
      )
    },
  },
  {
    id: 'stays',
    title: 'The container and its monitor live on when the runtime is killed',
    points: 2,
    needs: ['starts'],
    hint: 'The parent of the container is the process that becomes the monitor: it clones it, with no CLONE_PARENT.',
    async test(t) {
      const { command } = await t.start(FOREVER, WATCHED)
      const [monitor] = monitors(t)
      await t.crash()
      t.expect('the container lives', command.alive, true)
      t.expect('the monitor lives', monitor?.alive, true)
      command.kill('SIGKILL')
      await t.until('the monitor stays when its container has ended', () => monitors(t).length === 0)
    },
  },
  {
    id: 'streams',
    title: 'Both streams are kept, and told apart',
    points: 2,
    needs: ['starts'],
    hint: 'An entry names its stream; a line without more to come is whole at once (hole 2).',
    async test(t) {
      const container = await finished(t, 'echo one; echo two >&2; echo three')
      const pieces = told(await log(container))
      t.expect(
        'standard output',
        pieces.filter(piece => piece.startsWith('stdout')),
        ['stdout one\n', 'stdout three\n'],
      )
      t.expect(
        'standard error',
        pieces.filter(piece => piece.startsWith('stderr')),
        ['stderr two\n'],
      )
    },
  },
  {
    id: 'never-full',
    title: 'A container that prints a lot is never kept waiting, though nobody reads',
    points: 2,
    needs: ['starts'],
    hint: 'The monitor has to have the ends of both pipes: all of `kept` stays open across execve (hole 1).',
    async test(t) {
      const much = 'i=0; while [ $i -lt 300 ]; do printf %01000d\\\\n $i; printf %01000d\\\\n $i >&2; i=$((i+1)); done'
      const container = await finished(t, much)
      t.expect('lines in the log', (await log(container)).length, 600)
    },
  },
  {
    id: 'exact',
    title: 'Bytes come back as they were: a line of any length, zeros, the last line without its end',
    points: 3,
    needs: ['streams'],
    hint: 'Parts are bytes, not text; a newline belongs behind a line that has one, and nowhere else (hole 2).',
    async test(t) {
      const container = await finished(t, "printf 'a\\0b\\r\\377\\n'; printf %0200000d 7; printf '\\n\\nend'")
      const pieces = await log(container)
      const all = pieces.map(({ bytes }) => bytes).join('')
      const expected = `a\0b\r\xff\n${'7'.padStart(200_000, '0')}\n\nend`
      t.expect('how many bytes come back', all.length, expected.length)
      t.expect('the same bytes', all === expected, true)
      t.expect('how many lines', pieces.length, 4)
    },
  },
  {
    id: 'each-its-own',
    title: 'A line that comes in parts is put together, whatever the other stream says in between',
    points: 2,
    needs: ['streams'],
    hint: 'Each stream has a line that is not finished yet: a Map, by stream. The time is that of its first part (hole 2).',
    async test(t) {
      const wait = '/bin/probe sleep 30'
      const container = await finished(t, `printf a; ${wait}; printf b >&2; ${wait}; echo c >&2; ${wait}; echo d`)
      const pieces = await log(container)
      t.expect('the log', told(pieces), ['stderr bc\n', 'stdout ad\n'])
      const [first = 0, last = 0] = pieces.map(({ time }) => Date.parse(time))
      t.expect('the line that ended last had begun first', first - last >= 25, true, `${first - last} ms before`)
    },
  },
  {
    id: 'chosen',
    title: 'The last lines can be had, and those of a time',
    points: 2,
    needs: ['streams'],
    hint: '`since` is the first moment that counts, `until` the first that does not; of the rest the last `tail` (hole 3).',
    async test(t) {
      const wait = '/bin/probe sleep 20'
      const container = await finished(t, `for i in 1 2 3 4; do echo $i; ${wait}; done`)
      const all = await log(container)
      const numbers = async (choice: object) =>
        (await log(container, choice)).map(({ bytes }) => bytes.trim()).join(' ')
      const [, second, , fourth] = all.map(({ time }) => time)
      t.expect('{ tail: 2 }', await numbers({ tail: 2 }), '3 4')
      t.expect('{ tail: 0 }', await numbers({ tail: 0 }), '')
      t.expect('{ since: the second }', await numbers({ since: second }), '2 3 4')
      t.expect('{ until: the fourth }', await numbers({ until: fourth }), '1 2 3')
      t.expect('{ since, until, tail: 1 }', await numbers({ since: second, until: fourth, tail: 1 }), '3')
    },
  },
  {
    id: 'turned',
    title: 'The log is turned by its size, and read across its files',
    points: 1,
    needs: ['streams'],
    hint: 'The words size= and files= of the monitor are in argv; execve hands on all of argv (hole 1).',
    async test(t) {
      const much = 'i=0; while [ $i -lt 200 ]; do echo line $i; i=$((i+1)); done'
      const container = await finished(t, much, { watched: { size: 4000, files: 2 } })
      const lines = (await log(container)).map(({ bytes }) => bytes)
      t.expect('the last line', lines.at(-1), 'line 199\n')
      t.expect('lines that are kept: some, not all', lines.length > 100 && lines.length < 200, true, `${lines.length}`)
    },
  },
  {
    id: 'end',
    title: 'The end is told as it was: a code, or 128 + the signal, and whether memory ran out',
    points: 3,
    needs: ['starts'],
    hint: 'The record has { code } or { signal }; `oom` and `at` belong to the answer as well (hole 4).',
    async test(t) {
      t.expect('exit code', (await t.run(['/bin/probe', 'exit', '7'], WATCHED)).code, 7)
      const container = await t.start(FOREVER, WATCHED)
      t.expect('the fate of one that runs', await container.call('fate'), undefined)
      container.command.kill('SIGKILL')
      t.expect('exit code after SIGKILL', (await container.ended()).code, 137)
      const fate = (await container.call('fate')) as { code?: number; oom?: boolean; at?: string }
      t.expect('oom after SIGKILL', fate.oom, false)
      t.expect('a time', Math.abs(Date.now() - Date.parse(fate.at ?? '')) < 60_000, true, fate.at)
      const small: Wish = {
        linux: { cgroupsPath: '/congo/small', resources: { memory: { limit: 16 * 2 ** 20, swap: 16 * 2 ** 20 } } },
      }
      const hungry = await t.start(['/bin/probe', 'sleep', '300', 'eat', '64', 'forever'], { ...WATCHED, ...small })
      t.expect('exit code of one that has eaten too much', (await hungry.ended()).code, 137)
      t.expect('its oom', ((await hungry.call('fate')) as { oom?: boolean }).oom, true)
    },
  },
  {
    id: 'unknown',
    title: 'When the monitor is killed, its container ends with it, and nobody makes an end up',
    points: 2,
    needs: ['end'],
    hint: 'Without a record and without a monitor nobody has seen the end: say { unknown: why } (hole 4).',
    async test(t) {
      const container = await t.start(FOREVER, WATCHED)
      const without = (...[alive, monitor]: boolean[]) => container.call('fate', { container: alive, monitor })
      t.expect('the fate while a monitor lives that has no record yet', await without(false, true), undefined)
      t.expect('the fate while a container lives without a monitor', await without(true, false), undefined)
      for (const monitor of monitors(t)) monitor.kill('SIGKILL')
      await t.until('the container lives on without its monitor', () => !container.command.alive)
      const { code, error } = await container.ended()
      t.expect('an exit code', code, undefined)
      const fate = (await container.call('fate')) as { unknown?: unknown; code?: unknown } | undefined
      t.expect('fate() gives { unknown: a text }', typeof fate?.unknown, 'string', error)
    },
  },
  {
    id: 'terminal',
    title: 'What a terminal shows is kept as well',
    points: 1,
    needs: ['streams'],
    hint: 'The master comes to the monitor over `console`, one of the descriptors that stay open (hole 1).',
    async test(t) {
      const devpts: Wish = {
        mounts: [
          { destination: '/dev', type: 'tmpfs' },
          { destination: '/dev/pts', type: 'devpts', options: ['newinstance', 'ptmxmode=0666'] },
        ],
      }
      const container = await finished(t, 'echo seen', { ...devpts, terminal: true })
      await t.until('nothing of it is in the log', async () => (await log(container)).length > 0)
      t.expect('the log', told(await log(container)).at(0), 'stdout seen\r\n')
    },
  },
] satisfies Check[]
