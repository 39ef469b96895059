// The life of containers that have no namespaces: what is tried here is the store.
import { spawn, spawnSync } from 'node:child_process'
import {
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { create, ids, list, look, remove, restart, start, stop } from './lifecycle.ts'

const root = mkdtempSync(join(tmpdir(), 'congo-life-'))
const made = (id: string, script: string) =>
  create(root, id, {
    ociVersion: '1.2.0',
    process: { args: ['sh', '-c', script], env: ['PATH=/usr/bin:/bin'], cwd: '/' },
  })
const stateFile = (id: string) => join(root, 'containers', id, 'state.json')
const written = (id: string) => JSON.parse(readFileSync(stateFile(id), 'utf8'))
const statuses = async () =>
  Object.fromEntries(
    (await list(root)).map(each => [
      'status' in each ? each.container.id : each.id,
      'status' in each ? each.status : each.error,
    ]),
  )

async function says(act: () => unknown, pattern: RegExp) {
  let message = 'nothing'
  try {
    await act()
  } catch (error) {
    message = (error as Error).message
  }
  assert.match(message, pattern)
}

test.after(() => rmSync(root, { recursive: true }))

test('created, running, stopped, started again, removed', async () => {
  made('web', 'trap "exit 5" TERM; echo up; while :; do sleep 0.02; done')
  assert.equal(await statuses(), { web: 'created' })
  await start(root, 'web')
  assert.equal(await statuses(), { web: 'running' })
  await says(() => start(root, 'web'), /^web runs already$/)
  await says(() => remove(root, 'web'), /^web runs: stop it first$/)
  await says(() => made('web', 'true'), /^the name web is taken/)
  while (!readFileSync(join(root, 'containers/web/log'), 'utf8').includes('up'))
    await new Promise(r => setTimeout(r, 5))
  const end = await stop(root, 'web')
  assert.ok(end && 'code' in end && end.code === 5, JSON.stringify(end))
  assert.equal(await statuses(), { web: 'stopped' })
  assert.equal(await stop(root, 'web'), end)
  await start(root, 'web')
  assert.equal(await statuses(), { web: 'running' })
  const killed = await stop(root, 'web', { signal: 'SIGUSR2', seconds: 0 })
  assert.ok(killed && 'code' in killed && (killed.code === 137 || killed.code === 140), JSON.stringify(killed))
  await remove(root, 'web')
  assert.equal(ids(root), [])
  assert.equal(readdirSync(join(root, 'containers')), [])
})

test('what is no name is refused, and nothing is touched', async () => {
  for (const id of ['../x', '', '.', '..', '-a', 'a/b', 'a b', 'a\n', 'x'.repeat(65)]) {
    await says(() => made(id, 'true'), /is no name for a container/)
    await says(() => start(root, id), /is no name for a container/)
    await says(() => remove(root, id), /is no name for a container/)
  }
  await says(() => start(root, 'nobody'), /^there is no container nobody$/)
  assert.equal(readdirSync(join(root, 'containers')), [])
})

test('of two starts at once one is told that it runs already', async () => {
  made('twice', 'exec sleep 100')
  const both = await Promise.allSettled([start(root, 'twice'), start(root, 'twice')])
  assert.equal(both.map(({ status }) => status).sort(), ['fulfilled', 'rejected'])
  await stop(root, 'twice', { signal: 'SIGKILL' })
  await remove(root, 'twice')
})

test('another process with the number of ours is not ours', async () => {
  made('reused', 'exec sleep 100')
  await start(root, 'reused')
  await stop(root, 'reused', { signal: 'SIGKILL' })
  const other = spawn('sleep', ['101'])
  const { ended: _, ...state } = written('reused')
  writeFileSync(stateFile('reused'), JSON.stringify({ ...state, process: { ...state.process, pid: other.pid } }))
  assert.equal(await statuses(), { reused: 'stopped' })
  await stop(root, 'reused')
  await remove(root, 'reused')
  assert.is(other.exitCode, null)
  assert.ok(process.kill(other.pid ?? 0, 0))
  other.kill()
})

test('a damaged state is named, the others go on', async () => {
  made('good', 'true')
  made('bad', 'true')
  for (const text of ['', '{', '[]', '{"version":1}']) {
    writeFileSync(stateFile('bad'), text)
    const { good, bad } = await statuses()
    assert.is(good, 'created')
    assert.match(String(bad), /bad\/state.json: this is no state of a container; move it away/)
  }
  writeFileSync(stateFile('bad'), JSON.stringify({ ...written('good'), version: 2 }))
  assert.match(String((await statuses()).bad), /a newer congo wrote it \(version 2\)/)
  rmSync(join(root, 'containers/bad'), { recursive: true })
  await remove(root, 'good')
})

test('a start that fails leaves a container that can be started or removed', async () => {
  create(root, 'wrong', { ociVersion: '1.2.0', process: { args: ['no-such-command'], env: [], cwd: '/' } })
  await says(() => start(root, 'wrong'), /execve\(.*ENOENT/)
  await says(() => start(root, 'wrong'), /execve\(.*ENOENT/)
  assert.is(look(root, 'wrong').status, 'stopped')
  await remove(root, 'wrong')
})

test('when the monitor was killed nobody makes an end up', async () => {
  made('orphan', 'exec sleep 100')
  const { monitor } = await start(root, 'orphan')
  monitor.kill('SIGKILL')
  await monitor.wait()
  const end = await stop(root, 'orphan')
  assert.ok(end && 'unknown' in end, JSON.stringify(end))
  await remove(root, 'orphan')
})

/** Seconds that no other test sleeps, by which its process is found. */
const OURS = 100_000 + process.pid

// kill -9 of a command at every moment of its start: whatever is left, the next command knows it and can be rid of it.
test('a command that is killed in the middle of a start leaves nothing that cannot be removed', async () => {
  const code = `const { start } = await import('./chapters/lifecycle.ts'); process.stdout.write('.'); await start('${root}', 'cut'); process.stdout.write('.')`
  for (let delay = 0; delay < 30; delay += 3) {
    made('cut', `exec sleep ${OURS}`)
    const command = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', code], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const gone = new Promise(resolve => command.once('exit', resolve)) // perhaps before we kill it
    await new Promise(resolve => command.stdout.once('data', resolve))
    await new Promise(resolve => setTimeout(resolve, delay))
    command.kill('SIGKILL')
    await gone
    await stop(root, 'cut', { signal: 'SIGKILL' })
    const { status } = look(root, 'cut')
    assert.ok(status === 'created' || status === 'stopped', status)
    await remove(root, 'cut')
    assert.equal(readdirSync(join(root, 'containers')), [])
  }
  const left = spawnSync('pgrep', ['-f', `^sleep ${OURS}$`]).stdout.toString()
  assert.is(left, '')
})

test('a start waits for the monitor of the last one, which has its record to write', async () => {
  made('again', 'exec sleep 100')
  const first = await start(root, 'again')
  first.monitor.kill('SIGSTOP')
  process.kill(first.pid, 'SIGKILL')
  while (look(root, 'again').status !== 'stopped') await new Promise(r => setTimeout(r, 2))
  const second = start(root, 'again')
  const late = new Promise(resolve => setTimeout(resolve, 100, 'waits'))
  assert.is(await Promise.race([second, late]), 'waits')
  first.monitor.kill('SIGCONT')
  await second
  assert.equal(await statuses(), { again: 'running' })
  const end = await stop(root, 'again')
  assert.ok(end && 'code' in end && end.code === 143, JSON.stringify(end))
  await remove(root, 'again')
})

test('one that has ended by itself can be stopped, too: nobody is to start it again', async () => {
  made('short', 'exit 3')
  await (await start(root, 'short')).monitor.wait()
  const end = await stop(root, 'short')
  assert.ok(end && 'code' in end && end.code === 3, JSON.stringify(end))
  assert.is(written('short').stopped, true)
  writeFileSync(stateFile('short'), JSON.stringify({ ...written('short'), restarts: 4 }))
  await (await start(root, 'short')).monitor.wait()
  assert.is(written('short').stopped, undefined)
  assert.is(written('short').restarts, 0)
  await remove(root, 'short')
})

test('more patience than setTimeout can count is not none', async () => {
  made('patient', 'trap "sleep 0.1; exit 6" TERM; echo up; while :; do sleep 0.02; done')
  await start(root, 'patient')
  while (!readFileSync(join(root, 'containers/patient/log'), 'utf8').includes('up'))
    await new Promise(r => setTimeout(r, 5))
  const end = await stop(root, 'patient', { seconds: 1e9 })
  assert.ok(end && 'code' in end && end.code === 6, JSON.stringify(end))
  await remove(root, 'patient')
})

test('a life leaves no descriptor open', async () => {
  const open = () =>
    readdirSync('/proc/self/fd').filter(fd => {
      try {
        return /pidfd|congo-life/.test(readlinkSync(`/proc/self/fd/${fd}`))
      } catch {
        return false // that of the list itself
      }
    }).length
  const before = open()
  made('clean', 'exec sleep 100')
  const { monitor, pidfd } = await start(root, 'clean')
  await stop(root, 'clean', { signal: 'SIGKILL' })
  await monitor.wait()
  closeSync(pidfd)
  await remove(root, 'clean')
  assert.is(open(), before)
})

test('the lock of a name is one file, whoever has the name', async () => {
  const inode = () => statSync(join(root, 'locks/heir')).ino
  made('heir', 'true')
  await stop(root, 'heir')
  const first = inode()
  await remove(root, 'heir')
  made('heir', 'true')
  await remove(root, 'heir')
  assert.is(inode(), first)
})

test('a damaged configuration is named', async () => {
  made('torn', 'true')
  const file = join(root, 'containers/torn/config.json')
  writeFileSync(file, '{"ociV')
  assert.match(String((await statuses()).torn), /torn\/config.json: this is no JSON; move its folder away/)
  rmSync(join(root, 'containers/torn'), { recursive: true })
})

test('a state whose process is none is damaged', async () => {
  made('odd', 'true')
  for (const process of ['self', { pid: 'self', started: 1, boot: '' }, { pid: -1, started: 1, boot: '' }, null]) {
    writeFileSync(stateFile('odd'), JSON.stringify({ ...written('odd'), process }))
    assert.match(String((await statuses()).odd), /odd\/state.json: this is no state of a container/)
  }
  rmSync(join(root, 'containers/odd'), { recursive: true })
})

test('who cannot ask about a process does not take it for dead', () => {
  const code = `
    const { identity } = await import('#mechanisms/15-lifecycle')
    const { openSync } = await import('node:fs')
    try { for (;;) openSync('/dev/null', 'r') } catch {}
    try { console.log(identity(process.pid)) } catch (error) { process.stdout.write(error.code) }`
  const asking = ['--import', 'tsx', '--input-type=module', '-e', code]
  const shell = ['-c', 'ulimit -n 100; exec "$0" "$@"', process.execPath, ...asking]
  assert.is(spawnSync('sh', shell).stdout.toString(), 'EMFILE')
})

test('a half-made container has no name, and the next command that makes one removes it', () => {
  const half = join(root, 'containers/.new-abc')
  mkdirSync(half)
  assert.equal(ids(root), [])
  assert.ok(existsSync(half))
  made('whole', 'true')
  assert.not.ok(existsSync(half))
  assert.equal(ids(root), ['whole'])
})

test('a restart is one thing: nobody sees an end in between, and one that is removed at its end stays', async () => {
  const config = { ociVersion: '1.2.0', process: { args: ['sleep', '1000'], env: ['PATH=/usr/bin:/bin'], cwd: '/' } }
  create(root, 'once', config, { remove: true })
  await start(root, 'once')
  const first = written('once')
  const restarting = restart(root, 'once', { signal: 'SIGKILL' })
  const pauses = list(root) // looks at it, and waits for the lock where it has ended
  const { pid } = await restarting
  assert.ok((await pauses).some(each => 'status' in each && each.container.id === 'once' && each.status === 'running'))
  const second = written('once')
  assert.is(second.process.pid, pid)
  assert.is.not(second.process.pid, first.process.pid)
  assert.is(second.remove, true)
  await stop(root, 'once', { signal: 'SIGKILL' })
  assert.not(existsSync(join(root, 'containers/once')))
})

test.run()
