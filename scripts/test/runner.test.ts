import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { root } from '../cli/paths.ts'

const folder = mkdtempSync(join(tmpdir(), 'congo-runner-'))
test.after(() => rmSync(folder, { recursive: true }))

/** Runs shell scripts as jobs, in a process of its own; `at` is called with each piece of its output. */
async function run(scripts: string[], at?: (output: string, kill: (signal: NodeJS.Signals) => void) => void) {
  const jobs = scripts.map((script, i) => {
    return { name: `job ${i}`, command: ['sh', '-c', script], cwd: folder, limit: 60, uvu: false }
  })
  const driver = join(folder, 'driver.mts')
  const runner = JSON.stringify(join(root, 'scripts/test/runner.ts'))
  writeFileSync(driver, `import { runJobs } from ${runner}; process.exitCode = await runJobs(${JSON.stringify(jobs)})`)
  const child = spawn(process.execPath, ['--import', 'tsx', driver], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let output = ''
  child.stdout.setEncoding('utf8').on('data', text => {
    output += text
    at?.(output, signal => child.kill(signal))
  })
  const [code] = await once(child, 'close')
  return { code, output }
}

test('ends with a line that counts, and exit code 0', async () => {
  const { code, output } = await run(['echo noise; echo told: 7 of 7', 'true', 'true'])
  assert.is(code, 0)
  assert.match(output, /^ok {3}job 0 {2}1 passed, \d+\.\d s$/m)
  assert.match(output, /\n3 passed, 0 failed\n$/)
  assert.match(output, /^ {5}7 of 7$/m)
  assert.not.match(output, 'noise')
})

test('shows the whole output of what failed, and ends with exit code 1', async () => {
  const { code, output } = await run(['true', 'echo one; echo two >&2; exit 3'])
  assert.is(code, 1)
  assert.match(output, /^FAIL job 1 {2}0 passed, 1 failed, .*\none\ntwo\n---- end of job 1$/m)
  assert.match(output, /\n1 passed, 1 failed\n$/)
})

test('runs two at once, and not three', async () => {
  const { output } = await run([
    'touch one; until [ -e two ]; do sleep 0.05; done; sleep 0.5; ls three; [ $? != 0 ]; code=$?; touch done; exit $code',
    'touch two; until [ -e done ]; do sleep 0.05; done',
    'touch three',
  ])
  assert.match(output, /\n3 passed, 0 failed\n$/)
})

test('a signal ends what is running, by force if need be, and nothing more is started or counted', async () => {
  const begun = 'until [ -s pid ]; do sleep 0.05; done'
  const stubborn = "trap '' TERM; echo $$ >pid; exec sleep 1000"
  const { code, output } = await run([begun, stubborn, 'sleep 1000', 'touch more'], (text, kill) => {
    if (text.includes('ok')) kill('SIGINT')
  })
  assert.is(code, 130)
  assert.not.match(output, 'failed')
  assert.not(existsSync(join(folder, 'more')))
  assert.throws(() => process.kill(Number(readFileSync(join(folder, 'pid'), 'utf8')), 0), /ESRCH/)
})

test.run()
