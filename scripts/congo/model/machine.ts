// Runs in a machine: random sequences of commands, and after each congo and the model have to agree.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import { pidfd_open, pidfd_send_signal, readable, run } from '#native'
import { beCongo, caught } from '../caught.ts'
import { Create, Exec, Kill, type Model, type Real, unseen, Verb, verbs } from './model.ts'

const GROUPS = '/sys/fs/cgroup/congo'
const STORE = '/var/lib/congo/containers'

async function kill(name: string, whom: 'process' | 'monitor'): Promise<void> {
  const state = JSON.parse(readFileSync(`${STORE}/${name}/state.json`, 'utf8'))
  const [first, monitor] = [state.process.pid, state.monitor.pid].map(pid => run(pidfd_open(pid)))
  run(pidfd_send_signal((whom === 'process' ? first : monitor) ?? -1, 'SIGKILL'))
  await Promise.all([readable(first ?? -1), readable(monitor ?? -1)])
}

const real: Real = {
  congo: (...argv) => caught(argv),
  kill,
  left: () =>
    (existsSync(GROUPS) ? readdirSync(GROUPS, { withFileTypes: true }) : [])
      .flatMap(each => (each.isDirectory() ? [each.name] : []))
      .sort(),
}

const name = fc.constantFrom('a', 'a', 'a', 'b')
const verb = (...among: string[]) => fc.tuple(name, fc.constantFrom(...among)).map(([each, of]) => new Verb(each, of))
const commands = fc.commands(
  [
    name.map(each => new Create(each)),
    verb(...verbs),
    verb(...verbs),
    verb('start', 'restart -t 0', 'pause'), // else most containers do not run
    name.map(each => new Exec(each)),
    fc.tuple(name, fc.constantFrom('process' as const, 'monitor' as const)).map(([each, whom]) => new Kill(each, whom)),
  ],
  { maxCommands: 10, size: 'max' },
)

/** Sequences begin with a container in one of these states: by chance the later ones would be rare. */
const BEGIN: readonly (readonly string[])[] = [[], ['start'], ['start', 'pause'], ['start', 'stop --force']]

await beCongo()

const [runs = '200', seed = String(Date.now() % 2 ** 31)] = process.argv.slice(2)
let steps = 0
await fc.assert(
  fc
    .asyncProperty(fc.constantFrom(...BEGIN), commands, async (begin, all) => {
      const model: Model = new Map()
      const first = [new Create('a'), ...begin.map(each => new Verb('a', each))]
      for (const each of first) await each.run(model, real)
      await fc.asyncModelRun(() => ({ model, real }), all)
      steps += [...all].length
    })
    .afterEach(async () => {
      for (const each of ['a', 'b']) await caught(['rm', '-f', each])
    }),
  { numRuns: Number(runs), seed: Number(seed), endOnFailure: true },
)
const never = unseen()
if (never.length > 0) throw new Error(`never tried: ${never.join(', ')}`)
process.stdout.write(`${runs} sequences, ${steps} steps, seed ${seed}\n`)
process.exit(0)
