// Runs in the sandbox: the finished composition, in which one step goes wrong. Told which by lines on standard input.
import { mkdirSync, rmSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { cloneText, formatProgram, Gate, type Step } from '#native'
import { upTo } from '../../../chapters/composition.ts'
import type { Config } from '../../../chapters/config.ts'
import type { Container, Mechanism } from '../../../chapters/container.ts'
import { flags, program, release, start } from '../../../chapters/start.ts'

export interface Order {
  /** The composition up to this chapter; the step is one of this chapter's own, counted from 0. */
  readonly chapter: string
  readonly at: number
  /** The call fails, with an errno that it never gives; or the child is killed while it is about to make it. */
  readonly how: 'fails' | 'kills'
  readonly config: Config
}

export interface Told {
  /** How many steps the chapter has. */
  readonly steps: number
  /** The whole program, each step behind its chapter. */
  readonly program: readonly string[]
  /** What start() or wait() threw. */
  readonly error: string | undefined
}

// No such call: ENOSYS. Nothing allows it, and nothing stands in.
const failing = ({ allow, onError, child, ...step }: Step): Step => ({ ...step, nr: 0x7fffffff })

/** The clone, and the steps of its child. */
const lines = (c: Container, mechanisms: readonly Mechanism[]): string[] => [
  `clone3(${cloneText({ flags: flags(c, mechanisms), cgroup: c.cgroup })}, 88)`,
  ...program(c, mechanisms).flatMap(step => formatProgram([step]).map(line => `${step.from}  ${line}`)),
]

async function obey({ chapter, at, how, config }: Order): Promise<Told> {
  const c: Container = { id: 'congo-spoiled', config, bundle: '/var/lib/congo/congo-spoiled' }
  const gate = how === 'kills' ? new Gate() : undefined
  let steps = 0
  const spoil = (step: Step): Step[] => {
    if (steps++ !== at) return [step]
    return gate ? [...gate.steps, step] : [failing(step)]
  }
  const mechanisms: Mechanism[] = upTo(chapter).map(m =>
    m.name === chapter ? { ...m, steps: c => m.steps(c).flatMap(spoil) } : m,
  )
  let printed: string[] = []
  const killer: Mechanism = {
    name: chapter,
    steps(c) {
      printed = lines(c, upTo(chapter)) // now: what connect() closes, no later program has steps for
      return []
    },
    connect(_, child) {
      void gate?.reached().then(reached => {
        if (reached) process.kill(child.pid, 'SIGKILL')
        gate.close()
      })
    },
  }
  mkdirSync(c.bundle, { recursive: true })
  let error: string | undefined
  try {
    const child = await start(c, [...mechanisms, killer], { stdio: ['null', 'null', 'null'] })
    await child.wait()
  } catch (thrown) {
    error = String(thrown)
  }
  gate?.close()
  await release(c, mechanisms)
  await release(c, mechanisms) // it may be repeated
  rmSync(c.bundle, { recursive: true })
  return { steps, program: printed, error }
}

// One after the other: the driver waits for each answer.
createInterface({ input: process.stdin }).on('line', line => {
  void obey(JSON.parse(line)).then(told => process.stdout.write(`${JSON.stringify(told)}\n`))
})
