import type { Check, ProcessView, Wish } from '../check.ts'

const PID: Wish = { linux: { namespaces: [{ type: 'pid' }] } }
const INIT: Wish = { ...PID, annotations: { 'org.congo.init': 'true' } }
const FOREVER = ['/bin/probe', 'forever']
const shows = (process: ProcessView) => `/proc/${process.pid}/status: NSpid: ${process.numbers.join(' ')}`

export default [
  {
    id: 'starts',
    title: 'A container with a PID namespace runs its command',
    points: 1,
    hint: 'npm run lab 04-pid shows how far the program comes, and which hole is open.',
    async test(t) {
      await t.start(FOREVER, PID)
    },
  },
  {
    id: 'parent-stays',
    title: 'The runtime and its later children stay in the namespace of the host',
    points: 1,
    needs: ['starts'],
    hint: 'After unshare(CLONE_NEWPID) every later child of that process is in the new namespace. Use the flag of clone3.',
    async test(t) {
      await t.run(['/bin/probe', 'exit', '0'], PID)
      const found = t.answer.namespace('pid_for_children')
      t.expect(
        'PID namespace for children of the runtime',
        found,
        t.host.namespace('pid'),
        `/proc/${t.answer.pid}/ns/pid_for_children -> ${found}`,
      )
    },
  },
  {
    id: 'host-unseen',
    title: 'The container cannot signal a process of the host',
    points: 2,
    needs: ['starts'],
    hint: 'Only a child cloned with CLONE_NEWPID is in the new namespace; unshare() moves nobody (hole 1).',
    async test(t) {
      const target = await t.start(FOREVER)
      const number = String(target.command.numbers[1])
      const { lines } = await t.run(['/bin/probe', 'kill', 'KILL', number], PID)
      t.expect(`what kill(${number}) says in the container`, lines, [`kill ${number} No such process`])
      t.expect('the process of the host lives', target.command.alive, true)
    },
  },
  {
    id: 'number-one',
    title: 'The command is process 1 of a PID namespace of its own',
    points: 3,
    needs: ['starts'],
    hint: 'The child of clone3 is number 1. Nothing comes between it and the command, unless the config asks for init.',
    async test(t) {
      const { command } = await t.start(FOREVER, PID)
      t.expect('its number in its own namespace', command.numbers.slice(2), [1], shows(command))
    },
  },
  {
    id: 'ends-together',
    title: 'When process 1 ends, everything in the container ends',
    points: 2,
    needs: ['number-one'],
    hint: 'The kernel does it, if init is number 1 of the namespace: then its argv is "init", the command, ... (hole 2).',
    async test(t) {
      await t.start(['/bin/probe', 'orphans', '3', '600000', 'forever'], INIT)
      for (const first of t.answer.children()) first.kill('SIGKILL')
      await t.until('processes of the container live on after its process 1', () => t.processes().length === 0)
    },
  },
  {
    id: 'stop-insists',
    title: 'stop() ends a process 1 that does not hear SIGTERM',
    points: 3,
    needs: ['number-one'],
    hint: 'Process 1 ignores a signal without a handler. When the time is over, SIGKILL comes from outside (hole 3).',
    async test(t) {
      const container = await t.start(FOREVER, PID)
      void container.stop(0.05)
      await t.until('process 1 lives on after stop(0.05)', () => !container.command.alive)
      const ended = await container.ended()
      t.expect('exit code', ended.code, 137, ended.error)
    },
  },
  {
    id: 'stop-asks-first',
    title: 'stop() lets a command that hears SIGTERM end by itself, and comes back when it has',
    points: 2,
    needs: ['number-one'],
    hint: 'SIGTERM first; SIGKILL only when so many seconds are over and the command still runs (hole 3).',
    async test(t) {
      const container = await t.start(['/bin/probe', 'trap', 'TERM', 'await', 'sleep', '80', 'exit', '5'], PID)
      let given: unknown
      void container.stop(30).then(status => {
        given = status ?? 'nothing'
      })
      const ended = await container.ended()
      t.expect('the last line of the command', ended.lines.at(-1), 'got 15', ended.error)
      t.expect('exit code', ended.code, 5, ended.error)
      await t.until('stop(30) is not back, and the container has ended', () => given !== undefined)
      t.expect('what stop() gives', given, { code: 5 })
    },
  },
  {
    id: 'init-in-front',
    title: 'With the annotation org.congo.init, process 1 is init and the command its child',
    points: 2,
    needs: ['starts'],
    hint: 'The child becomes what c.exec says: set it in prepare, to an execveat of the descriptor of init (hole 2).',
    async test(t) {
      const { command } = await t.start(FOREVER, INIT)
      t.expect('number of the command', command.numbers.slice(2), [2], shows(command))
      const [init] = t.answer.children()
      t.expect('the program of process 1', init?.program, '/memfd:init (deleted)', init && shows(init))
      t.expect(
        'the children of init',
        init?.children().map(({ pid }) => pid),
        [command.pid],
      )
    },
  },
  {
    id: 'init-buries',
    title: 'init buries orphans',
    points: 1,
    needs: ['init-in-front'],
    hint: 'Orphans become children of process 1, which has to wait for them. native/init.c does; does it run?',
    async test(t) {
      await t.start(['/bin/probe', 'orphans', '5', '600000', 'forever'], INIT)
      const children = () => t.answer.children().flatMap(init => init.children())
      await t.until('orphans do not become children of process 1', () => children().length === 6)
      for (const orphan of children()) if (orphan.numbers.at(-1) !== 2) orphan.kill('SIGKILL')
      await t.until('zombies stay in the container', () => children().length === 1)
    },
  },
  {
    id: 'init-passes-on',
    title: 'init passes on environment, signals and exit code',
    points: 2,
    needs: ['init-in-front'],
    hint: 'init hands its own environment to the command, and gives back its status: 128 + n after signal n (hole 2).',
    async test(t) {
      const container = await t.start(['/bin/probe', 'trap', 'TERM', 'await', 'exit', '6'], INIT)
      const environment = container.command.environment()
      for (const init of t.answer.children()) init.kill('SIGTERM')
      await t.until('SIGTERM, sent to init, does not reach the command', () => !container.command.alive)
      t.expect('exit code', (await container.ended()).code, 6)
      t.expect('exit code of a command killed by SIGSEGV', (await t.run(['/bin/probe', 'die', 'SEGV'], INIT)).code, 139)
      t.expect('exit code of an unknown command', (await t.run(['no-such-command'], INIT)).code, 127)
      t.expect('environment of the command', environment, ['PATH=/usr/bin:/bin'])
    },
  },
  {
    id: 'nothing-left',
    title: 'Nothing stays on the host: no process, no zombie, no descriptor of init',
    points: 1,
    needs: ['starts'],
    hint: 'release() closes what prepare() opened, whatever happened in between.',
    async test(t) {
      const left = await t.leftovers(async () => {
        await t.run(['/bin/probe', 'exit', '0'], INIT)
        await t.run(['no-such-command'], PID)
      })
      t.expect('left on the host', left, [])
    },
  },
] satisfies Check[]
