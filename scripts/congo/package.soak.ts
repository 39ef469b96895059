// The ways to have congo that npm knows, each from nothing: an empty folder, an empty cache, a fresh clone.
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { root } from '../cli/paths.ts'

const folder = mkdtempSync(join(tmpdir(), 'congo-npm-'))
const [clone, empty, prefix] = ['clone', 'empty', 'prefix'].map(name => join(folder, name)) as [string, string, string]
test.after(() => rmSync(folder, { recursive: true, force: true }))

test.before(() => {
  execFileSync('git', ['clone', '--quiet', root, clone])
  for (const each of [empty, prefix]) mkdirSync(each)
})

/** As one types it, in a folder; what it prints. Nothing of this process's npm reaches it. */
function type(cwd: string, ...words: string[]): string {
  const [program = '', ...args] = words
  const ours = Object.entries(process.env).filter(([name]) => !/^npm_|^INIT_CWD$/.test(name))
  const env = {
    ...Object.fromEntries(ours),
    CONGO_CACHE: join(folder, 'cache'),
    npm_config_prefix: prefix,
    PATH: [join(prefix, 'bin'), process.env.PATH].join(delimiter),
  }
  const { status, stdout, stderr } = spawnSync(program, args, { cwd, env, encoding: 'utf8' })
  assert.is(status, 0, `${words.join(' ')}: ${stdout}${stderr}`)
  return stdout
}

const isVersion = (text: string) => assert.match(text, /^congo: \d+\.\d+\.\d+\noci: /)

test('npm ci in a clone builds what is packed; the package in an empty folder; npx', () => {
  type(clone, 'npm', 'ci', '--omit=dev')
  type(clone, 'npm', 'ci')
  const [file = ''] = type(clone, 'npm', 'pack', '--silent', '--pack-destination', folder).trim().split('\n').slice(-1)
  type(empty, 'npm', 'install', join(folder, file))
  isVersion(type(empty, 'npx', 'congo', 'version')) // which compiles native/ into the cache
  type(empty, 'node', '--input-type=module', '-e', "import { ps } from 'congo'; await ps()")
})

test('npm link, and npm install -g from the folder', () => {
  type(clone, 'npm', 'link')
  isVersion(type(folder, 'congo', 'version'))
  type(clone, 'npm', 'unlink', '-g', 'congo')
  type(clone, 'npm', 'install', '-g', '.')
  isVersion(type(folder, 'congo', 'version'))
})

test.run()
