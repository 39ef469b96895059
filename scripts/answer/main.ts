// Runs the answer, inside the sandbox, where that stands for its chapter's mechanism (course.ts). Driven by lines on its
// standard input; see protocol.ts.
import { closeSync, mkdirSync, rmSync } from 'node:fs'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { ReadStream, WriteStream } from 'node:tty'
import { inspect } from 'node:util'
import { exitCode, forward } from '#mechanisms/01-process'
import { stop } from '#mechanisms/04-pid'
import * as cgroups from '#mechanisms/08-cgroups'
import * as volumes from '#mechanisms/10-volumes'
import { attach } from '#mechanisms/13-exec'
import { fate, log } from '#mechanisms/14-logs'
import {
  type CloneOptions,
  ioctl,
  openpty,
  type Process,
  pidfd_send_signal,
  run,
  type Size,
  StepError,
  type Terminal,
  TIOCSCTTY,
} from '#native'
import { terminalOf } from '../../chapters/13-exec/console.ts'
import { readRecord } from '../../chapters/14-logs/record.ts'
import { composition, upTo } from '../../chapters/composition.ts'
import type { ProcessConfig } from '../../chapters/config.ts'
import type { Container } from '../../chapters/container.ts'
import { meaningOf } from '../../chapters/errors.ts'
import { type Executed, exec } from '../../chapters/exec.ts'
import { Hole } from '../../chapters/hole.ts'
import { startWatched, type Watched } from '../../chapters/monitored.ts'
import { flags, release, start } from '../../chapters/start.ts'
import { functionsOfImages } from './images.ts'
import { Pace } from './pace.ts'
import { type Call, type Command, type Event, MARK, type Problem, type Which } from './protocol.ts'
import { ranSteps } from './ran.ts'
import { functionsOfStore } from './store.ts'

/** What can be called with a container, by name: what the chapters export for it. `release` is there besides. */
const functions: Readonly<Record<string, unknown>> = {
  ...cgroups,
  ...volumes,
  log: (c: Container, choice = {}) =>
    log(c.bundle, choice).map(piece => ({ ...piece, bytes: piece.bytes.toString('latin1') })),
  fate: (c: Container, lives = living(c)) => fate(readRecord(c.bundle), lives),
  ...functionsOfStore,
  ...functionsOfImages,
}

const running = new Map<number, Process>()
/** Those that have ended as well. */
const containers = new Map<number, Container>()
/** Monitors of containers that this process has started. */
const monitors = new WeakMap<Container, Watched & { watching: boolean }>()
/** Where users sit: their terminals stay until the container has ended, for what attach() has left of them is looked at. */
const users = new Map<number, { beside: number; terminal: Terminal; output: WriteStream; leave(): void }>()

const emit = (event: Event) => process.stdout.write(`${MARK}${JSON.stringify(event)}\n`)

// Where nobody awaits the answer's code, as in a listener for signals.
process.on('uncaughtException', error => {
  for (const id of running.keys()) emit({ id, event: 'error', error: problem(error) })
  process.stderr.write(`${error.stack}\n`)
  process.exit(1)
})

createInterface({ input: process.stdin }).on('line', line => {
  const command = JSON.parse(line) as Command
  if (command.op === 'run') void (command.watched ? watchContainer(command) : runContainer(command))
  else if (command.op === 'call') void callFunction(command)
  else if (command.op === 'exec') void execBeside(command)
  else if (command.op === 'type') users.get(command.id)?.terminal.write(command.text)
  else if (command.op === 'go') paces.get(command.id)?.go()
  else if (command.op === 'resize') resize(command.id, command.size)
  else void stopContainer(command.id, command.seconds)
})

/** The container; in a process that has not started it, one made of what it can be told by. */
function containerOf({ id, name = `congo-${id}`, config }: Which): Container {
  const c = containers.get(id) ?? { id: name, config, bundle: `/var/lib/congo/${name}` }
  containers.set(id, c)
  return c
}

/** Starts a container under a monitor, and tells its end as the record does. */
async function watchContainer({ watched, trace = false, ...which }: Command & { op: 'run' }) {
  const { id, chapter } = which
  const c = containerOf(which)
  const mechanisms = upTo(chapter)
  try {
    mkdirSync(c.bundle, { recursive: true })
    const walked = (monitor: Process) => {
      if (trace) emit(programEvent(id, {}, monitor))
    }
    const started = { ...(await startWatched(c, mechanisms, { ...watched, trace, walked })), watching: true }
    monitors.set(c, started)
    emit({ id, event: 'started' })
    await started.monitor.wait()
    started.watching = false
    await release(c, mechanisms)
    closeSync(started.pidfd)
    const end = fate(readRecord(c.bundle), { container: false, monitor: false })
    if (!end || !('code' in end)) throw new Error(end ? end.unknown : 'fate() gave nothing, and all have ended')
    emit({ id, event: 'exit', code: end.code })
  } catch (error) {
    emit({ id, event: 'error', error: problem(error) })
  }
}

/** Whether they live. */
function living(c: Container): { container: boolean; monitor: boolean } {
  const started = monitors.get(c)
  if (!started?.watching) return { container: false, monitor: false }
  const asked = { ...pidfd_send_signal(started.pidfd, 0), allow: ['ESRCH'] }
  return { container: run(asked) === 0, monitor: true }
}

async function runContainer({ input, trace = false, paced = false, ...which }: Command & { op: 'run' }) {
  const { id, chapter } = which
  const c = containerOf(which)
  mkdirSync(c.bundle, { recursive: true })
  try {
    // Types say that they are all there; an answer can be any file.
    if (composition.some(m => m === undefined)) throw new Error('the file exports no mechanism, or not all of its own')
    const all = upTo(chapter)
    const mechanisms = paced ? pace(id).between(all, moment => emit({ id, event: 'moment', moment })) : all
    const child = await start(c, mechanisms, { stdio: ['pipe', 'pipe', 'pipe'], trace })
    running.set(id, child)
    let told = !trace
    const tellProgram = () => {
      if (!told) emit(programEvent(id, { flags: flags(c, mechanisms), cgroup: c.cgroup }, child))
      told = true
    }
    for (const from of [child.stdout, child.stderr]) from?.once('data', tellProgram) // so it has walked to its end
    const terminal = which.config.process.terminal ? await terminalOf(c) : undefined
    const drain = () => terminal?.drain()
    if (terminal) void child.wait().then(drain, drain) // elsewhere the answer alone waits: chapter 01 judges how
    const output = Promise.all([relay(id, 1, terminal ?? child.stdout), relay(id, 2, child.stderr)])
    child.stdin?.on('error', () => undefined) // the command did not wait for it
    child.stdin?.end(input ?? '')
    const stopForwarding = forward(child)
    let code: unknown
    try {
      code = await exitCode(child)
    } finally {
      tellProgram()
      stopForwarding()
      running.delete(id)
      await release(c, mechanisms) // now, for whoever is left in its cgroup holds its output open
    }
    if (!isExitCode(code))
      throw new Error(`exitCode gave ${inspect(code)}, which is no exit code: a number from 0 to 255 is`)
    await output
    emit({ id, event: 'exit', code })
  } catch (error) {
    emit({ id, event: 'error', error: problem(error) })
  } finally {
    rmSync(c.bundle, { recursive: true, force: true })
    for (const { beside, leave } of users.values()) if (beside === id) leave()
  }
}

const paces = new Map<number, Pace>()

function pace(id: number): Pace {
  const made = new Pace()
  paces.set(id, made)
  return made
}

/** A user's terminal, of the size that the config says. */
const SIZE: Size = { columns: 80, rows: 24 }

let seat: Terminal | undefined

/** Like a runtime that somebody has typed: its session has a terminal, and who stays in the session can type into it. */
function sitDown(): void {
  if (seat) return
  const { terminal, slave } = openpty(SIZE)
  run(ioctl(slave, TIOCSCTTY, 0))
  closeSync(slave)
  seat = terminal
}

async function execBeside({ id, beside, process: wanted, input, trace = false }: Command & { op: 'exec' }) {
  const walked = (helper: Process, clone: CloneOptions) => {
    if (trace) emit({ ...programEvent(id, clone, helper), beside: true })
  }
  try {
    sitDown()
    const c = containers.get(beside)
    if (!c) throw new Error('that container has never been started')
    const outputs: Promise<unknown>[] = []
    const ended = exec(c, wanted, { stdio: ['pipe', 'pipe', 'pipe'], trace, walked }).then(executed => {
      outputs.push(...(executed.terminal ? atTerminal(id, beside, executed, wanted) : atPipes(id, executed, input)))
      return executed.child.wait()
    })
    const code: unknown = await exitCode({ wait: () => ended })
    await Promise.all(outputs)
    if (!isExitCode(code)) throw new Error(`exitCode gave ${inspect(code)}, which is no exit code`)
    emit({ id, event: 'exit', code })
  } catch (error) {
    emit({ id, event: 'error', error: problem(error) })
  }
}

function atPipes(id: number, { stdin, stdout, stderr }: Executed, input = ''): Promise<unknown>[] {
  stdin?.on('error', () => undefined)
  stdin?.end(input)
  return [relay(id, 1, stdout), relay(id, 2, stderr)]
}

/** A user sits at a terminal of the host, until the container has ended: attach() joins that with the container's. */
function atTerminal(
  id: number,
  beside: number,
  { child, terminal }: Executed,
  { consoleSize }: ProcessConfig,
): Promise<unknown>[] {
  if (!terminal) return []
  const size = consoleSize ? { columns: consoleSize.width, rows: consoleSize.height } : SIZE
  const { terminal: user, slave } = openpty(size)
  const [input, output] = [new ReadStream(slave), new WriteStream(slave)]
  void child.wait().then(() => terminal.drain())
  const joined = attach(terminal, { input, output }).finally(() => user.drain())
  const leave = () => {
    users.delete(id)
    for (const stream of [input, output, user]) stream.destroy()
    closeSync(slave)
  }
  users.set(id, { beside, terminal: user, output, leave: () => void joined.then(leave, leave) })
  return [joined, relay(id, 1, user)]
}

/** Node looks after the size of process.stdout alone: what that would do is done here. */
function resize(id: number, size: Size): void {
  const user = users.get(id)
  user?.terminal.resize(size)
  user?.output.emit('resize', Object.assign(user.output, size))
}

async function relay(id: number, fd: 1 | 2, from: Readable | null): Promise<void> {
  for await (const chunk of from ?? []) emit({ id, event: 'output', fd, data: (chunk as Buffer).toString('base64') })
}

const isExitCode = (code: unknown): code is number => Number.isInteger(code) && Number(code) >= 0 && Number(code) <= 255

async function stopContainer(id: number, seconds: number) {
  const child = running.get(id)
  try {
    emit({ id, event: 'stopped', status: child && (await stop(child, seconds)) })
  } catch (error) {
    emit({ id, event: 'error', error: problem(error) })
  }
}

async function callFunction({ call, name, args, ...which }: Call) {
  const { id, chapter } = which
  const releaseAll = (c: Container) => release(c, upTo(chapter))
  const wanted = name === 'release' ? releaseAll : functions[name]
  try {
    if (typeof wanted !== 'function') throw new Error(`no chapter exports a function ${name}`)
    emit({ id, event: 'returned', call, value: await wanted(containerOf(which), ...args) })
  } catch (error) {
    emit({ id, event: 'threw', call, error: problem(error) })
  }
}

const programEvent = (id: number, how: CloneOptions, child: Process): Event & { event: 'program' } => ({
  id,
  event: 'program',
  steps: ranSteps(how, child),
})

function problem(error: unknown): Problem {
  if (error instanceof Hole) return { message: error.message, hole: error.number }
  if (!(error instanceof Error)) return { message: String(error) }
  const meaning = error instanceof StepError ? meaningOf(error) : undefined
  return {
    message: error.message,
    ...(meaning === undefined ? {} : { meaning }),
    ...(error.stack === undefined ? {} : { stack: error.stack }),
  }
}
