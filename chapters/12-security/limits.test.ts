import { readFileSync } from 'node:fs'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { limitSteps, setOomScore } from './limits.ts'

const texts = (...rlimits: Parameters<typeof limitSteps>) =>
  limitSteps(...rlimits).map(({ args }) => `${args[1]?.text} ${args[2]?.text}`)

test('limits become steps; the highest number of JSON means none', () => {
  assert.equal(texts(), [])
  const unlimited = JSON.parse('18446744073709551615')
  assert.equal(
    texts([
      { type: 'RLIMIT_NOFILE', soft: 10, hard: 20 },
      { type: 'RLIMIT_CORE', soft: 0, hard: unlimited },
    ]),
    ['RLIMIT_NOFILE {rlim_cur=10, rlim_max=20}', 'RLIMIT_CORE {rlim_cur=0, rlim_max=RLIM_INFINITY}'],
  )
})

test('what is no limit is refused in a clear line', () => {
  const limit = (type: string, soft = 1, hard = 2) => ({ type, soft, hard })
  assert.throws(() => limitSteps([limit('NOFILE')]), /^process\.rlimits: NOFILE: no such limit; see getrlimit\(2\)$/)
  assert.throws(() => limitSteps([limit('toString')]), /toString: no such limit/)
  assert.throws(() => limitSteps([limit('RLIMIT_AS'), limit('RLIMIT_AS')]), /RLIMIT_AS is there twice; leave one/)
  assert.throws(() => limitSteps([limit('RLIMIT_AS', 3, 2)]), /RLIMIT_AS: soft 3 is above hard 2; lower it$/)
})

test('a score that is none is refused in a clear line', () => {
  const before = readFileSync('/proc/self/oom_score_adj', 'utf8')
  setOomScore(process.pid, undefined)
  assert.throws(() => setOomScore(process.pid, 1001), /^process\.oomScoreAdj 1001: EINVAL: it goes from -1000 to 1000$/)
  assert.is(readFileSync('/proc/self/oom_score_adj', 'utf8'), before)
})

test.run()
