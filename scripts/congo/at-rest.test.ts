// What a list remembers of containers that do not run: never more than their files say.
import { mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { create, stateOf } from '../../chapters/lifecycle.ts'
import { ps } from './library/ps.ts'

const root = mkdtempSync(join(tmpdir(), 'congo-at-rest-'))
const memory = join(root, 'at-rest.json')
test.after(() => rmSync(root, { recursive: true }))
test.before(() => {
  for (const id of ['a', 'b']) {
    create(root, id, { ociVersion: '1.2.0', process: { args: ['true'], env: [], cwd: '/' } })
    age(id)
  }
})

/** Has its files look as if they had been there for long. */
function age(id: string): void {
  const old = Date.now() / 1000 - 3600
  for (const name of ['state.json', 'config.json']) utimesSync(join(root, 'containers', id, name), old, old)
}

const commands = async () => (await ps({ root })).map(each => ('command' in each ? each.command : each.error))

test('what a list has found is there for the next one, and no longer than the files are the same', async () => {
  assert.equal(await commands(), [['true'], ['true']])
  writeFileSync(memory, readFileSync(memory, 'utf8').replaceAll('"true"', '"remembered"'))
  assert.equal(await commands(), [['remembered'], ['remembered']])
  const config = join(root, 'containers/a/config.json')
  writeFileSync(config, readFileSync(config, 'utf8').replace('"true"', '"false"'))
  assert.equal(await commands(), [['false'], ['remembered']], 'a is looked at again')
  age('a')
  assert.equal(await commands(), [['false'], ['remembered']])
  assert.match(readFileSync(memory, 'utf8'), '"false"')
})

test('a file that was damaged since is named; a memory that is damaged is as none', async () => {
  const state = readFileSync(stateOf(root, 'b'))
  writeFileSync(stateOf(root, 'b'), '{')
  assert.match(`${(await commands())[1]}`, /b\/state\.json: this is no state of a container/)
  writeFileSync(stateOf(root, 'b'), state)
  age('b')
  for (const text of ['{', '{"form":1,"entries":7}', '{"form":2,"entries":[]}', 'null']) {
    writeFileSync(memory, text)
    assert.equal(await commands(), [['false'], ['true']], text)
    assert.match(readFileSync(memory, 'utf8'), '"form":1')
  }
})

test('one that has gone is not listed, and a file written just now is not relied on', async () => {
  rmSync(join(root, 'containers/b'), { recursive: true })
  assert.equal(await commands(), [['false']])
  create(root, 'c', { ociVersion: '1.2.0', process: { args: ['c'], env: [], cwd: '/' } })
  assert.equal(await commands(), [['false'], ['c']])
  assert.not.match(readFileSync(memory, 'utf8'), '"c"')
})

test.run()
