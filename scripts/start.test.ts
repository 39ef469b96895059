import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { root } from './cli/paths.ts'

/** A small course: start.mjs, and one script named hello. */
const test = suite<{ course: string }>('start')

const HELLO = `import { command } from './cli/command.ts'
import { Problem } from './cli/problem.ts'
export default command({
  usage: 'says hello',
  options: { loud: { type: 'boolean' }, fail: { type: 'string' } },
  run({ values, positionals }) {
    if (values.fail === 'problem') throw new Problem('a clear line', 2)
    if (values.fail === 'fault') throw new Error('a fault')
    console.log(values.loud ? 'HELLO' : 'hello', ...positionals)
    return 1
  },
})`

test.before.each(context => {
  const course = mkdtempSync(join(tmpdir(), 'congo-test-'))
  for (const folder of ['scripts/cli', 'scripts/setup']) mkdirSync(join(course, folder), { recursive: true })
  cpSync(join(root, 'scripts/cli'), join(course, 'scripts/cli'), { recursive: true })
  for (const file of ['scripts/start.mjs', 'scripts/setup/bundles.mjs', 'scripts/setup/import.mjs']) {
    copyFileSync(join(root, file), join(course, file))
  }
  for (const file of ['package.json', 'package-lock.json']) copyFileSync(join(root, file), join(course, file))
  writeFileSync(join(course, 'scripts/hello.ts'), HELLO)
  symlinkSync(join(root, 'node_modules'), join(course, 'node_modules'))
  context.course = course
})
test.after.each(({ course }) => {
  rmSync(course, { recursive: true })
})

function start(course: string, args: string[], env: object = {}) {
  const words = [join(course, 'scripts/start.mjs'), ...args]
  return spawnSync(process.execPath, words, { cwd: course, encoding: 'utf8', env: { ...process.env, ...env } })
}

const bundlesIn = (course: string) => readdirSync(join(course, 'dist')).filter(name => name !== 'scripts.json')

test('runs a script with its words and flags, and ends with its exit code', ({ course }) => {
  const { status, stdout, stderr } = start(course, ['hello', 'you', '--loud'])
  assert.equal([status, stdout, stderr], [1, 'HELLO you\n', ''])
  assert.equal(start(course, ['hello', '--help']).stdout, 'says hello\n')
})

test('wrong use is one line, and 2', ({ course }) => {
  for (const [args, line] of [
    [['helo'], 'congo: there is no script "helo". There are: hello\n'],
    [[], 'congo: there is no script "". There are: hello\n'],
    [['hello', '--lod'], "congo hello: Unknown option '--lod'. npm run hello -- --help lists the flags\n"],
    [
      ['hello', '--fail'],
      "congo hello: Option '--fail <value>' argument missing. npm run hello -- --help lists the flags\n",
    ],
    [['hello', '--fail', 'problem'], 'congo hello: a clear line\n'],
  ] as const) {
    const { status, stderr } = start(course, [...args])
    assert.equal([stderr, status], [line, 2])
  }
})

test('an output that cannot be written is no success', ({ course }) => {
  const hello = (to: string) => {
    const words = [
      '-c',
      `"$@" ${to}; echo \${PIPESTATUS[0]} >&2`,
      'bash',
      process.execPath,
      join(course, 'scripts/start.mjs'),
    ]
    return spawnSync('bash', [...words, 'hello'], { encoding: 'utf8' }).stderr
  }
  assert.is(
    hello('>/dev/full'),
    'congo hello: standard output cannot be written: ENOSPC: no space left on device, write\n3\n',
  )
  assert.is(hello('| true'), '141\n')
})

test('a fault of our own is one line, with --debug shows where it is, and is 3', ({ course }) => {
  const { status, stderr } = start(course, ['hello', '--fail', 'fault'])
  assert.is(status, 3)
  assert.is(stderr, 'congo hello: this is a fault of ConGo itself: a fault. With --debug it shows where\n')
  const told = start(course, ['hello', '--fail', 'fault', '--debug'])
  assert.is(told.status, 3)
  assert.match(told.stderr, /this is a fault of ConGo itself: a fault\nError: a fault\n +at .*hello/)
})

test('a Node that is too old is one line', ({ course }) => {
  const old = 'Object.defineProperty(process, "versions", { value: { ...process.versions, node: "20.18.3" } })'
  const preload = ['--import', `data:text/javascript,${encodeURIComponent(old)}`]
  const words = [...preload, join(course, 'scripts/start.mjs'), 'hello']
  const { status, stderr } = spawnSync(process.execPath, words, { encoding: 'utf8' })
  assert.equal(
    [status, stderr],
    [3, 'congo: Node 20.18.3 is too old: ConGo needs Node 20.19 or later (https://nodejs.org)\n'],
  )
})

test('prepare does nothing and does not fail where there is no .git and no package', ({ course }) => {
  rmSync(join(course, 'node_modules'))
  const { status, stdout, stderr } = start(course, ['prepare'])
  assert.equal([status, stdout, stderr], [0, '', ''])
})

test('what has not changed is not bundled again; what has, is', ({ course }) => {
  start(course, ['hello'])
  const [first = ''] = bundlesIn(course)
  const made = statSync(join(course, 'dist', first)).ctimeMs
  start(course, ['hello'])
  assert.equal(bundlesIn(course), [first])
  assert.is(statSync(join(course, 'dist', first)).ctimeMs, made)

  writeFileSync(join(course, 'scripts/hello.ts'), HELLO.replace("'hello'", "'good day'"))
  assert.is(start(course, ['hello']).stdout, 'good day\n')
  writeFileSync(join(course, 'scripts/more.ts'), HELLO.replace("'hello'", "'more'"))
  assert.is(start(course, ['more']).stdout, 'more\n')
  assert.is(bundlesIn(course).length, 3)
})

test('a source that does not parse is shown with its place, and leaves nothing', ({ course }) => {
  writeFileSync(join(course, 'scripts/hello.ts'), 'export default {')
  const { status, stderr } = start(course, ['hello'])
  assert.is(status, 3)
  assert.match(stderr, 'scripts/hello.ts:1:16')
  assert.equal(readdirSync(join(course, 'dist')), [])
})

test('broken lists of bundles and of packages are made anew, broken bundles are one line', ({ course }) => {
  const env = fakeNpm(course)
  listed(course, () => undefined)
  start(course, ['hello'])
  const [bundles = ''] = bundlesIn(course)
  for (const list of ['dist/scripts.json', 'node_modules/.package-lock.json']) writeFileSync(join(course, list), '{')
  assert.is(start(course, ['hello'], env).stdout, 'hello\n')
  assert.match(readFileSync(join(course, 'called'), 'utf8'), /^ci /)
  assert.equal(bundlesIn(course), [bundles])

  writeFileSync(join(course, 'dist', bundles, 'hello.js'), 'export {')
  const { status, stderr } = start(course, ['hello'])
  assert.is(status, 3)
  assert.match(stderr, /^congo: the bundles in .* cannot be loaded \(.*\): remove dist\/, and try again\n$/)
})

test('bundles that find no room are one line', ({ course }) => {
  const words = [process.execPath, join(course, 'scripts/start.mjs'), 'hello']
  const full = 'mount -t tmpfs -o size=16k none "$0" && exec "$@"'
  mkdirSync(join(course, 'dist'))
  const unshare = ['--map-root-user', '--mount', 'sh', '-c', full, join(course, 'dist'), ...words]
  const { status, stderr } = spawnSync('unshare', unshare, { encoding: 'utf8' })
  if (/^unshare|^mount/.test(stderr)) return // not allowed here
  assert.equal([status, stderr], [3, 'congo: the scripts cannot be bundled: ENOSPC: no space left on device, write\n'])
})

test('two at once bundle, and both run', async ({ course }) => {
  const words = [join(course, 'scripts/start.mjs'), 'hello']
  const both = [0, 1].map(() => once(spawn(process.execPath, words, { stdio: 'ignore' }), 'exit'))
  assert.equal(await Promise.all(both), [
    [1, null],
    [1, null],
  ])
  assert.is(bundlesIn(course).length, 1)
})

/** An npm that notes how it was called and puts a list of packages into node_modules. */
function fakeNpm(course: string): { PATH: string } {
  const npm = join(course, 'bin/npm')
  mkdirSync(join(course, 'bin'))
  writeFileSync(npm, `#!/bin/sh\necho "$@" >>called\nsleep 0.1\nrm -rf node_modules\nln -s ${root}/node_modules .\n`)
  chmodSync(npm, 0o755)
  return { PATH: `${join(course, 'bin')}:${process.env.PATH}` }
}

test('packages are installed where they are missing or others, by one of two at once', async ({ course }) => {
  const env = { ...process.env, ...fakeNpm(course) }
  rmSync(join(course, 'node_modules'))
  const words = [join(course, 'scripts/start.mjs'), 'hello']
  const two = [0, 1].map(() => once(spawn(process.execPath, words, { cwd: course, stdio: 'ignore', env }), 'exit'))
  assert.equal(
    (await Promise.all(two)).map(([code]) => code),
    [1, 1],
  )
  assert.match(readFileSync(join(course, 'called'), 'utf8'), /^ci --ignore-scripts .*\n$/)

  rmSync(join(course, 'called'))
  start(course, ['hello'], env)
  assert.not.ok(existsSync(join(course, 'called')))
})

test('an npm that outlives its start is waited for', async ({ course }) => {
  const env = { ...process.env, ...fakeNpm(course) }
  const file = (name: string) => join(course, name)
  for (const name of ['begun', 'looking', 'waiting', 'go']) execFileSync('mkfifo', [file(name)])
  const npm = readFileSync(file('bin/npm'), 'utf8').replace('sleep 0.1', 'echo >begun; read go <go')
  writeFileSync(file('bin/npm'), npm)
  const told = `[ "$1" = --nonblock ] && echo >${file('looking')} || echo >${file('waiting')}`
  writeFileSync(file('bin/flock'), `#!/bin/sh\n${told}\nexec /usr/bin/flock "$@"\n`, { mode: 0o755 })
  rmSync(file('node_modules'))
  const begin = () => spawn(process.execPath, [file('scripts/start.mjs'), 'hello'], { stdio: 'ignore', env })

  const first = begin()
  await readFile(file('looking'))
  await readFile(file('begun'))
  first.kill('SIGKILL')
  await once(first, 'exit')
  const second = begin()
  await readFile(file('looking')) // whether it must wait
  await readFile(file('waiting'))
  await writeFile(file('go'), 'go\n')
  assert.equal(await once(second, 'exit'), [1, null])
  assert.match(readFileSync(file('called'), 'utf8'), /^ci .*\n$/)
})

/** node_modules as npm leaves it, with another list of packages. */
function listed(course: string, change: (packages: Record<string, { version: string; dev?: boolean }>) => void): void {
  const list = JSON.parse(readFileSync(join(root, 'node_modules/.package-lock.json'), 'utf8'))
  change(list.packages)
  rmSync(join(course, 'node_modules'))
  mkdirSync(join(course, 'node_modules'))
  for (const name of readdirSync(join(root, 'node_modules'))) {
    if (!name.startsWith('.')) symlinkSync(join(root, 'node_modules', name), join(course, 'node_modules', name))
  }
  writeFileSync(join(course, 'node_modules/.package-lock.json'), JSON.stringify(list))
}

test('npm ci --omit=dev is enough, but not for what developers run', ({ course }) => {
  const env = fakeNpm(course)
  listed(course, packages => {
    for (const [path, { dev }] of Object.entries(packages)) if (dev) delete packages[path]
  })
  assert.is(start(course, ['hello'], env).status, 1)
  assert.not.ok(existsSync(join(course, 'called')))
  writeFileSync(join(course, 'scripts/lint.ts'), HELLO)
  assert.is(start(course, ['lint'], env).status, 1)
  assert.ok(existsSync(join(course, 'called')))
})

test('a package of another version, or for another system, is not enough', ({ course }) => {
  const env = fakeNpm(course)
  listed(course, packages => {
    const kleur = packages['node_modules/kleur']
    if (kleur) kleur.version = '0.0.1'
  })
  start(course, ['hello'], env)
  assert.ok(existsSync(join(course, 'called')))
  rmSync(join(course, 'called'))
  listed(course, packages => {
    delete packages[`node_modules/@esbuild/linux-${process.arch}`]
  })
  start(course, ['hello'], env)
  assert.ok(existsSync(join(course, 'called')))
})

test.run()
