// The command as it is typed: its exit codes, and what programs read of it.
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Ajv } from 'ajv'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Results } from './check/result.ts'
import { root } from './cli/paths.ts'
import { start, withAnswer } from './test/start.ts'

const check = (...args: string[]) => start('check', ...args)

test('all passed: exit code 0, and JSON of the promised shape', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'congo-check-'))
  const { code, stdout, stderr } = await check(
    '03-uts',
    '--solution',
    '--format',
    'json',
    '--output',
    join(folder, 'r.json'),
  )
  const results = JSON.parse(readFileSync(join(folder, 'r.json'), 'utf8')) as Results
  rmSync(folder, { recursive: true })
  assert.is(code, 0, stderr)
  assert.is(stdout, '')
  const isResults = new Ajv().compile(JSON.parse((await check('--schema')).stdout))
  assert.ok(isResults(results), JSON.stringify(isResults.errors))
  assert.not.ok(isResults({ ...results, more: 1 }))
  const [chapter] = results.chapters
  assert.is(chapter?.points, chapter?.maxPoints)
  for (const each of chapter?.checks ?? []) {
    assert.is(each.status, 'pass')
    assert.ok(each.seconds > 0)
  }
})

test('several formats at once, each to its place', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'congo-check-'))
  const [xml, csv, tap, summary] = ['a.xml', 'b.csv', 'c.tap', 'summary.md'].map(name => join(folder, name))
  const only = ['03-uts', '--solution', '--only', 'starts']
  const pairs = ['--format', 'junit', '--output', `${xml}`, '--format', 'csv', '--output', `${csv}`]
  process.env.GITHUB_STEP_SUMMARY = summary
  const [silent, shown] = await Promise.all([
    check(...only, ...pairs, '--format', `github=${join(folder, 'annotations')}`),
    check(...only, '--format', 'terminal', '--format', `tap=${tap}`),
  ])
  delete process.env.GITHUB_STEP_SUMMARY
  const texts = [xml, csv, tap, summary].map(file => readFileSync(`${file}`, 'utf8'))
  rmSync(folder, { recursive: true })
  assert.equal([silent.code, silent.stdout, shown.code], [0, '', 0], silent.stderr + shown.stderr)
  assert.match(shown.stdout, /pass +A container with a host name/)
  for (const [i, said] of [/^<\?xml/, /^student,chapter/, /^TAP version 14/, /^\| chapter/].entries()) {
    assert.match(texts[i] ?? '', said)
  }
})

test('what a slow check takes is told apart, and why it is slow', async () => {
  const only = ['06-pivot-root', '--solution', '--only', 'descriptors']
  assert.match((await check(...only)).stdout, /points, all passed, \d[\d.]* s, and \d[\d.]* s of slow checks\n/)
  const { chapters } = JSON.parse((await check(...only, '--format', 'json')).stdout) as Results
  const reasons = chapters.flatMap(({ checks }) => checks).flatMap(({ id, slow }) => (slow ? [[id, slow]] : []))
  assert.equal(reasons, [['descriptors', 'twelve containers, one for each descriptor that may be the one']])
})

test('a check failed: exit code 1, with what was found, the evidence, a hint, and a line that repeats it', async () => {
  await withAnswer(
    readFileSync(join(root, 'solutions/03-uts.ts'), 'utf8').replace(
      'sethostname(hostname)',
      "sethostname('we\\x1b[31mb')",
    ),
    async file => {
      const { code, stdout } = await check('03-uts', '--lab', file)
      assert.is(code, 1)
      assert.match(stdout, /fail +The container has the host name of its config/)
      assert.match(stdout, /expected "hostname web",\s+found "hostname we\\u001b\[31mb"/)
      assert.match(stdout, /evidence: .*ns\/uts -> uts:\[\d+\]/)
      assert.match(stdout, /hint: sethostname/)
      assert.equal(stdout.match(/^(?! *again:).{81,}/gm), null, 'all but the command to repeat fits 80 columns')
      assert.not.ok(stdout.includes('\x1b'), 'no control byte of the answer reaches the terminal')
      const again =
        /again: npm run check (.*--only hostname)$/m.exec(stdout)?.[1]?.replace(' -- ', ' ').split(' ') ?? []
      const repeated = await check(...again)
      assert.is(repeated.code, 1)
      assert.match(repeated.stdout, /fail +The container has the host name/)
      assert.not.match(repeated.stdout, /joined/)
    },
  )
})

test('a file that is no TypeScript fails, with the place and no stack', async () => {
  await withAnswer('export const mechanism = {\n  name: }', async file => {
    const { code, stdout } = await check('03-uts', '--lab', file)
    assert.is(code, 1)
    assert.match(stdout, /answer-\d+-\d+\.ts:2:8/)
    assert.not.match(stdout, /node_modules|at async/)
  })
})

test('control bytes of a file that is no TypeScript do not reach the terminal', async () => {
  await withAnswer('export \x1b[31m', async file => {
    const { code, stdout } = await check('03-uts', '--lab', file)
    assert.is(code, 1)
    assert.match(stdout, '\\x1b[31m')
    assert.not.ok(stdout.includes('\x1b'))
    const lab = await start('lab', '03-uts', '--lab', file)
    assert.is(lab.code, 1)
    assert.not.ok(lab.stderr.includes('\x1b'))
  })
})

test('an error as the file is loaded shows its place, and not the bundle', async () => {
  const solution = readFileSync(join(root, 'solutions/03-uts.ts'), 'utf8')
  await withAnswer(`${solution}\nthrow new Error('at load')\n`, async file => {
    const { code, stdout } = await check('03-uts', '--lab', file)
    assert.is(code, 1)
    assert.match(stdout, /Error: at load\s+at .*answer-\d+-\d+\.ts:47/)
    assert.not.match(stdout, 'use strict')
  })
})

test('a file that exports no mechanism is told so', async () => {
  await withAnswer('', async file => {
    const { code, stdout } = await check('03-uts', '--lab', file)
    assert.is(code, 1)
    assert.match(stdout, /but it ended: the file exports no\s+mechanism/)
    assert.not.match(stdout, /at async|composition\.ts/)
  })
})

test('a type error changes no point, and is told', async () => {
  await withAnswer(
    `${readFileSync(join(root, 'solutions/03-uts.ts'), 'utf8')}\nconst wrong: number = 'text'\nvoid wrong\n`,
    async file => {
      const { code, stdout } = await check('03-uts', '--lab', file)
      assert.is(code, 0)
      assert.match(stdout, /type checker[\s\S]*is not assignable to type 'number'/)
    },
  )
})

test('an answer may lie anywhere, and imports as a lab does', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'congo-check-'))
  const text = readFileSync(join(root, 'solutions/03-uts.ts'), 'utf8')
  const imported = "import { Hole } from '../chapters/hole.ts'\nvoid Hole\nconst wrong: number = 'text'\nvoid wrong\n"
  writeFileSync(join(folder, 'mine.ts'), `${imported}${text}`)
  const { code, stdout } = await check('03-uts', '--lab', join(folder, 'mine.ts'))
  rmSync(folder, { recursive: true })
  assert.is(code, 0, stdout)
  assert.is(stdout.match(/mine\.ts:\d+/g)?.join(), 'mine.ts:3', 'one error of types')
  const copies = readdirSync(join(root, 'dist')).filter(name => existsSync(join(root, 'dist', name, 'labs/mine.ts')))
  assert.equal(copies, [])
})

for (const [args, said] of [
  [['04-pit'], /there is no chapter "04-pit"; do you mean 04-pid\?/],
  [['--format', 'xml'], /--format xml: there are terminal, json, junit, tap, csv, gradescope, github/],
  [['--format', 'tap', '--format', 'json'], /one format at a time on standard output/],
  [['--format', 'tap', '--format', 'json', '--output', 'a'], /--output FILE goes with a --format that names no file/],
  [['--format', 'tap=a', '--format', 'json=./a'], /a is named twice/],
  [['--format', 'tap=labs'], /labs is a folder/],
  [['03-uts', '04-pid', '--lab', 'x.ts'], /--lab goes with exactly one chapter/],
  [['03-uts', '--only', 'nothing'], /03-uts has no check "nothing"; it has starts, /],
  [['03-uts', '--lab', 'no/such/file.ts'], /no\/such\/file\.ts: there is no such file/],
  [['03-uts', '--lab', 'labs'], /labs is not a file of TypeScript/],
  [['03-uts', '--output', 'no/such/file'], /no\/such\/file cannot be written \(ENOENT\)/],
  [['03-uts', '--output', 'labs'], /labs is a folder/],
  [['--nonsense'], /nonsense/],
] as const) {
  test(`wrong use, "${args.join(' ')}": exit code 2 and one line`, async () => {
    const { code, stderr } = await check(...args)
    assert.is(code, 2)
    assert.match(stderr, said)
    assert.is(stderr.trim().split('\n').length, 1, stderr)
  })
}

test.run()
