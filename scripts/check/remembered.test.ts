import { readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { root } from '../cli/paths.ts'
import { keyOf, recall, remember } from './remembered.ts'
import type { CheckResult, CheckStatus } from './result.ts'

/** No chapter has this name. */
const ID = `99-test-${process.pid}`
const folder = join(root, 'dist/verdicts')
test.after(() => rmSync(join(folder, `${ID}.json`), { force: true }))

function verdict(points: number, ...statuses: CheckStatus[]) {
  const common = { title: '', points: 0, maxPoints: 1, seconds: 0, message: '', evidence: '', hint: '', repeat: '' }
  const checks = statuses.map((status, i): CheckResult => ({ ...common, id: `${i}`, status }))
  return { id: ID, title: '', points, maxPoints: 3, seconds: 1, checks }
}

test('the last verdict on just these bundles is known, and no other', () => {
  const [first, second] = [keyOf('answer', 'checks'), keyOf('answe', 'rchecks')]
  assert.is(recall(first, ID), undefined)
  remember(first, verdict(2, 'pass', 'fail', 'skipped'))
  const { points, maxPoints } = recall(first, ID) ?? {}
  assert.equal([points, maxPoints], [2, 3])
  assert.is(recall(second, ID), undefined)
  remember(second, verdict(3, 'pass', 'timeout')) // may pass the next time
  assert.is(recall(second, ID), undefined)
  remember(second, verdict(3, 'pass'))
  assert.is(recall(second, ID)?.points, 3)
  assert.is(recall(first, ID), undefined)
  assert.equal(
    readdirSync(folder).filter(name => name.includes(ID)),
    [`${ID}.json`],
  )
})

test.run()
