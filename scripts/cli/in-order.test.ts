import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { inOrder } from './in-order.ts'

test('shows the lines in order, whoever is done first', async () => {
  const lines: string[] = []
  const gates = new Map<string, () => void>()
  const done = inOrder(
    ['a', 'b', 'c'],
    2,
    line => lines.push(line),
    async (item, show) => {
      show(`${item} begins`)
      await new Promise<void>(resolve => gates.set(item, resolve))
      show(`${item} ends`)
      return item.toUpperCase()
    },
  )
  const open = async (item: string) => {
    gates.get(item)?.()
    for (let i = 0; i < 10; i++) await Promise.resolve()
  }
  await open('b')
  assert.equal(lines, ['a begins'])
  assert.ok(gates.has('c'), 'a worker that is done takes the next item')
  await open('a')
  assert.equal(lines, ['a begins', 'a ends', 'b begins', 'b ends', 'c begins'])
  await open('c')
  assert.equal(await done, ['A', 'B', 'C'])
  assert.is(lines.at(-1), 'c ends')
})

test.run()
