// The command as it is typed, on answers of all sorts.
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { hostileAnswers } from './check/hostile/answers.ts'
import { root } from './cli/paths.ts'
import { starter } from './labs/starter.ts'
import { start, withAnswer } from './test/start.ts'

const lab = (...args: string[]) => start('lab', ...args)
const solution = readFileSync(join(root, 'solutions/03-uts.ts'), 'utf8')

test('shows the program with its results, what host and container see, the output, and what is next', async () => {
  const { code, stdout, stderr } = await lab('03-uts', '--solution')
  assert.is(code, 0, stderr)
  assert.match(stdout, /^ +clone3\(.*CLONE_NEWUTS.*\) = \d+$/m)
  assert.match(stdout, /^03-uts +sethostname\("web", 3\) = 0$/m)
  assert.match(stdout, /^01-process +execve\(.* = \?$/m)
  const [, host, inside] = /^uts namespace +(uts:\[\d+\]) +(uts:\[\d+\])$/m.exec(stdout) ?? []
  assert.ok(host && inside && host !== inside)
  assert.match(stdout, /next: npm run check 03-uts -- --solution\n$/)
  for (const line of stdout.split('\n')) assert.ok(line.length <= 80, `more than 80 columns: ${line}`)
})

test('--plain begins every line with what it is; --trace adds the time of each step', async () => {
  const { stdout } = await lab('03-uts', '--solution', '--plain', '--trace')
  assert.match(stdout, /^step \d+ of 03-uts: sethostname\("web", 3\) = 0 <\d+ µs>$/m)
  assert.match(stdout, /^host name: on the host host; in the container intruder$/m)
  assert.match(stdout, /^output: /m)
  assert.not.ok(stdout.includes('\x1b'))
})

test('--shell is a shell in the machine, and from there in the container, while that runs', () => {
  const words = ['scripts/start.mjs', 'lab', '03-uts', '--solution', '--shell']
  const input = 'uname -n\ninside /bin/probe names pid\nexit\n'
  const { status, stdout } = spawnSync(process.execPath, words, { cwd: root, input, encoding: 'utf8' })
  assert.is(status, 0)
  assert.match(
    stdout,
    /^machine\nhostname intruder\ndomainname example.org\npid \d+ ppid 0\n\noutput of the container$/m,
  )
})

test('an open hole is a friendly line with its place, and exit code 1', async () => {
  await withAnswer(`${starter(solution, '03-uts')}// begun\n`, async file => {
    const { code, stdout } = await lab('03-uts', '--lab', file)
    assert.is(code, 1)
    assert.match(
      stdout,
      /it came to hole 1, which is still open[\s\S]*2 holes are open in dist\/answer-\d+-\d+\.ts:\n +line \d+, hole 1: /,
    )
    assert.not.match(stdout, /at async|node:internal/)
  })
})

test('a lab that nobody has touched explains what it is, and what to do, in 80 columns', async () => {
  await withAnswer(starter(solution, '03-uts'), async file => {
    const { code, stdout } = await lab('03-uts', '--lab', file)
    assert.is(code, 1)
    assert.match(stdout, /2\s+places\s+are\s+left\s+for\s+you,\s+hole\(1\)\s+to\s+hole\(2\)/)
    assert.match(stdout, /^read .*\nwrite +dist\/answer-\d+-\d+\.ts, line \d+ .*\nrun +npm run lab 03-uts /m)
    for (const line of stdout.split('\n')) assert.ok(line.length <= 80, `more than 80 columns: ${line}`)
  })
})

test('a step that fails is shown where it stands, with call, errno and chapter', async () => {
  await withAnswer(solution.replace('sethostname(hostname)', "sethostname('x'.repeat(65))"), async file => {
    const { code, stdout } = await lab('03-uts', '--lab', file)
    assert.is(code, 1)
    assert.match(stdout, /^03-uts +sethostname\(.* = -1 EINVAL/m)
    assert.match(stdout, /^01-process +chdir\("\/"\) \(not reached\)$/m)
    assert.match(stdout, /sethostname\("x+", 65\): EINVAL \(step \d+, from 03-uts\)\nThe kernel takes 64 bytes/)
  })
})

test('an error of the file itself is shown with the line of the file', async () => {
  await withAnswer(solution.replace('sethostname(hostname)', 'sethostname(hostname.toNumber())'), async file => {
    const { code, stdout } = await lab('03-uts', '--lab', file)
    assert.is(code, 1)
    assert.match(stdout, /hostname\.toNumber is not a function/)
    assert.match(stdout, /> +\d+ \|.*sethostname\(hostname\.toNumber\(\)\)/)
    assert.not.match(stdout, /at async|node:internal/)
  })
})

test('--diff shows what is theirs, and names what is missing by its call alone', async () => {
  const same = await lab('03-uts', '--solution', '--diff')
  assert.is(same.code, 0, same.stderr)
  assert.match(same.stdout, /^the container: the same \d+ steps as in the solution$/m)
  await withAnswer(
    solution
      .replace('sethostname(hostname)', "sethostname(hostname + '-x')")
      .replace('[setdomainname(domainname)]', '[]'),
    async file => {
      const { code, stdout } = await lab('03-uts', '--lab', file, '--diff')
      assert.is(code, 1)
      assert.match(stdout, /^ {2}with other arguments in the solution: step \d+, sethostname\("web-x", 5\)$/m)
      assert.match(stdout, /^ {2}missing: setdomainname\(2\), after step \d+, sethostname\("web-x", 5\)$/m)
      assert.not.match(stdout, /example\.org|"web"/)
    },
  )
  await withAnswer(starter(solution, '03-uts'), async file => {
    const { code, stdout } = await lab('03-uts', '--lab', file, '--diff')
    assert.is(code, 1)
    assert.match(stdout, /^the container: your file did not come to its steps$/m)
    assert.match(stdout, /it came to hole 1, which is still open/)
  })
})

for (const what of [
  'loops for ever',
  'forks without end',
  'eats all memory',
  'prints a gigabyte',
  'powers the machine off',
]) {
  test(`a lab that ${what} ends in a clear line`, async () => {
    await withAnswer(hostileAnswers[what] ?? '', async file => {
      const { code, stdout, stderr } = await lab('01-process', '--lab', file)
      assert.is(code, 1, stderr)
      assert.match(stdout, /did not come to its end in time|the answer's own process ended/)
      assert.match(stdout, /next: mend this/)
      assert.ok(stdout.length < 100_000)
    })
  })
}

test('without a chapter, the list; an unknown one is answered with the nearest', async () => {
  const list = await lab()
  assert.is(list.code, 0)
  assert.match(list.stdout, /^01-process .*\n02-ipc .*\n03-uts .*\n04-pid /m)
  assert.match(list.stdout, /^next: /m)
  const unknown = await lab('04-pit')
  assert.is(unknown.code, 2)
  assert.match(unknown.stderr, /there is no chapter "04-pit"; do you mean 04-pid\?/)
})

test.run()
