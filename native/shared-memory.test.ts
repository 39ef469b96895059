import { closeSync, openSync, readFileSync } from 'node:fs'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import * as k from './constants.ts'
import { formatStep } from './format.ts'
import { Gate } from './gate.ts'
import { spawn } from './process.ts'
import { run } from './run.ts'
import type { Step } from './step.ts'
import * as calls from './syscalls.ts'
import { setresuid } from './syscalls.ts'
import { becomeProbe, calm, failure, QUIET, tidyTest } from './test-kit.ts'

tidyTest('left: fulfilled by execve, not before, and while the command still runs', async () => {
  const gate = new Gate()
  const child = spawn([...calm, ...gate.steps, becomeProbe('forever')], { stdio: ['null', 'null', 'inherit'] })
  let left = false
  void child.left.then(() => {
    left = true
  })
  assert.ok(await gate.reached())
  await new Promise(setImmediate)
  assert.not(left)
  gate.open()
  await child.left
  assert.match(readFileSync(`/proc/${child.pid}/cmdline`, 'utf8'), 'forever')
  child.kill()
  await child.wait()
})

tidyTest('left: also where the program closes every descriptor it knows of', async () => {
  const gate = new Gate()
  const fd = Number(/\d+/.exec(formatStep(gate.steps[1] as Step))?.[0])
  const closing = [calls.close_range(3, fd - 1), calls.close_range(fd + 1, k.UINT_MAX)]
  const child = spawn([...calm, ...closing, ...gate.steps.slice(1), becomeProbe('forever')], {
    ...QUIET,
  })
  let left = false
  void child.left.then(() => {
    left = true
  })
  assert.ok(await gate.reached())
  for (let turn = 0; turn < 20; turn++) await new Promise(setImmediate)
  assert.not(left)
  gate.open()
  await child.left
  assert.match(readFileSync(`/proc/${child.pid}/cmdline`, 'utf8'), 'forever')
  child.kill()
  await child.wait()
})

tidyTest('a fork has left at once; a child that fails has left too', async () => {
  const forked = spawn([], { mode: 'fork' })
  await forked.left
  await forked.wait()
  const failing = spawn([calls.chdir('/nowhere')])
  await Promise.all([failing.left, failure(() => failing.wait())])
})

const dumpable = () => run(calls.prctl(k.PR_GET_DUMPABLE, 0))

tidyTest('this process is dumpable again when the last child that made it otherwise has left', async () => {
  const change = process.getuid?.() === 0 ? setresuid(65534, 65534, 65534) : calls.prctl(k.PR_SET_DUMPABLE, 0)
  assert.is(dumpable(), 1)
  const gates = [new Gate(), new Gate()] as const
  const children = gates.map(gate => spawn([change, ...gate.steps, calls.exit_group(0)]))
  for (const gate of gates) assert.ok(await gate.reached())
  assert.is(dumpable(), 0)
  gates[0].open()
  await children[0]?.wait()
  assert.is(dumpable(), 0, 'the other one still shares our memory')
  gates[1].open()
  await children[1]?.left
  assert.is(dumpable(), 1)
  await children[1]?.wait()
})

tidyTest('a program that enters a namespace must be forked, and makes itself undumpable first', async () => {
  const enter = calls.setns(openSync('/proc/self/ns/uts', 'r'), k.CLONE_NEWUTS)
  const fd = enter.args[0]?.value as number
  for (const program of [[enter], [calls.clone3({}, [enter])], [{ ...calls.getpid(), onError: { EPERM: enter } }]])
    assert.match((await failure(() => spawn(program))).message, "setns needs mode: 'fork'")
  const allowed = { ...enter, allow: ['EPERM'] } // for those who are not root
  const child = spawn([allowed, calls.prctl(k.PR_GET_DUMPABLE, 0)], { mode: 'fork' })
  await child.wait()
  assert.is(formatStep(child.outcomes()[0]?.step as Step), 'prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)')
  assert.is(child.outcomes().at(-1)?.result, 0n)
  assert.is(dumpable(), 1)
  closeSync(fd)
})

test.run()
