// A runtime that an ordinary user has started: the answer's process gives up root before it does anything.
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { bundleAnswer, bundleJob } from '../../scripts/answer/bundle.ts'
import type { JudgeInput, JudgeMessage } from '../../scripts/check/judge.ts'
import { withAnswer } from '../../scripts/test/start.ts'
import { restore } from '../../scripts/vm/machines.ts'

const ANSWER = `
  import { chmodSync, chownSync } from 'node:fs'
  import { PR_SET_DUMPABLE, prctl, run } from '#native'
  import type { Mechanism } from '../chapters/container.ts'
  import { mechanism as right } from '../solutions/11-user.ts'

  export * from '../solutions/11-user.ts'

  export const mechanism: Mechanism = {
    ...right,
    async prepare(c) {
      if (process.getuid?.() === 0) {
        chmodSync('/var/lib/congo', 0o1777)
        chownSync(c.bundle, 1000, 1000)
        process.setgid?.(1000)
        process.setuid?.(1000)
        run(prctl(PR_SET_DUMPABLE, 1)) // as a process is that was started by the user
      }
      await right.prepare?.(c)
    },
  }`

const JUDGE = `
  import checks from './chapters/11-user/as-user.ts'
  import { judge } from './scripts/check/judge.ts'
  export default job => judge(checks, job)`

test('an ordinary user runs containers', async () => {
  await withAnswer(ANSWER, async file => {
    await using machine = await restore()
    const [{ code }, job] = await Promise.all([bundleAnswer(file), bundleJob(JUDGE)])
    const { speed } = await machine.ready()
    const input: JudgeInput = { chapter: '11-user', code, nonce: 'x', speed }
    const judging = machine.load<void, JudgeMessage>(job, input)
    const failed: string[] = []
    for await (const message of judging.messages) {
      if ('checks' in message || message.status === 'pass') continue
      failed.push(`${message.id} ${message.status}: ${message.message} ${message.evidence}`)
    }
    await judging.result
    assert.equal(failed, [])
  })
})

test.run()
