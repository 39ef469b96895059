import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { root } from '../cli/paths.ts'
import { recall, remember } from './remembered.ts'
import type { CheckResult, CheckStatus } from './result.ts'

/** No chapter has this name. */
const ID = `99-test-${process.pid}`
const verdicts = join(root, 'dist/verdicts')
const folder = join(root, 'dist', ID)
mkdirSync(folder, { recursive: true })
test.after(() => {
  rmSync(join(verdicts, `${ID}.json`), { force: true })
  rmSync(folder, { recursive: true })
})

const write = (name: string, text: string) => writeFileSync(join(folder, name), text)
const [lab, moved] = [join(folder, 'lab.ts'), join(folder, 'moved.ts')]
const from = [lab, join(folder, 'checks.ts')].map(file => relative(root, file))

function verdict(points: number, ...statuses: CheckStatus[]) {
  const common = { title: '', points: 0, maxPoints: 1, seconds: 0, message: '', evidence: '', hint: '', repeat: '' }
  const checks = statuses.map((status, i): CheckResult => ({ ...common, id: `${i}`, status }))
  return { id: ID, title: '', points, maxPoints: 3, seconds: 1, checks }
}

test('a verdict is known as of the present lab and checks, of older checks, or of an older lab', () => {
  write('lab.ts', 'answer')
  write('moved.ts', 'answer')
  write('checks.ts', 'checks')
  assert.is(recall(ID, lab), undefined)
  remember(lab, from, verdict(2, 'pass', 'fail', 'skipped'))
  const known = recall(ID, lab)
  assert.equal([known?.of, known?.points, known?.maxPoints], ['now', 2, 3])
  assert.equal(
    known?.checks.map(({ status }) => status),
    ['pass', 'fail', 'skipped'],
  )
  assert.is(recall(ID, moved)?.of, 'now', 'the text counts, and not the name of its file')
  write('checks.ts', 'other checks')
  assert.is(recall(ID, lab)?.of, 'an older course')
  write('lab.ts', 'another answer')
  assert.is(recall(ID, lab)?.of, 'an older lab')
  write('checks.ts', 'checks')
  assert.is(recall(ID, moved)?.of, 'now')
  rmSync(join(folder, 'checks.ts'))
  assert.is(recall(ID, moved)?.of, 'an older course')
})

test('the last one counts, and none that ran out of time', () => {
  write('lab.ts', 'answer')
  remember(lab, from, verdict(2, 'pass', 'fail'))
  remember(lab, from, verdict(3, 'pass', 'timeout')) // may pass the next time
  assert.is(recall(ID, lab)?.points, 2)
  remember(lab, from, verdict(3, 'pass'))
  assert.is(recall(ID, lab)?.points, 3)
  assert.equal(
    readdirSync(verdicts).filter(name => name.includes(ID)),
    [`${ID}.json`],
  )
  writeFileSync(join(verdicts, `${ID}.json`), '{"key": "of an earlier form"}')
  assert.is(recall(ID, lab), undefined)
})

test.run()
