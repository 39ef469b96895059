import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { root } from '../../cli/paths.ts'
import { chapters } from '../../course/chapters.ts'
import { starter } from '../../labs/starter.ts'
import { normalForm } from './alike.ts'

const text = `import { CLONE_NEWUTS } from '#native'
/** Why. */
export function flags(config: Config): number { const wanted = config.hostname; return wanted ? CLONE_NEWUTS : 0 }
function helper(a: string) { return a.length }
export const length = helper('x')`

test('names, comments, types and layout make no difference', async () => {
  const other = text
    .replaceAll('wanted', 'name')
    .replaceAll('helper', 'measure')
    .replaceAll('config', 'c')
    .replace(': number', '')
    .replace('/** Why. */', '// because\n\n')
  assert.is.not(other, text)
  assert.is(await normalForm(other), await normalForm(text))
})

test('whatever the names are made of', async () => {
  let renamed = 0
  for (const { id } of chapters()) {
    const solution = readFileSync(join(root, 'solutions', `${id}.ts`), 'utf8')
    const names = [...solution.matchAll(/^(?:const|(?:async )?function\*?) (\w+)/gm)]
      .map(([, name = '']) => name)
      .filter(name => !new RegExp(`\\.${name}\\b|\\b${name}[:,]|[{,] ?${name}\\b`).test(solution)) // properties as well
    renamed += names.length
    for (const letters of ['Zzzzzz', 'Qqkkww', 'abcabc']) {
      const other = names.reduce(
        (text, name) => text.replace(new RegExp(`\\b${name}\\b(?!['-])`, 'g'), `${name}${letters}`),
        solution,
      )
      assert.is(await normalForm(other), await normalForm(solution), `${id}, ${letters}`)
    }
  }
  assert.ok(renamed > 15, `${renamed}`)
})

test('what it does makes one', async () => {
  const one = await normalForm(text)
  for (const [from, to] of [
    ['CLONE_NEWUTS : 0', 'CLONE_NEWUTS : 1'],
    ["'x'", "'y'"],
    ['config.hostname', 'config.domainname'],
    ['a.length', 'a.length + 1'],
  ] as const) {
    assert.is.not(await normalForm(text.replace(from, to)), one, to)
  }
  assert.is(await normalForm('const = 3'), undefined)
})

test('no starter is like its solution', async () => {
  for (const { id } of chapters()) {
    const solution = readFileSync(join(root, 'solutions', `${id}.ts`), 'utf8')
    assert.is.not(await normalForm(solution), await normalForm(starter(solution, id)), id)
  }
})

test.run()
