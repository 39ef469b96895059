import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { charDevice, cpio, directory, file } from './cpio.ts'

test('an archive has these bytes', () => {
  const head = (...fields: number[]) => `070701${fields.map(field => field.toString(16).padStart(8, '0')).join('')}`
  const text = [
    `${head(1, 0o040755, 0, 0, 1, 0, 0, 0, 0, 0, 0, 4, 0)}dev\0\0\0`,
    `${head(2, 0o100755, 0, 0, 1, 0, 5, 0, 0, 0, 0, 5, 0)}init\0\0hello\0\0\0`,
    `${head(3, 0o020600, 0, 0, 1, 0, 0, 0, 0, 5, 1, 12, 0)}dev/console\0\0\0`,
    `${head(0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 11, 0)}TRAILER!!!\0\0\0\0`,
  ].join('')
  const packed = cpio([directory('dev'), file('init', Buffer.from('hello'), 0o755), charDevice('dev/console', 5, 1)])
  assert.is(packed.toString('latin1'), text)
})

test.run()
