import { setImmediate as settled } from 'node:timers/promises'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { type Channel, frame, Link, WINDOW } from './frames.ts'
import { readMessages, writeMessage } from './messages.ts'

/** Two links, joined by a wire that the test may cut into pieces. */
function pair(cut: (bytes: Buffer) => Buffer[] = bytes => [bytes]) {
  const channels: Channel[] = []
  const wire = { toAgent: 0, toDriver: 0 }
  const agent: Link = new Link(
    bytes => {
      wire.toDriver += bytes.length
      for (const piece of cut(bytes)) queueMicrotask(() => driver.receive(piece))
    },
    channel => channels.push(channel),
  )
  const driver = new Link(bytes => {
    wire.toAgent += bytes.length
    for (const piece of cut(bytes)) queueMicrotask(() => agent.receive(piece))
  })
  /** The other end of the driver's channel of this index. */
  const theirs = (index: number): Channel => channels[index] ?? (assert.unreachable(`no channel ${index}`) as never)
  return { driver, agent, theirs, channels, wire }
}

async function text(stream: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of stream) chunks.push(chunk)
  return Buffer.concat(chunks).toString()
}

// A small generator with a seed, so that a failure can be repeated.
function random(seed: number): (below: number) => number {
  let state = seed
  return below => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}

test('a frame has these bytes', () => {
  assert.is(frame(0x01020304, 0, 2, Buffer.from('hello')).toString('hex'), '040302010002050068656c6c6f')
  assert.is(frame(7, 1, 3).toString('hex'), '0700000001030000')
})

test('a stream arrives whole, whatever its writes were and wherever the wire cuts', async () => {
  const pick = random(42)
  const { driver, theirs } = pair(bytes => {
    const pieces: Buffer[] = []
    for (let at = 0; at < bytes.length; ) {
      const end = at + 1 + pick(bytes.length)
      pieces.push(bytes.subarray(at, end))
      at = end
    }
    return pieces
  })
  const sent: Buffer[] = []
  const channel = driver.open()
  const writing = (async () => {
    for (let i = 0; i < 200; i++) {
      const bytes = Buffer.alloc(pick(20_000), i)
      sent.push(bytes)
      await new Promise<void>(resolve => channel.out(1).write(bytes, () => resolve()))
    }
    channel.out(1).end()
  })()
  await settled()
  const got = await text(theirs(0).in(1))
  await writing
  assert.ok(got === Buffer.concat(sent).toString())
})

test('streams of a channel and channels of a link keep apart', async () => {
  const { driver, theirs } = pair()
  const [one, two] = [driver.open(), driver.open()]
  one.out(1).end('one on 1')
  two.out(1).end('two on 1')
  one.out(4).end('one on 4')
  await settled()
  const said = (channel: number, stream: number) => text(theirs(channel).in(stream))
  assert.equal([await said(0, 1), await said(1, 1), await said(0, 4)], ['one on 1', 'two on 1', 'one on 4'])
})

test('a sender whom nobody reads stops at the window, and others go on', async () => {
  const { driver, theirs, wire } = pair()
  const channel = driver.open()
  let done = false
  channel.out(2).write(Buffer.alloc(50 * WINDOW), () => {
    done = true
  })
  await settled()
  assert.ok(wire.toAgent >= WINDOW && wire.toAgent < WINDOW + 100, `${wire.toAgent} bytes went`)
  channel.out(3).end('small')
  await settled()
  assert.is(await text(theirs(0).in(3)), 'small')
  assert.not(done)
  let read = 0
  for await (const chunk of theirs(0).in(2)) {
    read += chunk.length
    if (read === 50 * WINDOW) break
  }
  assert.ok(done)
})

test('what a reader does not want any more does not stop the sender', async () => {
  const { driver, theirs } = pair()
  const writing = driver.open().out(2)
  writing.write('begin')
  await settled()
  theirs(0).in(2).destroy()
  await new Promise<void>(resolve => writing.write(Buffer.alloc(10 * WINDOW), () => resolve()))
})

test('more than the window is refused', () => {
  const { agent } = pair()
  const full = frame(1, 0, 2, Buffer.alloc(0xffff))
  assert.throws(() => {
    for (let sent = 0; sent < WINDOW + full.length; sent += full.length) agent.receive(full)
  }, /were allowed/)
})

test('what is no frame is refused', () => {
  const { driver, agent } = pair()
  assert.throws(() => agent.receive(frame(1, 9 as 0, 0)), /not a frame: channel 1, kind 9/)
  assert.throws(() => agent.receive(frame(2, 2, 0, Buffer.alloc(3))), /not a frame/)
  assert.throws(() => driver.receive(frame(5, 0, 0, Buffer.from('x'))), /there is no channel 5/)
})

test('bytes made at random are refused or waited for, and never end in another way', () => {
  const pick = random(7)
  for (let round = 0; round < 2000; round++) {
    const { agent } = pair()
    const bytes = Buffer.from(Array.from({ length: 1 + pick(64) }, () => pick(256)))
    try {
      agent.receive(bytes)
    } catch (error) {
      assert.match((error as Error).message, /not a frame|were allowed/)
    }
  }
})

test('frames of a channel that is closed are dropped', async () => {
  const { driver, theirs, channels } = pair()
  const channel = driver.open()
  channel.out(1).write('x')
  await settled()
  theirs(0).close()
  channel.out(1).write('y')
  await settled()
  assert.is(channels.length, 1)
})

test('a link that closes ends every stream with its error', async () => {
  const { driver } = pair()
  const channel = driver.open()
  const reading = text(channel.in(2))
  driver.close(new Error('the machine stopped'))
  await reading.then(assert.unreachable, error => assert.is(error.message, 'the machine stopped'))
})

test('messages come one by one, however long', async () => {
  const { driver, theirs } = pair()
  const channel = driver.open()
  const messages = [1, 'two\n', { three: [null] }, 'x'.repeat(3 * WINDOW)]
  const sending = Promise.all(messages.map(message => writeMessage(channel.out(0), message)))
  channel.out(0).end()
  await settled()
  const got: unknown[] = []
  for await (const message of readMessages(theirs(0).in(0))) got.push(message)
  await sending
  assert.equal(got, messages)
})

test.run()
