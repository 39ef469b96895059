import type { Check, Ended } from '../check.ts'

const FOREVER = ['/bin/probe', 'forever']

/** What the answer made of the end: a code, or the error that it threw. */
const told = ({ code, error }: Ended) => error ?? code

export default [
  {
    id: 'starts',
    title: 'The command of the container runs',
    points: 1,
    hint: 'The last step becomes the command: execvpe(args, env) (hole 1).',
    async test(t) {
      await t.start(FOREVER)
    },
  },
  {
    id: 'exit-code',
    title: 'The exit status of the command comes back',
    points: 2,
    needs: ['starts'],
    hint: 'wait() gives { code } when the command ended by itself: that is the number (hole 2).',
    async test(t) {
      for (const code of [0, 37, 255]) {
        const ended = await t.run(['/bin/probe', 'exit', String(code)])
        t.expect(`exit code of a command that ends with ${code}`, told(ended), code)
      }
    },
  },
  {
    id: 'signal-code',
    title: 'Death by signal n comes back as 128 + n',
    points: 2,
    needs: ['starts'],
    hint: 'wait() gives { signal: "SIGSEGV" } then; signalNumber() knows that this is 11 (hole 2).',
    async test(t) {
      for (const [signal, code] of [
        ['SEGV', 139],
        ['KILL', 137],
        ['TERM', 143],
      ] as const) {
        const ended = await t.run(['/bin/probe', 'die', signal])
        t.expect(`exit code after death by SIG${signal}`, told(ended), code)
      }
    },
  },
  {
    id: 'not-found',
    title: 'A command that does not exist gives 127',
    points: 1,
    needs: ['starts'],
    hint: 'execve of a file that is not there fails with ENOENT, below a file that is no folder with ENOTDIR (hole 3).',
    async test(t) {
      for (const name of ['/bin/no-such-command', '/etc/passwd/command', 'no-such-command']) {
        const ended = await t.run([name])
        t.expect(`exit code for ${name}`, told(ended), 127)
      }
    },
  },
  {
    id: 'not-executable',
    title: 'A command that cannot be executed gives 126',
    points: 1,
    needs: ['starts'],
    hint: 'execve fails with EACCES for a file without the x bit and for a folder, and with other errors (hole 3).',
    async test(t) {
      for (const name of ['/etc/passwd', '/etc']) {
        const ended = await t.run([name])
        t.expect(`exit code for ${name}`, told(ended), 126)
      }
    },
  },
  {
    id: 'path',
    title: 'A command without a slash is found in the PATH of the container',
    points: 1,
    needs: ['exit-code'],
    hint: 'execvpe(args, env) looks in the PATH of env; execve(args[0], ...) looks in none (hole 1).',
    async test(t) {
      const found = await t.run(['probe', 'exit', '3'], { env: ['PATH=/nowhere:/bin'] })
      t.expect('exit code of "probe exit 3" with PATH=/nowhere:/bin', told(found), 3)
      const missed = await t.run(['probe', 'exit', '3'], { env: ['PATH=/nowhere'] })
      t.expect('exit code of "probe exit 3" with PATH=/nowhere', told(missed), 127)
    },
  },
  {
    id: 'buried',
    title: 'No zombie and no descriptor stays when the container has ended',
    points: 1,
    needs: ['starts'],
    hint: 'A child that has ended stays in the process table until its parent takes its status: child.wait().',
    async test(t) {
      const left = await t.leftovers(async () => {
        await t.run(['/bin/probe', 'exit', '0'])
        await t.run(['/bin/no-such-command'])
      })
      t.expect('left on the host', left, [])
    },
  },
  {
    id: 'descriptors',
    title: 'The command has descriptors 0, 1 and 2, and no other',
    points: 2,
    needs: ['starts'],
    hint: 'A descriptor survives execve unless it is marked close-on-exec: close_range() marks a whole range (hole 1).',
    async test(t) {
      const { command } = await t.start(FOREVER)
      const open = [...command.descriptors()].sort(([a], [b]) => a - b)
      t.expect(
        'open descriptors',
        open.map(([fd]) => fd),
        [0, 1, 2],
        `/proc/${command.pid}/fd: ${open.map(([fd, target]) => `${fd} -> ${target}`).join(', ')}`,
      )
    },
  },
  {
    id: 'environment',
    title: 'The command has the environment of its config, and nothing of ours',
    points: 1,
    needs: ['starts'],
    hint: 'The third argument of execve is the whole environment: config.process.env, not process.env (hole 1).',
    async test(t) {
      const env = ['PATH=/bin', 'COLOUR=green', 'EMPTY=']
      const { command } = await t.start(FOREVER, { env })
      t.expect('environment', command.environment(), env, `/proc/${command.pid}/environ`)
    },
  },
  {
    id: 'cwd',
    title: 'The command starts in the working directory of its config',
    points: 1,
    needs: ['starts'],
    hint: 'chdir(cwd) has to come before execvpe: what stands after it never runs (hole 1).',
    async test(t) {
      const { command } = await t.start(FOREVER, { cwd: '/usr/lib' })
      t.expect('working directory', command.cwd, '/usr/lib', `/proc/${command.pid}/cwd -> ${command.cwd}`)
    },
  },
  {
    id: 'signals',
    title: 'The command starts with every signal in its normal state',
    points: 1,
    needs: ['starts'],
    hint: 'Blocked and ignored signals survive execve; the given steps unblock them and give SIGPIPE its default back.',
    async test(t) {
      const { command } = await t.start(FOREVER)
      for (const field of ['SigBlk', 'SigIgn']) {
        const found = command.status(field)
        t.expect(
          `${field} of the command`,
          found,
          '0000000000000000',
          `/proc/${command.pid}/status: ${field}: ${found}`,
        )
      }
    },
  },
  {
    id: 'passed-on',
    title: 'A signal sent to the runtime reaches the command',
    points: 2,
    needs: ['exit-code'],
    hint: 'forward() hears of the signal; child.kill(signal) sends the same one on (hole 4).',
    async test(t) {
      for (const [name, number] of [
        ['TERM', 15],
        ['INT', 2],
      ] as const) {
        const container = await t.start(['/bin/probe', 'trap', 'TERM', 'trap', 'INT', 'await', 'exit', '5'])
        container.signalAnswer(`SIG${name}`)
        await t.until(`SIG${name} does not reach the command`, () => container.lines().some(line => /^got/.test(line)))
        const ended = await container.ended()
        t.expect(`what the command hears of SIG${name}`, ended.lines.at(-1), `got ${number}`)
        t.expect('its exit code', told(ended), 5)
      }
    },
  },
] satisfies Check[]
