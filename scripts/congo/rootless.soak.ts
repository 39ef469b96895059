// congo in the hands of an ordinary user, with the programs that Debian has for him: newuidmap, newgidmap, pasta.
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { bundleJob } from '../answer/bundle.ts'
import { ready } from '../setup/part.ts'
import { runtimesDisk } from '../vm/runtimes-disk.ts'
import { machineWithCongo } from './in-machine.ts'

/** What an administrator would make ready: a user with ids to hand on, a way to the world, whose address pasta takes over. */
const ADMINISTRATE = `
  echo ann:x:1000:1000::/mnt/home:/bin/sh >>/etc/passwd
  echo ann:100000:65536 | tee /etc/subuid >/etc/subgid
  mkdir -p /mnt/home /mnt/tree && chown 1000:1000 /mnt/home && chmod 755 /mnt
  PATH=/usr/sbin:/usr/bin; ip() { /usr/sbin/ip "$@"; }
  ip link add net0 type veth peer name net1 && ip addr add 192.0.2.1/24 dev net0
  ip link set net0 up && ip link set net1 up && ip route add default via 192.0.2.2 dev net0
  cp -a /mnt/images/busybox/. /mnt/tree && mkdir -m 700 /mnt/tree/var/seven
  echo seven >/mnt/tree/var/seven/file && chown -R 7:8 /mnt/tree/var/seven
  tar -C /mnt/tree -cf /mnt/tree.tar .`

/** Becomes the user, and runs the words. */
const AS = `
  process.setgroups([1000]); process.setgid(1000); process.setuid(1000)
  const env = { PATH: process.env.PATH + ':/mnt/others/usr/bin', HOME: '/mnt/home', USER: 'ann' }
  const [program, ...words] = process.argv.slice(1)
  process.exit(require('node:child_process').spawnSync(program, words, { stdio: 'inherit', cwd: '/mnt/home', env }).status ?? 99)`

test('every verb in the hands of an ordinary user, whose images have files of several users', async () => {
  const [[disk], job] = await Promise.all([
    ready(runtimesDisk),
    bundleJob(`
      import { makeWritable, mountDisk } from './scripts/compare/disk.ts'
      export default () => { mountDisk('/mnt/others'); makeWritable('/etc') }`),
  ])
  await using it = await machineWithCongo('scripts/congo/bin.ts', join(disk, 'runtimes.img'))
  await it.machine.load(job).result
  const { code, err } = await it.command(['sh', '-ec', ADMINISTRATE])
  assert.is(code, 0, err)

  const as = (...words: string[]) => it.command(['node', '--jitless', '-e', AS, ...words])
  const congo = (...words: string[]) => as('node', '--jitless', '/run/congo/congo.mjs', ...words)
  const good = async (...words: string[]) => {
    const done = await congo(...words)
    assert.is(done.code, 0, `congo ${words.join(' ')}: ${done.err}`)
    return done.out
  }
  assert.is(await good('import', '/mnt/tree.tar', 'tree'), 'tree:latest\n')
  const script =
    'id -u; stat -c %u:%g /var/seven; mkdir /mine; echo x >/mine/file; chown -R 9:9 /mine; chmod 700 /mine; rm /etc/group'
  assert.is(await good('run', '--name', 'first', 'tree', 'sh', '-c', script), '0\n7:8\n')
  assert.is(await good('diff', 'first'), 'C /etc\nD /etc/group\nA /mine\nA /mine/file\n')
  await good('commit', 'first', 'second')
  const seen = 'cat /mine/file; stat -c %u:%g /mine/file /var/seven/file; ls /etc'
  assert.match(await good('run', '--rm', 'second', 'sh', '-c', seen), /^x\n9:9\n7:8\nhostname\nhosts\npasswd\n/)
  const volume = ['-v', 'data:/var/seven', 'second', 'sh', '-c', 'stat -c %u:%g /var/seven /var/seven/file']
  for (const _ of ['filled', 'found']) assert.is(await good('run', '--rm', ...volume), '7:8\n7:8\n')
  assert.is(await good('volume', 'rm', 'data'), 'data\n')
  assert.match(await good('images'), /second:latest .*\ntree:latest /)
  await good('save', '-o', '/mnt/home/second.tar', 'second')
  await good('export', '-o', '/mnt/home/root.tar', 'first')
  assert.match((await as('tar', '-tvf', '/mnt/home/root.tar')).out, /9\/9 .*mine\/file/)

  const traced = await congo('run', '--rm', '--trace', 'tree', 'true')
  assert.match(traced.err, /^11-user +setresuid\(0, 0, 0\) = 0 <.*^01-process +execveat\(.*\) = \? *$/ms)

  await good(
    'run',
    '-d',
    '--name',
    'runs',
    '-p',
    '8080:80',
    'tree',
    'sh',
    '-c',
    'echo up; exec nc -lp 80 -e cat /etc/passwd',
  )
  assert.match(await good('ps'), /runs +running/)
  assert.is(await good('logs', 'runs'), 'up\n')
  assert.is(await good('exec', 'runs', 'id', '-u'), '0\n')
  assert.match((await it.command(['sh', '-c', 'nc 127.0.0.1 8080 </dev/null'])).out, /^root:/)
  await good('stop', '--force', 'runs')
  await good('restart', '-t', '0', 'runs')
  await good('rm', '-f', 'runs')
  for (const [words, said] of [
    [['run', '--memory', '64m', 'tree', 'true'], /--memory.*needs root/],
    [['run', '--network', 'bridge', 'tree', 'true'], /a bridge is made by the host's root/],
    [['run', '--userns', 'host', 'tree', 'true'], /only root can have that/],
  ] as const) {
    const refused = await congo(...words)
    assert.is(refused.code, 125)
    assert.match(refused.err, said)
  }
  await good('rm', 'first')
  await good('rmi', 'tree', 'second')
  const left = 'cd /mnt/home/.local/share/congo; ls containers layers images/blobs/sha256; ps | grep -c [p]asta'
  assert.is((await as('sh', '-c', left)).out, 'containers:\n\nimages/blobs/sha256:\n\nlayers:\n0\n')
})

test.run()
