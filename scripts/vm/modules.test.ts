import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { resolveModules } from './modules.ts'

const test = suite<{ dir: string }>('modules')

test.before(context => {
  context.dir = mkdtempSync(join(tmpdir(), 'congo-'))
  const module = (path: string, depends: string) => {
    mkdirSync(join(context.dir, path, '..'), { recursive: true })
    writeFileSync(join(context.dir, path), `\x7fELF\0license=GPL\0depends=${depends}\0retpoline=Y\0`)
  }
  module('net/bridge.ko', 'stp,llc')
  module('net/stp.ko', 'llc')
  module('net/llc.ko', '')
  module('drivers/virtio-rng.ko', 'virtio')
  module('drivers/virtio.ko', '')
})
test.after(({ dir }) => rmSync(dir, { recursive: true }))

const names = (paths: string[]) => paths.map(path => basename(path))

test('what a module needs comes before it, and once', ({ dir }) => {
  assert.equal(names(resolveModules(dir, ['bridge', 'llc'])), ['llc.ko', 'stp.ko', 'bridge.ko'])
})

test('"-" and "_" are the same', ({ dir }) => {
  assert.equal(names(resolveModules(dir, ['virtio_rng'])), ['virtio.ko', 'virtio-rng.ko'])
})

test('a module that is not there is named', ({ dir }) => {
  assert.throws(() => resolveModules(dir, ['nft_nat']), /no kernel module "nft_nat"/)
})

test.run()
