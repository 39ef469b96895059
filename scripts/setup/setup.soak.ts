// From a fresh clone and an empty cache to a chapter's output, with the real downloads.
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { root } from '../cli/paths.ts'

const test = suite<{ home: string; clone: string }>('set-up')

test.before.each(context => {
  context.home = mkdtempSync(join(tmpdir(), 'congo-soak-'))
  context.clone = join(context.home, 'clone')
  execFileSync('git', ['clone', '--quiet', root, context.clone])
})
test.after.each(({ home }) => {
  rmSync(home, { recursive: true })
})

/** Runs a command in the clone with nothing of ours in its environment, `before` as the words that begin its line. */
function inClone({ home, clone }: { home: string; clone: string }, words: string[], before: string[] = []) {
  const kept = ['PATH', 'NODE_EXTRA_CA_CERTS', 'SSL_CERT_FILE', 'http_proxy', 'https_proxy', 'no_proxy']
  const env = Object.fromEntries(kept.flatMap(name => (process.env[name] ? [[name, process.env[name]]] : [])))
  const [program = '', ...args] = [...before, ...words]
  const begin = performance.now()
  const { status, stdout, stderr } = spawnSync(program, args, {
    cwd: clone,
    env: { ...env, HOME: home },
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  })
  console.log(`${words.join(' ')}: ${((performance.now() - begin) / 1000).toFixed(1)} s`)
  return { status, stdout, stderr }
}

const lab = ['npm', 'run', '-s', 'lab', '01-process', '--', '--solution']
const nobody = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups']

test('npm run lab in a fresh clone', context => {
  const first = inClone(context, lab)
  assert.is(first.status, 0, first.stderr)
  const second = inClone(context, lab)
  assert.equal([second.status, second.stderr], [0, ''])
  const told = inClone(context, ['npm', 'run', '-s', 'doctor'])
  assert.is(told.status, 0, told.stdout)
})

const asRoot = process.getuid?.() === 0 ? test : test.skip

asRoot('npm run lab in a fresh clone, as an ordinary user', context => {
  execFileSync('chown', ['-R', '65534:65534', context.home])
  const { status, stderr } = inClone(context, lab, nobody)
  assert.is(status, 0, stderr)
})

asRoot('what one computer exports, another without network takes over and runs', context => {
  const file = join(context.home, 'congo.tar')
  const exported = inClone(context, ['npm', 'run', '-s', 'doctor', '--', '--export', file])
  assert.is(exported.status, 0, exported.stderr)
  for (const folder of ['.cache', '.npm', 'clone/node_modules', 'clone/dist']) {
    rmSync(join(context.home, folder), { recursive: true, force: true })
  }
  const offline = ['unshare', '--net']
  const failed = inClone(context, lab, offline)
  assert.is(failed.status, 3)
  assert.match(failed.stderr, /^congo: npm ci failed, see above\. Without network: npm run doctor -- --import FILE/m)
  const imported = inClone(context, ['npm', 'run', '-s', 'doctor', '--', '--import', file], offline)
  assert.is(imported.status, 0, imported.stderr)
  const { status, stderr } = inClone(context, lab, offline)
  assert.is(status, 0, stderr)
})

asRoot('a disk that is full in the middle of any part is one line, and nothing is left', context => {
  inClone(context, ['npm', 'run', '-s', 'doctor']) // for the packages of npm
  for (const size of ['1m', '60m', '150m', '420m', '600m', '700m']) {
    const line = `mount -t tmpfs -o size=${size} none /mnt && CONGO_CACHE=/mnt "$@"; echo "exit $? with" $(ls /mnt | grep tmp)`
    const { stdout, stderr } = inClone(context, lab, ['unshare', '--mount', 'sh', '-c', line, 'sh'])
    assert.match(
      stderr,
      /^congo lab: no space left in \/mnt for .*\. Free some, or set CONGO_CACHE to another folder$/m,
    )
    assert.match(stdout, /^exit 3 with$/m)
  }
})

test.run()
