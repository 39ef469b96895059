import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { ready } from '../setup/part.ts'
import { accelerator, readAccelerator, tryKvm } from './accelerator.ts'

const test = suite<{ dir: string }>('accelerator')

test.before.each(context => {
  context.dir = mkdtempSync(join(tmpdir(), 'congo-'))
})
test.after.each(({ dir }) => rmSync(dir, { recursive: true }))

/** The folders of a machine whose QEMU is this shell script. */
function folders(dir: string, script: string) {
  const program = join(dir, 'qemu')
  writeFileSync(program, `#!/bin/sh\n${script}\n`)
  chmodSync(program, 0o755)
  writeFileSync(join(dir, 'qemu.json'), JSON.stringify({ path: program, version: '7.2' }))
  mkdirSync(join(dir, 'root/boot'), { recursive: true })
  return { qemu: dir, guest: dir, image: dir, initramfs: dir }
}

test('a machine that hangs under KVM is given up in time, and ended', async ({ dir }) => {
  const hanging = folders(dir, `echo $$ >${dir}/pid; exec sleep 1000`)
  assert.equal(await tryKvm(hanging, 0.5), {
    accelerator: 'tcg',
    why: '/dev/kvm opens, but the machine had not booted after 0.5 s',
  })
  assert.not(existsSync(`/proc/${readFileSync(`${dir}/pid`, 'utf8').trim()}`))
})

test('a QEMU that cannot run KVM is heard', async ({ dir }) => {
  const { accelerator, why } = await tryKvm(folders(dir, 'kill -ABRT $$'))
  assert.is(accelerator, 'tcg')
  assert.match(why, /QEMU was killed by SIGABRT/)
})

test('the answer is found once and kept', async () => {
  const [dir] = await ready(accelerator)
  const begin = performance.now()
  const [again] = await ready(accelerator)
  assert.is(again, dir)
  assert.ok(performance.now() - begin < 1000)
  assert.ok(readAccelerator(dir).why)
})

test.run()
