// Two commands at once: neither may wait for the other for ever, nor meet what is half done.
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { machineWithCongo } from '../in-machine.ts'

/** Runs a program of ours in a machine. Gives what it has told. */
async function told(entry: string) {
  await using it = await machineWithCongo(entry)
  const { out, err, code } = await it.command(['node', '--jitless', '/run/congo/congo.mjs'])
  assert.is(code, 0, err)
  return JSON.parse(out)
}

test('a pause that overtakes an exec ends it with a line, or comes too late, and leaves no process behind', async () => {
  const { told: said, stayed } = await told('scripts/congo/overtaken/exec.ts')
  assert.is(stayed, 1)
  const PAUSED = 'a: exec: the container is paused; unpause it first'
  assert.ok(said[PAUSED] > 0)
  for (const each of Object.keys(said)) assert.ok([PAUSED, 'it ran'].includes(each), each)
})

test('a pause and an exec that overtake a start wait for it', async () => {
  const { pause, exec } = await told('scripts/congo/overtaken/start.ts')
  for (const said of pause) assert.is(said, 'a\n')
  for (const said of exec) assert.is(said, 'in\n') // not with the root file system of the host
})

test.run()
