import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { root } from '../cli/paths.ts'
import { start } from './job.ts'

const folder = mkdtempSync(join(tmpdir(), 'congo-job-'))
symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))
test.after(() => rmSync(folder, { recursive: true }))

const none = { passed: 0, failed: 0, skipped: 0, trouble: undefined }

/** Runs these lines as a test file. */
async function file(...lines: string[]) {
  const path = join(folder, 'it.test.ts')
  writeFileSync(path, [`import { test } from 'uvu'`, `import * as assert from 'uvu/assert'`, ...lines].join('\n'))
  const command: [string, ...string[]] = [process.execPath, '--import', 'tsx', path]
  return await start({ name: 'it', command, cwd: folder, limit: 60, uvu: true }).result
}

async function shell(script: string, limit = 60) {
  return await start({ name: 'it', command: ['sh', '-c', script], cwd: folder, limit, uvu: false }).result
}

/** Waits until a process that was killed is gone, or dead and not yet reaped: its pipes close a moment before. */
async function death(pid: number) {
  for (;;) {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => ' Z ')
    if (/ [ZX] /.test(stat)) return
    await delay(10)
  }
}

test('counts the tests that passed, failed and were skipped', async () => {
  const all = await file("test('a', () => {})", "test('b', () => {})", "test.skip('c', () => {})", 'test.run()')
  assert.equal({ ...all, output: '', seconds: 0 }, { ...none, passed: 2, skipped: 1, output: '', seconds: 0 })
  const one = await file("test('a', () => {})", "test('b', () => assert.is('this', 'that'))", 'test.run()')
  assert.equal({ ...one, output: '', seconds: 0 }, { ...none, passed: 1, failed: 1, output: '', seconds: 0 })
  assert.match(one.output, /FAIL {2}"b"/)
})

test('a file that runs no test has failed', async () => {
  const forgotten = await file("test('a', () => {})")
  assert.is(forgotten.failed, 1)
  assert.is(forgotten.trouble, 'no test was executed: is test.run() missing?')
  assert.is((await file('test.run()')).failed, 1)
})

test('a file that dies has failed, whatever it counted', async () => {
  const crash = await file("test('a', () => { process.kill(process.pid, 'SIGSEGV') })", 'test.run()')
  assert.equal([crash.failed, crash.trouble], [1, 'killed by SIGSEGV'])
  const leaves = await file("test('a', () => { process.exit(0) })", 'test.run()')
  assert.equal([leaves.failed, leaves.trouble], [1, 'exit code 1 before its tests were done'])
  const after = await file("test('a', () => {})", 'test.run()', 'setTimeout(() => process.exit(3), 500)')
  assert.equal([after.passed, after.failed, after.trouble], [1, 1, 'exit code 3'])
  const thrown = await file("throw new Error('too early')")
  assert.is(thrown.failed, 1)
  assert.match(thrown.output, 'too early')
})

test('what hangs is killed with all that it started, and its output is kept', async () => {
  const hung = await shell('sleep 1000 & echo $!; wait', 0.5)
  assert.equal([hung.failed, hung.trouble], [1, 'not done after 1 s, so it was killed'])
  await death(Number(hung.output))
})

test('what a job leaves behind is killed, and does not keep us waiting', async () => {
  const left = await shell('sleep 1000 & echo $!')
  assert.is(left.failed, 0)
  await death(Number(left.output))
  const fled = await shell(
    "setsid sh -c 'echo $$ >pid; exec sleep 60' & until [ -s pid ]; do sleep 0.05; done; cat pid",
  )
  assert.ok(fled.seconds < 30, 'a process that has left the group holds the pipes open')
  process.kill(Number(fled.output))
})

test('of endless output the end is kept', async () => {
  const { output } = await shell('yes | head -c 40000000; echo end')
  assert.ok(output.length <= 16 * 2 ** 20)
  assert.match(output.slice(-10), 'end')
})

test('a git hook does not reach into the repositories that tests make', async () => {
  process.env.GIT_INDEX_FILE = '/nowhere'
  assert.is((await shell('echo "<$GIT_INDEX_FILE>"')).output, '<>\n')
})

test.run()
