import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { parseSize } from './size.ts'

for (const [text, bytes] of [
  ['0', 0],
  ['512', 512],
  ['512b', 512],
  ['1k', 1024],
  ['100m', 100 * 1024 ** 2],
  ['100MB', 100 * 1024 ** 2],
  ['1g', 1024 ** 3],
  ['1GiB', 1024 ** 3],
  ['1.5G', 1.5 * 1024 ** 3],
  ['0.3k', 307],
  ['2t', 2 * 1024 ** 4],
  ['007', 7],
  ['-1', -1],
] as const) {
  test(`"${text}" is ${bytes}`, () => assert.is(parseSize(text), bytes))
}

for (const text of [
  '',
  ' ',
  ' 1 g',
  '1 g',
  '1g ',
  '10x',
  'm',
  '1.5',
  '1.',
  '.5g',
  '1,5g',
  '-2',
  '-1m',
  '+1',
  '1e3',
  '0x10',
]) {
  test(`"${text}" is no size, in one line that shows one`, () => {
    assert.throws(
      () => parseSize(text),
      ({ message }: Error) => message.startsWith(JSON.stringify(text)) && /64m/.test(message) && !/\n/.test(message),
    )
  })
}

for (const text of ['1i', '5ib', '1.5b', '1gg', '1bk', '٣', 'Infinity', 'NaN', 'max', '1\n']) {
  test(`${JSON.stringify(text)} is no size`, () =>
    assert.throws(() => parseSize(text), /a size is a number and a unit/))
}

test('a number that JavaScript cannot count up to is refused', () => {
  assert.is(parseSize('8191t'), 8191 * 1024 ** 4)
  assert.throws(() => parseSize('8192t'), /more bytes than can be counted/)
  assert.throws(() => parseSize('9'.repeat(400)), /more bytes than can be counted/)
})

test.run()
