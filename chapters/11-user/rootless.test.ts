import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { helperArguments, mapText, parseMap, subordinate } from './rootless.ts'

const map = [
  { containerID: 0, hostID: 1000, size: 1 },
  { containerID: 1, hostID: 100000, size: 65536 },
]

test('a map as the kernel and as the helpers read it', () => {
  assert.is(mapText(map), '0 1000 1\n1 100000 65536\n')
  assert.equal(helperArguments(42, map), ['42', '0', '1000', '1', '1', '100000', '65536'])
})

test('a map as the kernel shows it', () => {
  assert.equal(parseMap('         0          0 4294967295\n'), [{ containerID: 0, hostID: 0, size: 4294967295 }])
  assert.equal(parseMap('         0       1000          1\n         1     100000      65536\n'), map)
})

test('what /etc/subuid gives a user, by name and by number', () => {
  const text = 'other:1:2\nann:100000:65536\n# ann:1:1\n1000:5:5\nann:x:1\nann:1\n1001:7:7\n'
  const passwd = 'ann:x:1000:1000::/:\nother:x:1001:1001::/:\n'
  assert.equal(subordinate(text, passwd, 1000), [
    [100000, 65536],
    [5, 5],
  ])
  assert.equal(subordinate(text, passwd, 1001), [
    [1, 2],
    [7, 7],
  ])
  assert.equal(subordinate(text, '', 1000), [[5, 5]])
  assert.equal(subordinate('', passwd, 1000), [])
})

test.run()
