// The disk with the containers is full, or cannot be written.
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { type Done, machineWithCongo } from '../in-machine.ts'

const BUSYBOX = '/mnt/images/busybox'
const ROOT = '/mnt/containers'
/** Names in the making, or on their way out. */
const HALF = `find ${ROOT} -name '.new-*' -o -name '.gone-*'`

async function store() {
  const it = await machineWithCongo()
  const congo = (...argv: string[]) => it.congo('--root', ROOT, ...argv)
  const good = (...argv: string[]) => it.good('--root', ROOT, ...argv)
  const sh = (script: string) => it.command(['sh', '-c', script])
  return { congo, good, sh, [Symbol.asyncDispose]: () => it.machine.close() }
}

/** One line, and the exit code. */
function refused({ out, err, code }: Done, exitCode: number, pattern: RegExp) {
  assert.match(err, /^congo: [^\n]+\n$/)
  assert.match(err, pattern)
  assert.equal([out, code], ['', exitCode])
}

test('a full disk: what needs room is refused, containers run on and can be stopped and removed, and then all is as before', async () => {
  await using it = await store()
  const { congo, good, sh } = it
  const script =
    'echo first; until test -e /full; do sleep 0.1; done; yes | head -c 200000; touch /said; exec sleep 1000'
  await good(
    'run',
    '-d',
    '--name',
    'up',
    '--tmpfs',
    '/t',
    BUSYBOX,
    'sh',
    '-c',
    script.replaceAll('/full', '/t/full').replaceAll('/said', '/t/said'),
  )
  for (const name of ['down', 'other']) await good('run', '--name', name, BUSYBOX, 'true')
  await sh('dd if=/dev/zero of=/mnt/fill bs=1M; dd if=/dev/zero of=/mnt/more bs=4k') // until there is no room
  await good('exec', 'up', 'sh', '-c', 'touch /t/full; until test -e /t/said; do sleep 0.1; done')

  refused(await congo('run', BUSYBOX, 'true'), 125, /ENOSPC/)
  refused(await congo('start', 'down'), 1, /ENOSPC|No space/)
  refused(await congo('commit', 'down', 'image'), 1, /ENOSPC/)
  refused(await congo('volume', 'create', 'data'), 1, /ENOSPC/)
  assert.is((await sh(HALF)).out, '')
  assert.match(await good('ps', '-a'), /down +stopped \(0\)(.|\n)*up +running/)
  assert.match(await good('logs', 'up'), /^first\n/)
  assert.is((await congo('exec', 'up', 'sh', '-c', 'exit 7')).code, 7)
  assert.is(await good('rm', 'other'), 'other\n')
  assert.is(await good('stop', '-t', '0', 'up'), 'up\n')
  assert.match(await good('ps', '-a'), /down +stopped \(0\)(.|\n)*up +stopped \(137\)/)

  await sh('rm /mnt/fill /mnt/more')
  assert.match(await good('ps', '-a'), /up +stopped \(137\)/)
  assert.match((await congo('logs', 'up')).err, /bytes of output lost: No space left on device/)
  await good('start', 'down', 'up')
  await good('commit', 'down', 'image')
  assert.is((await congo('run', '--rm', 'image', 'sh', '-c', 'exit 3')).code, 3)
  await good('rm', '-f', 'down', 'up')
  assert.is((await sh(`ls -A ${ROOT}/containers; ${HALF}`)).out, '')
})

test('a folder that cannot be written: what only looks goes on, all else is one line, and then all is as before', async () => {
  await using it = await store()
  const { congo, good, sh } = it
  await good('run', '-d', '--name', 'up', BUSYBOX, 'sleep', '1000')
  await good('run', '--name', 'down', BUSYBOX, 'echo', 'said')
  await sh(`mount --bind ${ROOT} ${ROOT}; mount -o remount,ro,bind ${ROOT}`)
  assert.match(await good('ps', '-a'), /down +stopped \(0\)(.|\n)*up +running/)
  assert.is(await good('logs', 'down'), 'said\n')
  assert.is(await good('volume', 'ls', '-q'), '')
  for (const argv of [
    ['start', 'down'],
    ['stop', 'up'],
    ['rm', 'down'],
    ['commit', 'down', 'image'],
    ['volume', 'create', 'data'],
    ['prune', '-f'],
  ]) {
    refused(await congo(...argv), 1, /EROFS/)
  }
  refused(await congo('run', BUSYBOX, 'true'), 125, /EROFS/)
  await sh(`umount ${ROOT}`)
  await good('start', 'down')
  await good('rm', '-f', 'down', 'up')
})

test.run()
