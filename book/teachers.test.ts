// What the page for teachers promises.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { root } from '../scripts/cli/paths.ts'
import { chapters } from '../scripts/course/chapters.ts'

const page = readFileSync(join(root, 'book/teachers.md'), 'utf8')
const ids = chapters().map(({ id }) => id)

test('three questions for each chapter', () => {
  const found = [...page.matchAll(/^- \*\*(\d\d)\*\* ((?:.|\n {2})+)/gm)]
  assert.equal(
    found.map(([, number, text = '']) => [number, text.split('·').filter(part => /[?.]\s*$/.test(part)).length]),
    ids.map(id => [id.slice(0, 2), 3]),
  )
})

test('it names what there is: chapters, scripts, flags, files', () => {
  for (const [id] of page.matchAll(/\b\d\d-[a-z][a-z-]+/g)) assert.ok(ids.includes(id) || id === '90-exam', id)
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  for (const [, name = ''] of page.matchAll(/npm run ([a-z]+)/g)) assert.ok(name in scripts, name)
  const sources = ['check', 'doctor'].map(name => readFileSync(join(root, `scripts/${name}.ts`), 'utf8')).join('')
  for (const [, flag = ''] of page.matchAll(/ --([a-z]+)/g)) {
    assert.ok(flag === 'branch' || new RegExp(`\\b'?${flag}'?: \\{ type`).test(sources), flag)
  }
  for (const [, file = ''] of page.matchAll(/\]\(([^)]+)\)/g)) assert.ok(existsSync(join(root, 'book', file)), file)
})

test('ten meetings have all chapters in them', () => {
  const table = page.slice(page.indexOf('| 1 |'), page.indexOf('The short course'))
  assert.equal([...new Set(table.match(/\b\d\d-[a-z-]+/g))].sort(), ids)
})

test.run()
