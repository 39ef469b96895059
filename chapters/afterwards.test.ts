// What comes after an end by itself, with containers that have no namespaces, and with no command that looks.
import { existsSync, mkdtempSync, readFileSync, rmSync, watch, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { log } from '#mechanisms/14-logs'
import { lives } from '#mechanisms/15-lifecycle'
import type { State } from './15-lifecycle/state.ts'
import { type Afterwards, create, ended, look, remove, setPolicy, start, stop } from './lifecycle.ts'
import { grown } from './monitored-kit.ts'

const root = mkdtempSync(join(tmpdir(), 'congo-afterwards-'))
test.after(() => rmSync(root, { recursive: true }))

/** What the monitor starts, as `congo ended` is; it says who it is. */
const CODE = `
  console.log(process.pid)
  const { afterwards } = await import('${import.meta.resolve('./afterwards.ts')}')
  const then = [process.execPath, ...process.execArgv, ...process.argv.slice(1)]
  await afterwards('${root}', process.argv[1], { then })
  process.exit()`
const then = (id: string) => [
  process.execPath,
  ...['--import', import.meta.resolve('tsx'), '--input-type=module', '-e', CODE],
  id,
]

const folder = (id: string) => join(root, 'containers', id)

async function ran(id: string, args: readonly string[], afterwards: Afterwards) {
  const process = { args, env: ['PATH=/usr/bin:/bin'], cwd: '/' }
  create(root, id, { ociVersion: '1.2.0', process }, afterwards)
  return start(root, id, { then: then(id) })
}

/** Waits until it is true of the container, as often as anything in its folder changes; undefined stands for one that has gone. */
function until(id: string, is: (state: State | undefined) => boolean): Promise<State | undefined> {
  return new Promise(resolve => {
    const check = () => {
      const state = existsSync(folder(id)) ? look(root, id).state : undefined
      if (!is(state)) return
      for (const each of watching) each.close()
      resolve(state)
    }
    const watching = [join(root, 'containers'), folder(id)].map(each => watch(each, check))
    check()
  })
}

const lines = (id: string) => log(folder(id)).map(({ bytes }) => `${bytes}`.trim())

test('one that was made for one life is gone after it; who waits for its end is told how it was', async () => {
  await ran('once', ['sh', '-c', 'exit 5'], { remove: true })
  const end = ended(root, 'once')
  await until('once', state => state === undefined)
  const told = await end
  assert.ok(told && 'code' in told && told.code === 5, JSON.stringify(told))
})

test('on-failure starts it again as often as it says, with pauses that grow', async () => {
  await ran('fails', ['sh', '-c', 'date +%s%N; exit 3'], { policy: { name: 'on-failure', most: 2 } })
  const state = await until('fails', state => state?.restarts === 2 && state.ended !== undefined)
  assert.ok(state?.ended && 'code' in state.ended && state.ended.code === 3)
  const times = lines('fails').map(each => Number(each) / 1e6)
  assert.is(times.length, 3)
  const [first = 0, second = 0] = times.slice(1).map((time, i) => time - (times[i] ?? 0))
  assert.ok(first >= 100 && second >= 200, `${first} and ${second} ms`)
  assert.is(state.pause, 200)
  assert.match(readFileSync(join(folder('fails'), 'then.log'), 'utf8'), /^\d+\n$/)
  await remove(root, 'fails')
})

test('an end that is no failure is one', async () => {
  await ran('works', ['true'], { policy: { name: 'on-failure' } })
  const state = await until('works', state => state?.ended !== undefined)
  assert.is(state?.restarts, 0)
  assert.is(look(root, 'works').status, 'stopped')
  await remove(root, 'works')
})

/** With a pause that is as long as there may be. */
async function restarting(id: string) {
  await ran(id, ['sleep', '100'], { policy: { name: 'always' } })
  const file = join(folder(id), 'state.json')
  writeFileSync(file, JSON.stringify({ ...look(root, id).state, pause: 60_000 }))
  const { state } = look(root, id)
  process.kill(state.process?.pid ?? 0, 'SIGKILL')
  const { waiter } = (await until(id, state => state?.waiter !== undefined)) ?? {}
  assert.is(look(root, id).status, 'restarting')
  return waiter
}

/** A signal takes a moment. */
async function gone(process: State['process']) {
  while (lives(process)) await setTimeout(2)
}

test('stop in a pause ends it, and who waited goes', async () => {
  const waiter = await restarting('pausing')
  const refused = await remove(root, 'pausing').catch(error => error.message)
  assert.match(`${refused}`, /^pausing is about to be started again: stop it first$/)
  const end = await stop(root, 'pausing')
  assert.ok(end && 'code' in end && end.code === 137, JSON.stringify(end))
  assert.is(look(root, 'pausing').status, 'stopped')
  await gone(waiter)
  await remove(root, 'pausing')
})

test('a start in a pause does not wait, and counts anew', async () => {
  const waiter = await restarting('impatient')
  await start(root, 'impatient', { then: then('impatient') })
  const { state, status } = look(root, 'impatient')
  assert.equal([status, state.restarts, state.pause, state.waiter], ['running', 0, undefined, undefined])
  await gone(waiter)
  await remove(root, 'impatient', { force: true })
})

test('who is killed in a pause is not waited for: it stays stopped', async () => {
  const waiter = await restarting('forsaken')
  process.kill(waiter?.pid ?? 0, 'SIGKILL')
  await gone(waiter)
  assert.is(look(root, 'forsaken').status, 'stopped')
  await remove(root, 'forsaken')
})

test('another policy counts from the next end on; none for what goes at its end', async () => {
  await ran('changed', ['sleep', '100'], { policy: { name: 'always' } })
  await setPolicy(root, 'changed', { name: 'no' })
  process.kill(look(root, 'changed').state.process?.pid ?? 0, 'SIGKILL')
  await until('changed', state => state?.ended !== undefined)
  assert.is(look(root, 'changed').status, 'stopped')
  await remove(root, 'changed')
  await ran('goes', ['sleep', '100'], { remove: true })
  const refused = await setPolicy(root, 'goes', { name: 'always' }).catch(error => error.message)
  assert.match(`${refused}`, /^goes is removed when it has ended/)
  await stop(root, 'goes', { signal: 'SIGKILL' })
  assert.not.ok(existsSync(folder('goes')))
})

test('a start that fails is not tried again, and what failed is told', async () => {
  const command = join(root, 'command')
  writeFileSync(command, '#!/bin/sh\nrm "$0"', { mode: 0o700 })
  await ran('vanishes', [command], { policy: { name: 'always' } })
  const state = await until('vanishes', state => state?.stopped === true)
  assert.is(state?.restarts, 1)
  await grown(folder('vanishes'), 'then.log', /execve.*ENOENT/)
  assert.is(look(root, 'vanishes').status, 'stopped')
  await remove(root, 'vanishes')
})

test('who sees to it may be killed at any moment: the next command goes on', async () => {
  for (let delay = 0; delay <= 200; delay += 40) {
    const id = `cut-${delay}`
    await ran(id, ['true'], { policy: { name: 'always' } })
    const pid = Number(await grown(folder(id), 'then.log', /^\d+\n/))
    await setTimeout(delay)
    try {
      process.kill(pid, 'SIGKILL')
    } catch {} // it has started the container again already
    await stop(root, id, { signal: 'SIGKILL' })
    assert.is(look(root, id).status, 'stopped')
    await remove(root, id)
    assert.not.ok(existsSync(folder(id)))
  }
})

test.run()
