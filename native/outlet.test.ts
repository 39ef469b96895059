import { closeSync, writeSync } from 'node:fs'
import { text } from 'node:stream/consumers'
import { setImmediate } from 'node:timers/promises'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { F_SETFL, O_NONBLOCK, O_RDWR } from './constants.ts'
import { Outlet } from './outlet.ts'
import { openPipe } from './pipe.ts'
import { run } from './run.ts'
import { fcntl } from './syscalls.ts'
import { tidyTest } from './test-kit.ts'

/** The stream of a pipe, and the end that is written: without waiting. */
function piped(): { outlet: Outlet; writing: number } {
  const [reading, writing] = openPipe()
  run(fcntl(writing, F_SETFL, O_RDWR | O_NONBLOCK))
  return { outlet: new Outlet(reading), writing }
}

/** Writes until the pipe takes no more. Gives how many bytes that were. */
function fill(writing: number): number {
  const page = Buffer.alloc(4096, 'x')
  for (let bytes = 0; ; bytes += page.length) {
    try {
      writeSync(writing, page)
    } catch (error) {
      assert.is((error as NodeJS.ErrnoException).code, 'EAGAIN')
      return bytes
    }
  }
}

tidyTest('it ends where the last who has it open closes it, and closes its own end', async () => {
  const { outlet, writing } = piped()
  const output = text(outlet)
  writeSync(writing, 'all of it')
  await setImmediate()
  closeSync(writing)
  assert.is(await output, 'all of it')
})

tidyTest('drain() ends it behind what is there, although somebody else has it open', async () => {
  for (const early of [true, false]) {
    const { outlet, writing } = piped()
    const bytes = fill(writing)
    if (early) outlet.drain()
    const output = text(outlet)
    if (!early) outlet.drain()
    assert.is((await output).length, bytes)
    closeSync(writing)
  }
})

tidyTest('drain() ends it, although somebody else goes on writing', async () => {
  const { outlet, writing } = piped()
  const most = fill(writing)
  outlet.drain()
  let seen = 0
  for await (const piece of outlet) {
    seen += (piece as Buffer).length
    fill(writing) // whenever there is room
    assert.ok(seen <= most)
  }
  assert.is(seen, most)
  closeSync(writing)
})

tidyTest('nobody who reads is nobody for whom it is read', async () => {
  const { outlet, writing } = piped()
  fill(writing)
  outlet.once('readable', () => undefined) // it begins
  await new Promise(resolve => outlet.once('readable', resolve))
  let taken = 0
  for (let more = 1; more > 0; taken += more) {
    await setImmediate()
    more = fill(writing)
  }
  assert.ok(taken <= 2 * 65536, `${taken} bytes are kept`)
  outlet.destroy()
  closeSync(writing)
  await setImmediate()
})

test.run()
