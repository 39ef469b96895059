import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { runInThisContext } from 'node:vm'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { root } from '../cli/paths.ts'
import type { Job } from './job.ts'
import type { Machine } from './machine.ts'
import { restore } from './machines.ts'
import type { Exit } from './protocol.ts'

async function text(stream: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of stream) chunks.push(chunk)
  return Buffer.concat(chunks).toString()
}

const output = async (job: Job<Exit>) => ({
  stdout: await text(job.stdout),
  stderr: await text(job.stderr),
  ...(await job.result),
})

const message = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    value => assert.unreachable(`it gave ${JSON.stringify(value)}`) as never,
    (error: Error) => error.message,
  )

// --- one machine for what leaves no trace in it ---

const test = suite<{ machine: Machine }>('a machine')

test.before(async context => {
  context.machine = await restore()
})
test.after(({ machine }) => machine.close())

test('a program has its own input, two outputs, environment, folder and exit code', async ({ machine }) => {
  const script = 'read line; echo "$line $GREETING $PWD"; echo trouble >&2; exit 7'
  const job = machine.spawn(['sh', '-c', script], { env: { GREETING: 'hello' }, cwd: '/tmp' })
  job.stdin.end('said\n')
  assert.equal(await output(job), { stdout: 'said hello /tmp\n', stderr: 'trouble\n', code: 7 })
})

test('bytes of a program are not touched', async ({ machine }) => {
  const job = machine.spawn(['cat'])
  const bytes = Buffer.from(Array.from({ length: 100_000 }, (_, i) => (i * 7919) & 255))
  job.stdin.end(bytes)
  const chunks: Buffer[] = []
  for await (const chunk of job.stdout) chunks.push(chunk)
  assert.ok(Buffer.concat(chunks).equals(bytes))
})

test('a program that cannot be run says so', async ({ machine }) => {
  assert.match(await message(machine.spawn(['/no/such']).result), /execve\("\/no\/such".*ENOENT/)
  assert.match(await message(machine.spawn(['true'], { cwd: '/no' }).result), /chdir\("\/no"\): ENOENT/)
})

test('a signal reaches the whole group, and is told', async ({ machine }) => {
  const job = machine.spawn(['sh', '-c', 'echo here; sleep 1000; echo never'])
  await once(job.stdout, 'data')
  job.kill('SIGTERM')
  assert.equal(await job.result, { signal: 'SIGTERM' })
})

test('jobs run side by side', async ({ machine }) => {
  const first = machine.spawn(['cat'])
  const second = await output(machine.spawn(['echo', 'second']))
  assert.is(second.stdout, 'second\n')
  first.stdin.end('first')
  assert.is((await output(first)).stdout, 'first')
})

test('a terminal is the controlling one, has a size, and follows it', async ({ machine }) => {
  const script = 'trap "stty size; exit 3" WINCH; tty; stty size; while :; do read line; done'
  const job = machine.spawn(['sh', '-c', script], { tty: { columns: 91, rows: 33 } })
  const lines = createInterface({ input: job.stdout })[Symbol.asyncIterator]()
  const next = async () => (await lines.next()).value
  assert.match(await next(), /^\/dev\/pts\/\d+$/)
  assert.is(await next(), '33 91')
  job.resize({ columns: 100, rows: 50 })
  assert.is(await next(), '50 100')
  assert.equal(await job.result, { code: 3 })
})

test('Ctrl-C in a terminal interrupts what runs there', async ({ machine }) => {
  const job = machine.spawn(['sh'], { tty: { columns: 80, rows: 24 }, env: { PS1: '' } })
  // One process says that it is there and then waits: a shell that is about to start another one can lose the signal.
  job.stdin.write(`sh -c 'echo be""gun; exec cat'\n`)
  let said = ''
  for await (const chunk of job.stdout) {
    const before = said.includes('begun')
    said += chunk
    if (!before && said.includes('begun')) job.stdin.write('\x03')
    if (said.includes('^C')) job.stdin.write('exit 5\n')
  }
  assert.match(said, /\^C/)
  assert.equal(await job.result, { code: 5 })
})

test('a bundle gets its input and messages, sends its own, and gives a result', async ({ machine }) => {
  const job = machine.load<{ sum: number }, string, number>(
    `exports.default = async job => {
      let sum = job.input.begin
      job.stdout.write('working')
      for await (const message of job.messages) {
        await job.emit('got ' + message)
        sum += message
        if (message === 3) return { sum }
      }
    }`,
    { begin: 10 },
  )
  for (const number of [1, 2, 3]) void job.send(number)
  const emitted: string[] = []
  for await (const said of job.messages) emitted.push(said)
  assert.equal(emitted, ['got 1', 'got 2', 'got 3'])
  assert.equal(await job.result, { sum: 16 })
  assert.is(await text(job.stdout), 'working')
})

test('a bundle that throws or makes no sense rejects, and the agent lives on', async ({ machine }) => {
  const throwing = machine.load('exports.default = function broken() { throw new TypeError("no such thing") }')
  const stack = throwing.result.catch((error: Error) => Promise.reject(new Error(error.stack)))
  assert.match(await message(stack), /^TypeError: no such thing\n\s+at broken/)
  assert.match(await message(machine.load('exports.default = 1').result), /default export/)
  assert.match(await message(machine.load('((').result), /Unexpected/)
  const asking = 'const { getpid, run } = require("#native"); exports.default = () => run(getpid())'
  assert.type(await machine.load(asking).result, 'number')
})

test('a bundle is told of the kill', async ({ machine }) => {
  const job = machine.load<string, string>(
    `exports.default = job => new Promise(resolve => {
      job.signal.addEventListener('abort', () => resolve(job.signal.reason))
      job.emit('listening')
    })`,
  )
  for await (const _ of job.messages) job.kill('SIGINT')
  assert.is(await job.result, 'SIGINT')
})

test('the clock is right', async ({ machine }) => {
  const time = await machine.load<number>('exports.default = () => Date.now()').result
  assert.ok(Math.abs(time - Date.now()) < 10_000, `${new Date(time)}`)
})

test('output without end costs neither side memory', async ({ machine }) => {
  // What is in use, without what garbage collection has not come to yet: of that there may be as much as all the output.
  const used = `() => {
    require('node:v8').setFlagsFromString('--expose-gc')
    const collect = require('node:vm').runInNewContext('gc')
    for (let turn = 0; turn < 2; turn++) collect() // the second one waits for what the first has left to others to sweep
    const { heapUsed, external } = process.memoryUsage()
    return heapUsed + external
  }`
  const ours: () => number = runInThisContext(`require => ${used}`)(createRequire(import.meta.url))
  const print = async () => {
    const job = machine.spawn(['dd', 'if=/dev/zero', 'bs=64k', 'count=700'])
    let length = 0
    for await (const chunk of job.stdout) length += (chunk as Buffer).length
    assert.is(length, 700 * 65536)
    return [await machine.load<number>(`exports.default = ${used}`).result, ours()]
  }
  const before = await print()
  const after = await print()
  after.forEach((bytes, side) => {
    const grown = (bytes - (before[side] ?? 0)) / 1e6
    assert.ok(grown < 4, `${side === 0 ? 'agent' : 'driver'}: ${grown} MB more`)
  })
})

test('a job whose output nobody reads waits, and others go on', async ({ machine }) => {
  const job = machine.spawn(['yes'])
  assert.is((await output(machine.spawn(['echo', 'free']))).stdout, 'free\n')
  job.kill('SIGKILL')
  job.stdout.resume()
  assert.equal(await job.result, { signal: 'SIGKILL' })
})

test.run()

// --- machines that are changed, or end ---

const alone = suite('machines')

alone('share nothing but the snapshot: no file, no random number', async () => {
  const draw = `exports.default = () => [
    require('fs').readFileSync('/proc/sys/kernel/random/uuid', 'utf8'), require('crypto').randomBytes(16).toString('hex'),
  ]`
  const drawn: string[] = []
  for (const round of [1, 2]) {
    await using machine = await restore()
    const numbers = machine.load<string[]>(draw)
    const node = machine.spawn(['node', '--jitless', '-p', 'crypto.randomBytes(16).toString("hex")'])
    const files = machine.spawn(['sh', '-c', 'ls /tmp/mark 2>&1; touch /tmp/mark; ls /tmp/mark'])
    assert.is((await output(files)).stdout, 'ls: /tmp/mark: No such file or directory\n/tmp/mark\n', `round ${round}`)
    drawn.push(...(await numbers.result), (await output(node)).stdout)
  }
  assert.is(new Set(drawn).size, 6, drawn.join(' '))
})

alone('tell all who wait when QEMU is killed', async () => {
  await using machine = await restore()
  await machine.ready()
  const job = machine.spawn(['sleep', '1000'])
  const reading = text(job.stdout)
  const answer = machine.load('exports.default = () => new Promise(() => {})')
  process.kill(machine.pid, 'SIGKILL')
  const waiting = [job.result, answer.result, reading, machine.qmp.command('query-status')]
  for (const error of await Promise.all(waiting.map(message))) {
    assert.match(error, /^the virtual machine stopped: QEMU was killed by SIGKILL/)
  }
  assert.match(await message(machine.spawn(['true']).result), /^the virtual machine stopped/)
})

alone('tell what the console said when the guest powers off', async () => {
  await using machine = await restore()
  const job = machine.spawn(['sh', '-c', 'echo last words >/dev/console; poweroff -f'])
  const error = await message(job.result)
  assert.match(error, /^the virtual machine stopped: QEMU ended with exit code 0\nthe guest's console said last:\n/)
  assert.match(error, /^ {2}last words$/m)
})

alone('end with their driver, however it ends', async () => {
  for (const signal of ['SIGKILL', 'SIGINT', 'SIGTERM'] as const) {
    const code = `const { restore } = await import('./scripts/vm/machines.ts')
      const machine = await restore()
      await machine.ready()
      console.log(machine.pid)
      await machine.spawn(['sleep', '1000']).result`
    const driver = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', code], { cwd: root })
    const [line] = await once(createInterface({ input: driver.stdout }), 'line')
    assert.match(readFileSync(`/proc/${line}/cmdline`, 'utf8'), /qemu-system/)
    driver.kill(signal)
    assert.equal(await once(driver, 'exit'), [null, signal])
    await gone(Number(line))
  }
})

// Not our child, so there is no event to wait for.
async function gone(pid: number): Promise<void> {
  for (let looks = 0; existsSync(`/proc/${pid}`); looks++) {
    assert.ok(looks < 1000, `process ${pid} is still there`)
    await sleep(10)
  }
}

alone.run()
