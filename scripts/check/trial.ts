// One check's view of the answer and of the kernel: chapters/check.ts says what it promises.
import { watch as watchFolder } from 'node:fs'
import { isDeepStrictEqual } from 'node:util'
import { CLONE_NEWCGROUP, CLONE_NEWIPC, CLONE_NEWNET, CLONE_NEWNS, CLONE_NEWUSER, CLONE_NEWUTS } from '#native'
import type { BesideWish, Ended, ProcessView, Running, Trial, Wish } from '../../chapters/check.ts'
import type { Config } from '../../chapters/config.ts'
import { defined } from '../../chapters/defined.ts'
import type { Answer } from '../answer/handle.ts'
import type { Event, Which } from '../answer/protocol.ts'
import type { Sandbox } from '../vm/agent/sandbox.ts'
import { cgroupOf, cgroupView } from './cgroup-view.ts'
import { Failure, shown } from './failure.ts'
import type { Host } from './host.ts'
import { takeLedger } from './ledger.ts'
import { plugInOutside } from './outside.ts'
import { probeIn, runsProbe, text } from './probe.ts'
import { processView } from './process-view.ts'

/** What a container gets unless a check wishes otherwise. */
const CONFIG: Config = {
  ociVersion: '1.2.0',
  process: { args: [], env: ['PATH=/usr/bin:/bin'], cwd: '/' },
}

const ENTERED: Readonly<Record<string, number>> = {
  cgroup: CLONE_NEWCGROUP,
  ipc: CLONE_NEWIPC,
  mount: CLONE_NEWNS,
  network: CLONE_NEWNET,
  user: CLONE_NEWUSER,
  uts: CLONE_NEWUTS,
}

/** What most containers run. */
const PROBE = '/bin/probe'

/** Of a container's output: what is beyond is not looked at. */
const KEPT = 1024 * 1024

export interface Setting {
  readonly sandbox: Sandbox
  /** Made before there was an answer. */
  readonly host: Host
  readonly answer: Answer
  /** Another process for the answer, where a check has ended the first. */
  startAnswer(): Promise<Answer>
  readonly chapter: string
  /** Processes of the sandbox that are there by themselves. */
  readonly own: ReadonlySet<number>
  /** How many times slower the machine is than the one that the limits were set on. */
  readonly speed: number
  /** Whether the next container's child is to wait before each of its steps. */
  readonly isPaced?: () => boolean
  /** Hears of each container's events, for those who show them. */
  readonly onEvent?: (event: Event) => void
}

/** Seconds after which a state of the kernel that should come by itself does not come any more. */
const PATIENCE = 2

let containers = 0

export function makeTrial(setting: Setting): Trial & {
  /** Awaits the end of all containers that were started, with what the answer does after it. */
  settled(): Promise<unknown>
} {
  const { sandbox, host, chapter, own } = setting
  let { answer } = setting
  const launched: Launched[] = []

  const processes = () =>
    sandbox
      .pids()
      .filter(pid => !own.has(pid) && pid !== answer.pid)
      .map(processView)

  function launch(command: readonly string[], wish: Wish = {}) {
    const {
      input,
      watched,
      upTo = chapter,
      id: name,
      root,
      hostname,
      domainname,
      mounts,
      annotations,
      linux,
      ...process
    } = wish
    const which: Which = {
      id: ++containers,
      ...defined({ name }),
      chapter: upTo,
      config: {
        ociVersion: CONFIG.ociVersion,
        ...defined({ root, hostname, domainname, mounts, annotations, linux }),
        process: { ...CONFIG.process, ...process, args: command },
      },
    }
    const container = new Launched(which, answer, setting.onEvent)
    launched.push(container)
    answer.tell({
      op: 'run',
      ...which,
      ...(input === undefined ? {} : { input }),
      ...defined({ watched }),
      trace: setting.onEvent !== undefined,
      ...(setting.isPaced?.() && { paced: true }),
    })
    return container
  }

  /** What it launches, when it is ready, and its process. */
  async function begun(command: readonly string[], begin: () => Launched): Promise<[Launched, ProcessView]> {
    const before = new Set(processes().map(({ pid }) => pid)) // an earlier one may run the same command
    const it = begin()
    await it.ready
    const found = processes().find(({ pid, args }) => !before.has(pid) && isDeepStrictEqual(args, command))
    if (found && command[0] === PROBE && !runsProbe(found.pid))
      throw new Failure(
        `process ${found.pid} is called ${shown(command.join(' '))}, and runs another program`,
        found.program,
      )
    if (found) return [it, found]
    const others = processes().map(({ pid, args }) => `${pid} ${args.join(' ')}`)
    throw new Failure(
      `expected a process that runs ${shown(command.join(' '))}; the kernel knows none`,
      `processes that came: ${others.join('; ') || 'none'}`,
    )
  }

  function launchBeside({ which }: Launched, command: readonly string[], wish: BesideWish = {}): Launched {
    const { input, ...process } = wish
    const it = new Launched({ ...which, id: ++containers }, answer, setting.onEvent)
    launched.push(it)
    answer.tell({
      op: 'exec',
      id: it.which.id,
      beside: which.id,
      process: { ...CONFIG.process, ...process, args: command },
      ...(input === undefined ? {} : { input }),
      trace: setting.onEvent !== undefined,
    })
    return it
  }

  async function onHost(program: string, ...args: string[]): Promise<string[]> {
    const inmate = await sandbox.enter([program, ...args], { stdio: ['null', 'pipe', 'inherit'] })
    const [output] = await Promise.all([text(inmate.stdout), inmate.wait()])
    return splitLines(output)
  }
  const probe = (...verbs: string[]) => onHost('/bin/probe', ...verbs)
  const ruleset = () => onHost('/usr/sbin/nft', 'list', 'ruleset')

  async function ledger(): Promise<Set<string>> {
    const rules = chapter >= '09' ? await ruleset() : [] // listing them takes longer than all the rest
    return takeLedger(sandbox, answer, [...(await probe('names', 'ipc', 'interfaces')), ...rules])
  }

  const trial: Trial = {
    host: host.view,
    get answer() {
      return processView(answer.pid)
    },
    cgroup: of => cgroupView(sandbox.cgroup, typeof of === 'string' ? of : cgroupOf(sandbox.cgroup, of.pid)),
    unusedDescriptors(count) {
      const taken = processView(answer.pid).descriptors()
      const all = Array.from({ length: taken.size + count }, (_, i) => i + 3)
      return all.filter(fd => !taken.has(fd)).slice(0, count)
    },
    processes,
    probe,
    ruleset,
    outside: use => plugInOutside(sandbox.init.pid, use),

    async start(command, wish) {
      const [container, found] = await begun(command, () => launch(command, wish))
      return running(container, found)
    },

    run: (command, wish) => launch(command, wish).ended,

    call: (name, ...args) => answer.call({ id: ++containers, chapter, config: CONFIG, name, args }),

    async probeIn(process, namespaces, ...verbs) {
      const flags = namespaces.reduce((all, name) => all | (ENTERED[name] ?? 0), 0)
      return splitLines(await probeIn(process.pid, flags, verbs, sandbox.asItsRoot()))
    },

    async leftovers(action) {
      await launch(['/bin/probe', 'exit', '0']).ended // what the answer opens at its first use is not left behind
      const before = await ledger()
      await action()
      const left = async () => [...(await ledger())].filter(line => !before.has(line))
      // What is closed or buried a moment later is not left behind.
      let found = await left()
      for (let tries = 0; found.length > 0 && tries < 5; tries++) {
        await pause(20)
        found = await left()
      }
      return found
    },

    async changes(folder, action) {
      const seen: string[] = []
      const watching = watchFolder(`/proc/${sandbox.init.pid}/root${folder}`, (what, name) =>
        seen.push(`${what} ${name}`),
      )
      try {
        await action()
        for (let turn = 0; turn < 2; turn++) await new Promise(setImmediate) // all that the kernel has noted is read by then
      } finally {
        watching.close()
      }
      return seen
    },

    async crash() {
      answer.kill('SIGKILL')
      await answer.ended
      answer = await setting.startAnswer()
    },

    expect(what, found, expected, evidence) {
      if (!isDeepStrictEqual(found, expected)) {
        throw new Failure(`${what}: expected ${shown(expected)}, found ${shown(found)}`, evidence)
      }
    },

    async until(what, holds) {
      const late = performance.now() + PATIENCE * setting.speed * 1000
      while (!(await holds())) {
        if (performance.now() > late) throw new Failure(what)
        await pause(5)
      }
    },
  }

  const running = (container: Launched, command: ProcessView): Running => ({
    command,
    lines: () => container.lines(),
    stop(seconds) {
      answer.tell({ op: 'stop', id: container.which.id, seconds })
      return container.stopped
    },
    call: (name, ...args) =>
      answer.call({ ...container.which, name, args }).catch(({ message }: Error) => {
        throw new Failure(`${name}() should come back, but: ${message}`)
      }),
    async beside(command, wish) {
      const [it, found] = await begun(command, () => launchBeside(container, command, wish))
      return {
        command: found,
        lines: () => it.lines(),
        ended: () => it.ended,
        type: text => answer.tell({ op: 'type', id: it.which.id, text }),
        resize: (columns, rows) => answer.tell({ op: 'resize', id: it.which.id, size: { columns, rows } }),
      }
    },
    runBeside: (command, wish) => launchBeside(container, command, wish).ended,
    signalAnswer: signal => answer.kill(signal),
    ended: () => container.ended,
  })

  return Object.assign(trial, { settled: () => Promise.all(launched.map(({ ended }) => ended)) })
}

const pause = (milliseconds: number) => new Promise<void>(resolve => setTimeout(resolve, milliseconds))

const splitLines = (output: string) => output.split(/\r*\n/).filter((line, i, all) => line !== '' || i < all.length - 1)

/** A container that the answer was told to start. */
class Launched {
  readonly which: Which
  readonly ended: Promise<Ended>
  /** Rejects with a Failure where it ends without having been ready. */
  readonly ready: Promise<void>
  /** What the answer's stop() has given; nothing where it threw, of which `ended` tells. */
  readonly stopped: Promise<unknown>
  #output = ''

  constructor(which: Which, answer: Answer, onEvent: Setting['onEvent']) {
    this.which = which
    const { promise: ready, resolve: isReady, reject: neverReady } = deferred<void>()
    const { promise: ended, resolve: hasEnded } = deferred<Ended>()
    const { promise: stopped, resolve: hasStopped } = deferred<unknown>()
    this.ready = ready
    this.ended = ended
    this.stopped = stopped
    const end = (code: number | undefined, error: string | undefined, meaning?: string) => {
      hasEnded({ code, error, lines: this.lines() })
      if (error !== undefined) hasStopped(undefined)
      const why = [error, meaning].filter(part => part !== undefined).join('\n')
      const how = error === undefined ? `with exit code ${code}` : `: ${why}`
      neverReady(
        new Failure(
          `the container should run, but it ended${error === undefined ? ' ' : ''}${how}`,
          this.#output.trimEnd(),
        ),
      )
    }
    answer.listen(event => {
      if (event.id !== which.id) return
      onEvent?.(event)
      if (event.event === 'started') isReady()
      if (event.event === 'exit') end(event.code, undefined)
      if (event.event === 'error') end(undefined, event.error.message, event.error.meaning)
      if (event.event === 'stopped') hasStopped(event.status)
      if (event.event !== 'output') return
      if (this.#output.length < KEPT) this.#output += Buffer.from(event.data, 'base64').toString()
      if (/^ready\r?$/m.test(this.#output)) isReady()
    })
    ready.catch(() => undefined) // a run() asks only for the end
    void answer.ended.then(how =>
      end(undefined, `the answer's own process ended (${how})\n${answer.printed}`.trimEnd()),
    )
  }

  lines(): string[] {
    return splitLines(this.#output)
  }
}

function deferred<T>() {
  let resolve: (value: T) => void = () => undefined
  let reject: (error: Error) => void = () => undefined
  const promise = new Promise<T>((yes, no) => {
    resolve = yes
    reject = no
  })
  return { promise, resolve, reject }
}
