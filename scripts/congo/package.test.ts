// The package that npm makes: what is in it, and that it works where nothing else of the repository is.
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { root } from '../cli/paths.ts'

const folder = mkdtempSync(join(tmpdir(), 'congo-package-'))
test.after(() => rmSync(folder, { recursive: true }))

const congo = join(folder, 'node_modules/congo')
const { version, dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))

/** With the packages that it depends on beside it, as npm puts them. */
test.before(() => {
  const [{ files }] = JSON.parse(
    execFileSync('npm', ['pack', '--json', '--silent', '--pack-destination', folder], { cwd: root, encoding: 'utf8' }),
  )
  mkdirSync(congo, { recursive: true })
  execFileSync('tar', ['-x', '-f', join(folder, `congo-${version}.tgz`), '-C', congo, '--strip-components=1'])
  for (const name of Object.keys(dependencies)) {
    const link = join(folder, 'node_modules', name)
    mkdirSync(dirname(link), { recursive: true }) // the scope's
    symlinkSync(join(root, 'node_modules', name), link)
  }
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
  names = files.map(({ path }: { path: string }) => path)
})
let names: readonly string[] = []

/** What a program prints; fails the test where that does not end with 0. */
function run(...words: string[]): string {
  const { status, stdout, stderr } = spawnSync(process.execPath, words, { cwd: folder, encoding: 'utf8' })
  assert.is(status, 0, stderr)
  return stdout
}

test('it has the program, the library with its types, and what is compiled; nothing of the course', () => {
  const others = names.filter(name => !name.startsWith('native/'))
  assert.equal(others.sort(), [
    'LICENSE',
    'README.md',
    'dist/congo.cjs',
    'dist/index.d.ts',
    'dist/index.js',
    'package.json',
    'scripts/congo/bin.cjs',
    'scripts/setup/packages.lock.json',
  ])
  assert.not(names.some(name => name.endsWith('.ts') && !name.endsWith('.d.ts')))
})

test('the program, by its bin', () => {
  assert.is(JSON.parse(run(join(congo, 'scripts/congo/bin.cjs'), 'version', '--format', 'json')).congo, version)
  assert.match(run(join(congo, 'scripts/congo/bin.cjs'), '--help'), 'volume-remove')
  assert.is(run(join(congo, 'scripts/congo/bin.cjs'), '--root', join(folder, 'store'), 'ps', '-q'), '')
})

test('the library, imported and required', () => {
  const use = `congo.create('/', ['true'], { root: 'store', name: 'a' }).then(id => congo.ps({ root: 'store' }).then(
    ([{ status }]) => congo.rm(id, { root: 'store' }).then(() => console.log(id, status))))`
  assert.is(run('--input-type=module', '-e', `import * as congo from 'congo'; await ${use}`), 'a created\n')
  assert.is(run('--no-warnings', '-e', `const congo = require('congo'); ${use}`), 'a created\n')
})

test('its types are all there, and good', () => {
  writeFileSync(
    join(folder, 'user.ts'),
    `import { type CreateOptions, type End, exec, logs, run } from 'congo'
    const options: CreateOptions = { memory: '100m', rm: true }
    const it = await run('alpine', ['true'], options)
    it.stdout.pipe(process.stdout)
    const end: End = await it.ended
    for await (const { bytes } of logs('web', { tail: 3 })) console.log(bytes.length, end)
    const code: number = await (await exec('web', ['true'])).ended
    // @ts-expect-error: a limit has a unit, so it is a text
    await run('alpine', ['true'], { memory: 100 })
    console.log(code)`,
  )
  const types = join(root, 'node_modules/@types')
  const flags = ['--noEmit', '--strict', '--module', 'nodenext', '--typeRoots', types, '--types', 'node']
  run(join(root, 'node_modules/typescript/bin/tsc'), ...flags, '--target', 'es2023', 'user.ts')
})

test.run()
