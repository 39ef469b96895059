// Ten thousand spawns leave no descriptor, no mapping, no memory and no process behind.
import { readdirSync, readFileSync } from 'node:fs'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { Child } from './child.ts'
import { CLONE_PARENT } from './constants.ts'
import { Gate } from './gate.ts'
import { spawn } from './process.ts'
import { StepError } from './run.ts'
import { slot } from './step.ts'
import { chdir, clone3, exit_group, getpid } from './syscalls.ts'
import { becomeProbe, calm, outputOf } from './test-kit.ts'

setFlagsFromString('--expose-gc')
const collectGarbage: () => void = runInNewContext('gc')

/** One of each kind, ten spawns in all; each kind ends in another way. */
async function ten(): Promise<void> {
  for (const mode of ['memory', 'fork'] as const) {
    const command = spawn([...calm, becomeProbe('cat')], { mode, stdio: ['pipe', 'pipe', 'null'] })
    command.stdin?.end('x')
    assert.is(await outputOf(command.stdout), 'x')
    assert.equal(await command.wait(), { code: 0 })

    const gate = new Gate()
    const waiting = spawn([...gate.steps, exit_group(1)], { mode })
    assert.ok(await gate.reached())
    gate.open()
    assert.equal(await waiting.wait(), { code: 1 })

    const failing = spawn([getpid(), chdir('/nowhere')], { mode, trace: true })
    assert.instance(await failing.wait().catch((error: unknown) => error), StepError)

    assert.throws(() => spawn([], { mode, flags: 0x800, stdio: ['pipe', 'pipe', 'pipe'] }), /EINVAL/)

    const pid = slot('pid')
    const between = spawn([{ ...clone3({ flags: CLONE_PARENT, exitSignal: 0 }, [exit_group(2)]), save: pid }], { mode })
    assert.equal(await between.wait(), { code: 0 })
    const made = between.outcomes().find(({ step }) => step.save === pid)?.result
    assert.equal(await new Child(Number(made)).wait(), { code: 2 })
  }
}

function held() {
  collectGarbage()
  const status = readFileSync('/proc/self/status', 'utf8')
  return {
    descriptors: readdirSync('/proc/self/fd').length,
    mappings: readFileSync('/proc/self/maps', 'utf8').split('\n').length,
    megabytes: Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) / 1024,
    children: readFileSync(`/proc/self/task/${process.pid}/children`, 'utf8').split(' ').length,
  }
}

test('10,000 spawns leave nothing behind', async () => {
  for (let round = 0; round < 1000; round++) await ten() // until the heap has the size that it keeps
  const before = held()
  for (let round = 0; round < 1000; round++) await ten()
  const after = held()
  console.log(before, after)
  assert.ok(after.descriptors <= before.descriptors)
  assert.ok(after.children <= before.children)
  assert.ok(after.mappings <= before.mappings + 20, 'the heap moves by a few; a leak would be thousands')
  assert.ok(after.megabytes < before.megabytes + 16, 'a leak of a program and a stack each would be 80 MB')
})

test('of a child that nobody waits for the program goes with the object, not the zombie', async () => {
  const before = held()
  for (let i = 0; i < 500; i++) await spawn([exit_group(0)]).left
  held()
  await new Promise(setImmediate) // finalizers have their turn
  const after = held()
  console.log(before, after)
  assert.ok(after.mappings < before.mappings + 100)
  assert.is(after.children, before.children + 500)
})

test.run()
