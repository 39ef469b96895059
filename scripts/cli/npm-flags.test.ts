import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { takeNpmFlags } from './npm-flags.ts'
import { root } from './paths.ts'

const options = {
  solution: { type: 'boolean' },
  lab: { type: 'string' },
  'update-lock': { type: 'boolean' },
} as const

/** The words that are taken from what npm sets for these arguments, by npm itself, and what is said about them. */
function typed(...args: string[]): { words: string; said: string } {
  const dir = mkdtempSync(join(tmpdir(), 'congo-test-'))
  try {
    const code = `import { takeNpmFlags } from '${root}/scripts/cli/npm-flags.ts'
      const words = takeNpmFlags('it', ${JSON.stringify(options)}, process.env)
      console.log(JSON.stringify([...words, ...process.argv.slice(2)]), process.env.npm_config_solution)`
    writeFileSync(join(dir, 'it.mts'), code)
    const it = `node --import ${root}/node_modules/tsx/dist/loader.mjs it.mts`
    writeFileSync(join(dir, 'package.json'), JSON.stringify({ scripts: { it } }))
    const { stdout, stderr } = spawnSync('npm', ['run', '-s', 'it', ...args], { cwd: dir, encoding: 'utf8' })
    return { words: stdout.trim(), said: stderr }
  } finally {
    rmSync(dir, { recursive: true })
  }
}

test('flags that npm keeps are taken all the same, with one word about it', () => {
  const { words, said } = typed('04-pid', '--solution', '--lab=my.ts')
  assert.is(words, '["--solution","--lab=my.ts","04-pid"] undefined')
  assert.match(said, 'npm kept --solution --lab=my.ts for itself')
  assert.match(said, 'npm run it -- ...')
})

test('flags after -- are none of its business', () => {
  const { words, said } = typed('--', '04-pid', '--solution')
  assert.is(words, '["04-pid","--solution"] undefined')
  assert.not.match(said, 'npm kept')
})

const env = (more: object) => ({ npm_lifecycle_event: 'it', ...more }) as NodeJS.ProcessEnv

test('a value that is lost among the words is wrong use', () => {
  assert.throws(
    () => takeNpmFlags('it', options, env({ npm_config_lab: 'true' })),
    (error: { exitCode: number; message: string }) =>
      error.exitCode === 2 && error.message.includes('npm run it -- ... --lab VALUE'),
  )
})

test('a word that npm took for the value of a flag without one stays a word', () => {
  assert.equal(takeNpmFlags('it', options, env({ npm_config_solution: '04-pid' })), ['--solution', '04-pid'])
  assert.equal(takeNpmFlags('it', options, env({ npm_config_update_lock: '' })), ['--update-lock'])
  assert.equal(takeNpmFlags('it', options, env({ npm_config_solution: 'false' })), [])
})

test('flags of an npm script around this one are not taken', () => {
  assert.equal(takeNpmFlags('it', options, env({ npm_lifecycle_event: 'test', npm_config_solution: 'true' })), [])
})

test.run()
