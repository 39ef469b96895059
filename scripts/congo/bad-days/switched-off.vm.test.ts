// The machine is switched off while containers run: their folder is all that the next boot has of them.
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { machineWithCongo } from '../in-machine.ts'

const BUSYBOX = '/mnt/images/busybox'
const NETWORK = '/var/lib/congo/network/leases.json'
const LEFT =
  'find /sys/fs/cgroup/congo -mindepth 1 -type d; ip -o link | grep veth; nft list ruleset; ls -A /var/lib/congo/containers'

const scratch = mkdtempSync(join(tmpdir(), 'congo-off-'))
test.after(() => rmSync(scratch, { recursive: true }))

/** Every process in the states has the number, and the start, of one that lives now: only the boot was another one. */
const REUSE = `
  const { readdirSync, readFileSync, writeFileSync } = require('node:fs')
  const started = Number(readFileSync('/proc/1/stat', 'latin1').split(') ')[1].split(' ')[19])
  for (const id of readdirSync('/var/lib/congo/containers')) {
    const file = '/var/lib/congo/containers/' + id + '/state.json'
    const state = JSON.parse(readFileSync(file, 'utf8'))
    for (const process of [state.process, state.monitor]) Object.assign(process, { pid: 1, started })
    writeFileSync(file, JSON.stringify(state))
  }`

/** What is on the disk at a moment in which containers run. */
async function saved(): Promise<Buffer> {
  await using it = await machineWithCongo()
  const detached = (name: string, ...words: string[]) => it.good('run', '-d', '--name', name, ...words)
  const script = 'echo up; echo kept >/made; exec sleep 1001'
  await detached('plain', BUSYBOX, 'sleep', '1000')
  await detached('web', '-p', '8080:80', '--restart', 'always', BUSYBOX, 'sh', '-c', script)
  await it.good('exec', 'web', 'sh', '-c', 'until test -e /made; do sleep 0.1; done')
  await detached('once', '--rm', BUSYBOX, 'sleep', '1002')
  await detached('frozen', BUSYBOX, 'sleep', '1003')
  await it.good('pause', 'frozen')
  const job = it.machine.spawn(['tar', 'c', '-C', '/var/lib', 'congo'])
  job.stdin.end()
  return await buffer(job.stdout)
}

test('after another boot all have ended, whoever has their numbers; they start again, and nothing of the old is left', async () => {
  const disk = join(scratch, 'disk')
  writeFileSync(disk, '')
  truncateSync(disk, 1024 * 1024)
  const [tar, it] = await Promise.all([saved(), machineWithCongo(undefined, disk)]) // a boot of its own
  await using _ = it
  const { command, congo, good } = it
  const job = it.machine.spawn(['tar', 'x', '-C', '/var/lib'])
  job.stdin.end(tar)
  assert.equal(await job.result, { code: 0 })
  assert.is((await command(['node', '-e', REUSE])).code, 0)

  const all = JSON.parse(await good('ps', '-a', '--format', 'json')) as { id: string; status: string }[]
  assert.equal(
    all.map(({ id, status }) => `${id} ${status}`),
    ['frozen stopped', 'plain stopped', 'web stopped'],
  )
  assert.is((await congo('wait', 'plain')).out, 'unknown\n')
  assert.match((await congo('exec', 'plain', 'true')).err, /^congo: plain does not run; congo start plain starts it\n$/)
  assert.is(await good('stop', 'frozen'), 'frozen\n')

  await good('start', 'web')
  await good('exec', 'web', 'test', '-e', '/made')
  const leases = JSON.parse((await command(['cat', NETWORK])).out) as { id: string; number: number }[]
  assert.equal(
    leases.map(({ id, number }) => `${id} ${number}`),
    ['web 2'],
  )
  await good('start', 'plain', 'frozen')
  assert.match(await good('ps'), /frozen +running(.|\n)*plain +running(.|\n)*web +running/)
  assert.is(await good('logs', 'web'), 'up\nup\n')
  await good('rm', '-f', 'web', 'plain', 'frozen')
  assert.is((await command(['sh', '-c', LEFT])).out, '')
})

test.run()
