// The addon beside the rest of Node: event loop, worker threads, the thread pool, the end of an environment.
import { execFileSync, spawn as spawnNode } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { addon, watch } from './addon.ts'
import { openPipe } from './pipe.ts'
import { tidyTest } from './test-kit.ts'

const native = JSON.stringify(new URL('./index.ts', import.meta.url).href)

/** A thread that runs this script, with everything of #native in `n`; it is there once it says "ready". */
async function thread(script: string): Promise<Worker> {
  const source = `
    const { parentPort } = require('node:worker_threads')
    import(${JSON.stringify(import.meta.resolve('tsx/esm/api'))})
      .then(tsx => { tsx.register(); return import(${native}) })
      .then(n => { parentPort.postMessage('ready'); ${script} })`
  const worker = new Worker(source, { eval: true })
  await once(worker, 'message')
  return worker
}

tidyTest('a watch calls back while there is something, until it is closed', async () => {
  const [from, to] = openPipe()
  let calls = 0
  await new Promise<void>(resolve => {
    const watching = watch(from, 'readable', () => {
      if (++calls < 3) return
      watching.close()
      watching.close()
      watching.unref()
      resolve()
    })
    writeSync(to, 'x')
  })
  await new Promise(setImmediate)
  assert.is(calls, 3)
  await new Promise<void>(resolve => {
    const writable = watch(to, 'writable', () => {
      writable.close()
      resolve()
    })
  })
  for (const end of [from, to]) closeSync(end)
})

tidyTest('an error thrown in a callback is an uncaught exception, as everywhere in Node', async () => {
  const [from, to] = openPipe()
  const watching = watch(from, 'readable', () => {
    watching.close()
    throw new Error('from the callback')
  })
  writeSync(to, 'x')
  const [error] = await once(process, 'uncaughtException')
  assert.is(error.message, 'from the callback')
  for (const end of [from, to]) closeSync(end)
})

tidyTest('a descriptor that cannot be polled is refused, and one that has a watch', () => {
  const file = openSync('/etc/passwd', 'r')
  assert.throws(() => watch(file, 'readable', () => undefined), /operation not permitted/)
  closeSync(file)
  assert.throws(() => watch(99_999, 'readable', () => undefined), /bad file descriptor/)
  const [from, to] = openPipe()
  const watching = watch(from, 'readable', () => undefined)
  assert.throws(() => watch(from, 'readable', () => undefined), /already/)
  watching.close()
  for (const end of [from, to]) closeSync(end)
  const Forgotten = addon.Watch as unknown as new (...args: unknown[]) => unknown
  for (const args of [[], [0], [0, true], ['0', true, () => undefined]])
    assert.throws(() => new Forgotten(...args), TypeError)
})

test('two threads spawn and wait while the thread pool is blocked', async () => {
  const spawning = `
    parentPort.once('message', async () => {
      for (let i = 0; i < 50; i++) {
        const child = n.spawn([n.exit_group(i)], { mode: i % 2 ? 'memory' : 'fork' })
        if ((await child.wait()).code !== i) throw new Error('another exit status')
      }
      parentPort.postMessage('done')
    })`
  const workers = await Promise.all([thread(spawning), thread(spawning)])
  const folder = mkdtempSync(join(tmpdir(), 'congo-addon-'))
  const fifo = join(folder, 'fifo')
  execFileSync('mkfifo', [fifo])
  const blocked = Array.from({ length: 16 }, () => open(fifo, 'r')) // nobody writes: each open keeps a thread of the pool
  for (const worker of workers) worker.postMessage('go')
  assert.equal(await Promise.all(workers.map(async worker => (await once(worker, 'message'))[0])), ['done', 'done'])
  const writer = openSync(fifo, 'r+')
  for (const opening of blocked) await (await opening).close()
  closeSync(writer)
  await Promise.all(workers.map(worker => worker.terminate()))
  rmSync(folder, { recursive: true })
})

test('a thread may end with watches open and children not waited for', async () => {
  const scripts = [
    'const [from] = n.openPipe(); n.watch(from, "readable", () => undefined)', // one that never fires
    'const [, to] = n.openPipe(); n.watch(to, "writable", () => undefined)', // one that always does
    'const gate = new n.Gate(); n.spawn([...gate.steps]); void gate.reached()',
    'const child = n.spawn([n.exit_group(0)]); void child.wait()',
    'const [, to] = n.openPipe(); n.watch(to, "writable", () => undefined); process.exit()',
  ]
  for (const script of scripts) {
    const worker = await thread(script)
    await worker.terminate()
  }
})

test('Node may end while a watch is about to fire', async () => {
  const script = `
    import { openPipe, watch } from ${native}
    watch(openPipe()[1], 'writable', () => { throw new Error('called after the end') })
    process.exit(7)`
  const node = spawnNode(
    process.execPath,
    ['--import', import.meta.resolve('tsx'), '--input-type=module', '-e', script],
    {
      stdio: ['ignore', 'inherit', 'inherit'],
    },
  )
  assert.equal(await once(node, 'close'), [7, null])
})

test.run()
