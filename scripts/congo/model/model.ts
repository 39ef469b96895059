// What is true of a container after each verb: the whole truth in a page, to hold congo against.
import type { Command } from 'fast-check'
import * as assert from 'uvu/assert'

export type Status = 'created' | 'running' | 'paused' | 'stopped'
/** By name. */
export type Model = Map<string, Status>

/** What congo has said. */
export interface Said {
  readonly out: string
  readonly err: string
  readonly code: number
}

export interface Real {
  congo(...argv: string[]): Promise<Said>
  /** SIGKILL for the first process of a container, or for its monitor; comes back when it has ended. */
  kill(name: string, whom: 'process' | 'monitor'): Promise<void>
  /** What is on the host of containers: cgroups, links. */
  left(): string[]
}

type Change = Status | 'gone' | 'refused'

/** What a verb makes of a container in each state. Of one that is not there everything is refused. */
const VERBS: Readonly<Record<string, Readonly<Record<Status, Change>>>> = {
  start: { created: 'running', running: 'refused', paused: 'refused', stopped: 'running' },
  'stop --force': { created: 'created', running: 'stopped', paused: 'stopped', stopped: 'stopped' },
  'restart -t 0': { created: 'running', running: 'running', paused: 'running', stopped: 'running' },
  kill: { created: 'refused', running: 'stopped', paused: 'stopped', stopped: 'refused' },
  pause: { created: 'refused', running: 'paused', paused: 'paused', stopped: 'refused' },
  unpause: { created: 'refused', running: 'running', paused: 'running', stopped: 'refused' },
  rm: { created: 'gone', running: 'refused', paused: 'refused', stopped: 'gone' },
  'rm -f': { created: 'gone', running: 'gone', paused: 'gone', stopped: 'gone' },
}

const EXEC: Readonly<Record<Status, Change>> = {
  created: 'refused',
  running: 'running',
  paused: 'refused',
  stopped: 'refused',
}

export const verbs = Object.keys(VERBS)

/** What was tried of what: "pause of running". */
const seen = new Set<string>()

/** What of the model no sequence has come to. */
export const unseen = (): string[] =>
  [...verbs, 'create', 'exec true']
    .flatMap(verb => ['none', 'created', 'running', 'paused', 'stopped'].map(status => `${verb} of ${status}`))
    .filter(each => !seen.has(each))

/** Runs congo, and expects what the model says; afterwards `ps` has to know the same. */
abstract class Step implements Command<Model, Real> {
  readonly name: string
  constructor(name: string) {
    this.name = name
  }
  abstract readonly words: readonly string[]
  abstract change(before: Status | undefined): Change
  check(_: Readonly<Model>): boolean {
    return true
  }
  async act(real: Real): Promise<void> {
    const { code, err } = await real.congo(...this.words)
    assert.is(code, 0, `${this}: ${err}`)
  }
  async run(model: Model, real: Real): Promise<void> {
    const before = model.get(this.name)
    const change = this.change(before)
    seen.add(
      `${this.words[0] === 'create' ? 'create' : this.words.filter(word => word !== this.name).join(' ')} of ${before ?? 'none'}`,
    )
    if (change === 'refused') {
      const { code, err } = await real.congo(...this.words)
      assert.ok(code !== 0, `${this}: it should be refused`)
      assert.match(err, /^congo: [^\n]+\n$/, `${this}: one line`)
    } else {
      await this.act(real)
      if (change === 'gone') model.delete(this.name)
      else model.set(this.name, change)
    }
    const { out } = await real.congo('ps')
    const found = out
      .split('\n')
      .slice(1)
      .filter(Boolean)
      .map(line => line.split(/\s+/))
    assert.equal(
      new Map(found.map(([name = '', status]) => [name, status])),
      new Map([...model].sort(([a], [b]) => (a < b ? -1 : 1))),
      `after ${this}`,
    )
    const running = [...model].flatMap(([name, status]) => (status === 'running' || status === 'paused' ? [name] : []))
    assert.equal(real.left(), running.sort(), `on the host after ${this}`)
  }
  toString(): string {
    return this.words.join(' ')
  }
}

export class Create extends Step {
  get words() {
    return ['create', '--name', this.name, '/mnt/images/busybox', 'sleep', '1000']
  }
  change(before: Status | undefined): Change {
    return before === undefined ? 'created' : 'refused'
  }
}

export class Verb extends Step {
  readonly verb: string
  constructor(name: string, verb: string) {
    super(name)
    this.verb = verb
  }
  get words() {
    return [...this.verb.split(' '), this.name]
  }
  change(before: Status | undefined): Change {
    return before === undefined ? 'refused' : (VERBS[this.verb]?.[before] ?? 'refused')
  }
  override async act(real: Real): Promise<void> {
    await super.act(real)
    if (this.verb === 'kill') await real.congo('wait', this.name)
  }
}

export class Exec extends Step {
  get words() {
    return ['exec', this.name, 'true']
  }
  change(before: Status | undefined): Change {
    return before === undefined ? 'refused' : EXEC[before]
  }
}

/** A bad day: somebody ends a process of it, and no verb has done it. */
export class Kill extends Step {
  readonly whom: 'process' | 'monitor'
  constructor(name: string, whom: 'process' | 'monitor') {
    super(name)
    this.whom = whom
  }
  get words() {
    return [`kill -9 the ${this.whom} of`, this.name]
  }
  override check(model: Readonly<Model>): boolean {
    const status = model.get(this.name)
    return status === 'running' || status === 'paused'
  }
  change(): Change {
    return 'stopped'
  }
  override act(real: Real): Promise<void> {
    return real.kill(this.name, this.whom)
  }
}
