import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { execveat, F_SETFD, fcntl, UINT_MAX } from '#native'
import type { Container } from '../container.ts'
import { unneeded } from './unneeded.ts'

const process = { args: ['x'], env: [], cwd: '/' }
const c: Container = { id: 'x', bundle: '/', config: { ociVersion: '1.2.0', process } }

test('all but the program that the child becomes, and the pipe that tells of it', () => {
  assert.equal(unneeded(c), [[3, UINT_MAX]])
  assert.equal(unneeded({ ...c, became: 3 }), [[4, UINT_MAX]])
  const program = execveat(9, '', ['init'], [], 0x1000)
  for (const exec of [program, [fcntl(20, F_SETFD, 0), program]]) {
    assert.equal(unneeded({ ...c, exec, became: 20 }), [
      [3, 8],
      [10, 19],
      [21, UINT_MAX],
    ])
  }
})

test.run()
