import { spawnSync } from 'node:child_process'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { child } from './child.ts'
import { contentOf, folderOf, keyOf, type Part, ready } from './part.ts'

const test = suite<{ cache: string }>('part')

test.before.each(context => {
  context.cache = mkdtempSync(join(tmpdir(), 'congo-test-'))
  process.env.CONGO_CACHE = context.cache
})
test.after.each(({ cache }) => {
  rmSync(cache, { recursive: true })
})

function part(name: string, more: Partial<Part> & { made?: string[] } = {}): Part {
  return {
    name,
    title: `part ${name}`,
    cost: { download: 0, disk: 1 },
    inputs: () => [],
    async make(dir) {
      more.made?.push(name)
      writeFileSync(join(dir, 'file'), name)
    },
    ...more,
  }
}

/** Code for a child: makes the part `slow`, which says that it is at work, then waits for a line on stdin. */
const SLOW = `
  import { once } from 'node:events'
  import { writeFileSync } from 'node:fs'
  import { ready } from './scripts/setup/part.ts'
  const slow = {
    name: 'slow', title: 'the slow part', cost: { download: 0, disk: 7 }, inputs: () => [],
    async make(dir) {
      writeFileSync(dir + '/half', 'half')
      console.log('at work')
      await once(process.stdin, 'data')
      writeFileSync(dir + '/whole', String(process.pid))
    }
  }
  await ready(slow).then(([dir]) => console.log('ready in ' + dir), error => console.log(error.exitCode, error.message))
  process.stdin.destroy()`

const slowFolder = (cache: string) => folderOf(part('slow')).replace(process.env.CONGO_CACHE ?? '', cache)

test('makes what is missing, needed parts first, and then no more', async () => {
  const made: string[] = []
  const first = part('first', { made })
  let given: string[] = []
  const second = part('second', {
    needs: [first],
    async make(_dir, _progress, needs) {
      made.push('second')
      given = needs
    },
  })
  const [dir] = await ready(second)
  assert.is(dir, folderOf(second))
  assert.equal(given, [folderOf(first)])
  assert.is(readFileSync(join(folderOf(first), 'file'), 'utf8'), 'first')
  await ready(second, first)
  assert.equal(made, ['first', 'second'])
})

test('a needed part that is gone is not made again for one that is there', async () => {
  const made: string[] = []
  const first = part('first', { made })
  const second = part('second', { made, needs: [first] })
  await ready(second)
  rmSync(folderOf(first), { recursive: true })
  await ready(second)
  assert.equal(made, ['first', 'second'])
})

test('what was cut short is made anew, and so is what was made from it', async () => {
  const made: string[] = []
  const first = part('first', { made })
  const second = part('second', { made, needs: [first] })
  await ready(second)
  for (const damage of [
    (dir: string) => truncateSync(join(dir, 'file')),
    (dir: string) => rmSync(join(dir, 'file')),
    (dir: string) => rmSync(dir, { recursive: true }),
    (dir: string) => writeFileSync(join(dir, 'seal.json'), '{'),
  ]) {
    made.splice(0)
    damage(folderOf(first))
    await ready(first, second)
    assert.equal(made, ['first', 'second'])
    assert.is(readFileSync(join(folderOf(first), 'file'), 'utf8'), 'first')
  }
})

test('the key follows the inputs, the needs and their order, and nothing else', () => {
  const key = (inputs: string[], needs: Part[] = []) => keyOf(part('a', { inputs: () => inputs, needs }))
  assert.is(key(['x', 'y']), key(['x', 'y']))
  assert.is.not(key(['x', 'y']), key(['xy', '']))
  assert.is.not(key(['x']), keyOf(part('b', { inputs: () => ['x'] })))
  assert.is.not(key([], [part('n')]), key([], [part('n', { inputs: () => ['new'] })]))
  assert.equal(contentOf('scripts/setup/part.ts')[0], 'scripts/setup/part.ts')
  assert.ok(contentOf('scripts/setup').length > contentOf('scripts/setup/part.ts').length)
})

test('a make that fails leaves nothing, and the next one begins anew', async ({ cache }) => {
  let fails = true
  const it = part('it', {
    async make(dir) {
      assert.equal(readdirSync(dir), [])
      writeFileSync(join(dir, 'file'), '')
      if (fails) throw new Error('no luck')
    },
  })
  await ready(it).then(
    () => assert.unreachable(),
    error => assert.is(error.message, 'no luck'),
  )
  assert.equal(readdirSync(cache), ['it.lock'])
  fails = false
  await ready(it)
  assert.ok(existsSync(join(folderOf(it), 'file')))
})

test('killed in the middle: only a temporary folder is left, and the next one sweeps it', async ({ cache }) => {
  const killed = child(SLOW, { CONGO_CACHE: cache })
  await killed.said('at work')
  killed.process.kill('SIGKILL')
  await killed.ended
  assert.not.ok(existsSync(slowFolder(cache)))
  assert.ok(existsSync(`${slowFolder(cache)}.tmp/half`))

  const next = child(SLOW, { CONGO_CACHE: cache })
  next.process.stdin.write('go\n')
  const { output } = await next.ended
  assert.match(output, `ready in ${slowFolder(cache)}`)
  assert.equal(readdirSync(cache).sort(), [slowFolder(cache).slice(cache.length + 1), 'slow.lock'])
})

test('two at once: the second waits, says for whom, and finds what the first has made', async ({ cache }) => {
  const first = child(SLOW, { CONGO_CACHE: cache })
  await first.said('at work')
  const second = child(SLOW, { CONGO_CACHE: cache })
  await second.said(`waiting for process ${first.process.pid}, which makes the same: the slow part`)
  first.process.stdin.write('go\n')
  const outputs = (await Promise.all([first.ended, second.ended])).map(({ output }) => output)
  for (const output of outputs) assert.match(output, `ready in ${slowFolder(cache)}`)
  assert.not.match(outputs[1] ?? '', 'at work')
})

test('two at once, and the first is killed: the second takes over', async ({ cache }) => {
  const first = child(SLOW, { CONGO_CACHE: cache })
  await first.said('at work')
  const second = child(SLOW, { CONGO_CACHE: cache })
  await second.said('waiting for process')
  first.process.kill('SIGKILL')
  await second.said('at work')
  second.process.stdin.write('go\n')
  const { output } = await second.ended
  assert.match(output, `ready in ${slowFolder(cache)}`)
  assert.is(readFileSync(join(slowFolder(cache), 'whole'), 'utf8'), String(second.process.pid))
})

test('older makes go when a new one comes, but the last used and those of the last hour', async ({ cache }) => {
  const hoursAgo = (name: string, hours: number) => {
    mkdirSync(join(cache, name))
    const time = new Date(Date.now() - hours * 3_600_000)
    utimesSync(join(cache, name), time, time)
  }
  hoursAgo('it-oldest', 9)
  hoursAgo('it-older', 2)
  hoursAgo('other-old', 9)
  await ready(part('it'))
  assert.equal(
    readdirSync(cache).sort(),
    [folderOf(part('it')).slice(cache.length + 1), 'it-older', 'it.lock', 'other-old'].sort(),
  )
})

test('a cache that cannot be made is one line', async () => {
  process.env.CONGO_CACHE = '/dev/null/congo'
  await ready(part('it')).then(
    () => assert.unreachable(),
    error => {
      assert.is(error.exitCode, 3)
      assert.match(
        error.message,
        /^the cache \/dev\/null\/congo cannot be written \(ENOTDIR\)\. Make it writable, or set CONGO/,
      )
    },
  )
})

// Disks of their own, in a mount namespace that goes with the child. Where that is not allowed, nothing can be shown here.
const mountable =
  spawnSync('unshare', ['--map-root-user', '--mount', 'mount', '-t', 'tmpfs', 'none', '/mnt']).status === 0
const onDisk = mountable ? test : test.skip
const inDisk = (cache: string, options: string, work: string) =>
  child(work, { CONGO_CACHE: cache }, [
    ...['unshare', '--map-root-user', '--mount', 'sh', '-c'],
    `mount -t tmpfs -o ${options} none ${cache} && exec "$@"`,
    'sh',
  ])

onDisk('a full disk is one line, and nothing is left on it', async ({ cache }) => {
  const fill = SLOW.replace('console.log', "writeFileSync(dir + '/big', Buffer.alloc(1e6)); console.log")
  const it = inDisk(cache, 'size=64k', `${fill}\nimport('node:fs').then(fs => console.log(fs.readdirSync('${cache}')))`)
  const { output } = await it.ended
  assert.match(output, `3 no space left in ${cache} for the slow part, 7 MB. Free some, or set CONGO_CACHE`)
  assert.match(output, "[ 'slow.lock' ]")
})

onDisk('a read-only disk is one line', async ({ cache }) => {
  const { output } = await inDisk(cache, 'ro', SLOW).ended
  assert.match(output, `3 the cache ${cache} cannot be written (EROFS)`)
})

onDisk('a read-only disk that has all is good enough', async ({ cache }) => {
  const remount = `${SLOW.replace('await ready(slow)', 'await ready(slow).then(readOnly).then(() => ready(slow))')}
    import { execFileSync } from 'node:child_process'
    function readOnly() { execFileSync('mount', ['-o', 'remount,bind,ro', '${cache}']) }`
  const it = inDisk(cache, 'size=64k', remount)
  it.process.stdin.write('go\n')
  assert.match((await it.ended).output, `ready in ${slowFolder(cache)}`)
})

test.run()
