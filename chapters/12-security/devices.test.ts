import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { DeviceRule } from '../config.ts'
import { deviceProgram } from './devices.ts'

/** What an error says of a single rule. */
function refusal(rule: object): string {
  try {
    deviceProgram([rule as DeviceRule])
  } catch (error) {
    return (error as Error).message
  }
  return 'none'
}

test('rules become instructions in their order, with a jump over those that do not apply', () => {
  const program = deviceProgram([{ allow: false }, { allow: true, type: 'c', major: 1, minor: 3, access: 'rw' }])
  const shown = program
    .slice(7, -6)
    .map(({ code, to = 0, offset = 0, value = 0 }) => `${code.toString(16)} r${to} ${value} +${offset}`)
  assert.equal(shown, ['57 r6 0 +0', '55 r2 2 +3', '55 r4 1 +2', '55 r5 3 +1', '47 r6 6 +0'])
})

test('what is no rule is refused in a line', () => {
  assert.is(refusal({ allow: true, type: 'x' }), 'linux.resources.devices[0]: type "x": a, b or c')
  assert.is(
    refusal({ allow: true, access: 'rx' }),
    'linux.resources.devices[0]: access "rx": some of the letters r, w, m',
  )
  assert.is(refusal({ allow: true, major: 1.5 }), 'linux.resources.devices[0]: major 1.5: a number from 0')
  assert.is(refusal({ allow: true, type: 'c', major: -1, minor: -1 }), 'none')
})

test.run()
