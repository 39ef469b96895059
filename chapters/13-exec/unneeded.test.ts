import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { execveat, UINT_MAX } from '#native'
import type { Container } from '../container.ts'
import { unneeded } from './unneeded.ts'

const process = { args: ['x'], env: [], cwd: '/' }
const c: Container = { id: 'x', bundle: '/', config: { ociVersion: '1.2.0', process } }

test('all but the program of init, and what is kept', () => {
  assert.equal(unneeded(c), [[3, UINT_MAX]])
  assert.equal(unneeded({ ...c, kept: [3] }), [[4, UINT_MAX]])
  assert.equal(unneeded({ ...c, exec: execveat(9, '', ['init'], [], 0x1000), kept: [20, 10] }), [
    [3, 8],
    [11, 19],
    [21, UINT_MAX],
  ])
})

test.run()
