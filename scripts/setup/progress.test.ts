import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type Progress, withProgress } from './progress.ts'

const test = suite('progress')
const { setInterval } = globalThis
const { stderr } = process
const { write, isTTY, columns } = stderr

let seconds: number
let tick: () => void
let output: string

// The clock goes when the test says so.
test.before.each(() => {
  seconds = 0
  output = ''
  performance.now = () => seconds * 1000
  globalThis.setInterval = ((callback: () => void) => {
    tick = () => {
      seconds++
      callback()
    }
  }) as unknown as typeof setInterval
  stderr.write = text => {
    output += text
    return true
  }
  stderr.columns = 30
})
test.after.each(() => {
  Object.assign(globalThis, { setInterval })
  Object.assign(stderr, { write, isTTY, columns })
  Reflect.deleteProperty(performance, 'now')
})

async function twoThings(progress: Progress): Promise<string> {
  progress('first')
  tick()
  progress('second', '1 of 2 MB')
  tick()
  progress('second', '2 of 2 MB')
  tick()
  return 'result'
}

test('work of less than a second shows nothing', async () => {
  stderr.isTTY = true
  await withProgress('quick', async progress => progress('something'))
  assert.is(output, '')
})

test('on a pipe: a line for each new thing that is done', async () => {
  stderr.isTTY = false
  assert.is(await withProgress('slow', twoThings), 'result')
  assert.is(output, 'congo: slow: first\ncongo: slow: second, 1 of 2 MB\ncongo: slow: done in 3 s\n')
})

test('on a terminal: one line that is kept up to date and is never wider, and then the last word', async () => {
  stderr.isTTY = true
  await withProgress('slow', twoThings)
  const lines = ['slow: first (1 s)', 'slow: second, 1 of 2 MB (2 s)', 'slow: second, 2 of 2 MB (3 s)']
  assert.is(output, `${lines.map(line => `\r${line}\x1b[K`).join('')}\r\x1b[Kcongo: slow: done in 3 s\n`)
  output = ''
  stderr.columns = 12
  await withProgress('slow', twoThings)
  assert.match(output, '\rslow: first\x1b[K\rslow: secon\x1b[K')
})

test('on a terminal: the line goes before the one that says what went wrong', async () => {
  stderr.isTTY = true
  const fails = withProgress('slow', async () => {
    tick()
    throw new Error('no luck')
  })
  await fails.then(
    () => assert.unreachable(),
    ({ message }) => assert.is(message, 'no luck'),
  )
  assert.is(output, '\rslow (1 s)\x1b[K\r\x1b[K')
})

test.run()
