import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { mechanism, options } from '../../solutions/07-overlay.ts'
import type { Container } from '../container.ts'
import { LAYERS, readLayers } from './layers.ts'

const folder = mkdtempSync(join(tmpdir(), 'congo-overlay-'))
test.after(() => rmSync(folder, { recursive: true }))

let bundles = 0

/** A container with a bundle of its own; `layers` is the annotation's text. */
function container(layers?: string, root = true): Container {
  const bundle = join(folder, `bundle-${++bundles}`)
  mkdirSync(bundle)
  return {
    id: 'test',
    bundle,
    config: {
      ociVersion: '1.2.0',
      process: { args: [], env: [], cwd: '/' },
      ...(root ? { root: { path: 'rootfs' } } : {}),
      ...(layers === undefined ? {} : { annotations: { [LAYERS]: layers } }),
    },
  }
}

function madeLayer(name: string, mode = 0o755): string {
  const path = join(folder, name)
  mkdirSync(path, { mode })
  return path
}

test('layers are a list of absolute paths, and have a root; anything else is refused in a line', () => {
  assert.is(readLayers(container()), undefined)
  assert.equal(readLayers(container('["/a","/b"]')), ['/a', '/b'])
  for (const text of ['', '/a', '"/a"', '[]', '[1]', '{"0":"/a"}', 'null', '["/a"'])
    assert.throws(() => readLayers(container(text)), /^org\.congo\.layers: a JSON list .* the lowest first.*$/, text)
  assert.throws(() => readLayers(container('["/a","b"]')), /^org\.congo\.layers: b .*$/)
  assert.throws(() => readLayers(container('["/a"]', false)), /^org\.congo\.layers: .*root\.path.*$/)
})

test('the options have the uppermost layer first, and a backslash before what has a meaning there', () => {
  const c = { ...container(), bundle: '/b,1' }
  assert.is(
    options(c, ['/low', '/a:b', '/c\\d,e']),
    'lowerdir=/c\\\\d\\,e:/a\\:b:/low,upperdir=/b\\,1/upper,workdir=/b\\,1/work,userxattr',
  )
})

test('what cannot work is refused before anything is made', async () => {
  const low = madeLayer('low')
  writeFileSync(join(low, 'file'), '')
  const long = Array.from({ length: 20 }, (_, i) => madeLayer('ü'.repeat(100) + i))
  for (const [layers, message] of [
    [[low, '/missing'], /^org\.congo\.layers: \/missing: there is no such folder; .*$/],
    [[join(low, 'file')], /^org\.congo\.layers: .*\/file: there is no such folder; .*$/],
    [long, /^org\.congo\.layers: \d+ bytes of options, and mount takes 4095; .*$/],
  ] as const) {
    const c = container(JSON.stringify(layers))
    assert.throws(() => mechanism.prepare?.(c), message)
    assert.equal(readdirSync(c.bundle), [])
    await mechanism.release?.(c)
  }
})

test('upper has the rights of the uppermost layer, and outlives release; work does not', async () => {
  const c = container(JSON.stringify([madeLayer('lowest'), madeLayer('top', 0o700)]))
  const [upper, work] = [join(c.bundle, 'upper'), join(c.bundle, 'work')]
  const elsewhere = join(folder, 'elsewhere')
  mkdirSync(elsewhere)
  writeFileSync(join(elsewhere, 'kept'), '')
  for (let starts = 0; starts < 2; starts++) {
    await mechanism.prepare?.(c)
    assert.equal(readdirSync(c.bundle).sort(), ['rootfs', 'upper', 'work'])
    assert.is(
      statSync(upper).mode & 0o7777,
      starts === 0 ? 0o700 : 0o711,
      'of the layer; then as the container left it',
    )
    chmodSync(upper, 0o711)
    writeFileSync(join(upper, 'made'), '')
    mkdirSync(join(work, 'work'))
    symlinkSync(elsewhere, join(work, 'work/link')) // as it may lie there after a crash
    await mechanism.release?.(c)
    await mechanism.release?.(c)
    assert.not.ok(existsSync(work))
    assert.equal(readdirSync(upper), ['made'])
    assert.equal(readdirSync(elsewhere), ['kept'])
  }
})

test('without layers nothing is made and nothing removed', async () => {
  const c = container()
  mkdirSync(join(c.bundle, 'work'))
  await mechanism.prepare?.(c)
  assert.equal(mechanism.steps(c), [])
  await mechanism.release?.(c)
  assert.equal(readdirSync(c.bundle), ['work'])
})

test.run()
