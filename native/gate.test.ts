import { spawn as spawnNode } from 'node:child_process'
import { once } from 'node:events'
import { closeSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { readable } from './addon.ts'
import { Gate } from './gate.ts'
import { spawn } from './process.ts'
import { run, type StepError } from './run.ts'
import { chdir, exit_group, pidfd_open } from './syscalls.ts'
import { becomeProbe, calm, failure, tidyTest } from './test-kit.ts'

for (const mode of ['memory', 'fork'] as const) {
  tidyTest(`${mode}: the child waits until the gate is opened`, async () => {
    const gate = new Gate()
    const child = spawn([...gate.steps, exit_group(4)], { mode })
    assert.ok(await gate.reached())
    const taken = child.outcomes().map(({ step, result }) => `${step.call} ${result}`)
    assert.equal(taken.slice(3), ['close 0', 'write 1', 'read undefined', 'exit_group undefined'])
    gate.open()
    assert.equal(await child.wait(), { code: 4 })
  })

  tidyTest(`${mode}: a gate that is closed turns the child back`, async () => {
    const gate = new Gate()
    const child = spawn([...gate.steps, exit_group(0)], { mode })
    assert.ok(await gate.reached())
    gate.close()
    assert.match(
      (await failure(() => child.wait())).message,
      /^read\(\d+, \{1 bytes\}, 1\): less than asked for \(step 6\)$/,
    )
  })

  tidyTest(`${mode}: also while a sibling holds every descriptor that we had`, async () => {
    const [gate, other] = [new Gate(), new Gate()]
    const child = spawn([...gate.steps, exit_group(0)], { mode })
    assert.ok(await gate.reached())
    const sibling = spawn([...other.steps, exit_group(0)], { mode })
    assert.ok(await other.reached())
    gate.close()
    assert.is(((await failure(() => child.wait())) as StepError).call, 'read')
    other.open()
    await sibling.wait()
  })

  tidyTest(`${mode}: a child that ends before the gate never reaches it`, async () => {
    const gate = new Gate()
    const child = spawn([chdir('/nowhere'), ...gate.steps], { mode })
    assert.not(await gate.reached())
    gate.close()
    assert.is(((await failure(() => child.wait())) as StepError).call, 'chdir')
  })

  tidyTest(`${mode}: a child that is killed while it waits does not hinder who opens the gate`, async () => {
    const gate = new Gate()
    const child = spawn([...gate.steps, exit_group(0)], { mode })
    assert.ok(await gate.reached())
    child.kill('SIGKILL')
    const status = await child.wait()
    gate.open()
    assert.equal(status, { signal: 'SIGKILL' })
  })
}

tidyTest('two gates in one program', async () => {
  const [first, second] = [new Gate(), new Gate()]
  const child = spawn([...first.steps, ...second.steps, ...calm, becomeProbe('exit', '0')])
  assert.ok(await first.reached())
  first.open()
  assert.ok(await second.reached())
  second.open()
  assert.equal(await child.wait(), { code: 0 })
})

tidyTest('a gate that nobody uses is closed as a whole, and may be closed twice', () => {
  const gate = new Gate()
  gate.close()
  gate.close()
})

tidyTest('a child whose parent dies is turned back', async () => {
  const script = `
    import { Gate, spawn, exit_group } from '#native'
    const gate = new Gate()
    const child = spawn([...gate.steps, exit_group(0)], { stdio: ['null', 'null', 'null'] })
    await gate.reached()
    console.log(child.pid)
    process.stdin.on('data', () => process.kill(process.pid, 'SIGKILL'))`
  const parent = spawnNode(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script], {
    cwd: fileURLToPath(new URL('..', import.meta.url)),
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const closed = once(parent, 'close')
  const [line] = await once(parent.stdout, 'data')
  const pid = Number(String(line))
  const pidfd = run(pidfd_open(pid))
  const ended = readable(pidfd)
  parent.stdin.write('.')
  await Promise.all([ended, closed])
  closeSync(pidfd)
})

test.run()
