// What comes after an end, with no command that looks: the monitor has congo see to it.
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { machineWithCongo } from './in-machine.ts'

const BUSYBOX = '/mnt/images/busybox'
const STORE = '/var/lib/congo/containers'

/** Waits in the machine until it is true of a container, as often as something changes in its folder. */
const WAIT = `
  const [, id, expression] = process.argv
  const { existsSync, readFileSync, statSync, watch } = require('node:fs')
  const folder = '${STORE}/' + id
  const is = new Function('there', 'state', 'read', 'return ' + expression)
  const read = name => existsSync(folder + '/' + name) ? readFileSync(folder + '/' + name, 'utf8') : ''
  const watched = new Set()
  const look = () => {
    for (const each of ['${STORE}', folder]) {
      if (watched.has(each) || !existsSync(each)) continue
      watched.add(each)
      watch(each, look)
    }
    if (is(existsSync(folder), JSON.parse(read('state.json') || '{}'), read)) process.exit()
  }
  look()`

const LEFT = 'find /sys/fs/cgroup/congo -mindepth 1 -type d; ip -o link | grep veth; nft list ruleset'

test('a container that ends is released, removed or started again, and no command has to come for that', async () => {
  await using it = await machineWithCongo()
  const { congo, command, good } = it
  const until = async (id: string, expression: string) => {
    const { code, err } = await command(['node', '--jitless', '-e', WAIT, id, expression])
    assert.is(code, 0, err)
  }
  const even = async (after: string) => assert.is((await command(['sh', '-c', LEFT])).out, '', after)
  const killed = (program: string) => command(['sh', '-c', `kill -9 $(pidof ${program})`])
  const detached = (name: string, ...words: string[]) => good('run', '-d', '--name', name, ...words)

  await detached('plain', '-p', '8080:80', BUSYBOX, 'true')
  await until('plain', 'state.ended')
  await even('one that has ended')

  await detached('once', '--rm', BUSYBOX, 'true')
  await until('once', '!there')
  await even('one with --rm')

  await detached('kept', '--rm', BUSYBOX, 'sleep', '1000')
  await good('restart', '-t', '0', 'kept')
  assert.match(await good('ps'), /kept +running/)
  await good('stop', '-t', '0', 'kept')
  assert.not.match(await good('ps', '-a'), /kept/)

  await detached('fails', '--restart', 'on-failure:2', BUSYBOX, 'sh', '-c', 'echo run; exit 4')
  await until('fails', 'state.restarts === 2 && state.ended')
  await even('the last of three')
  assert.is(await good('logs', 'fails'), 'run\nrun\nrun\n')

  // The pause before a restart: here as long as it can be, and the container has not run for long, however slow all is.
  await detached('again', BUSYBOX, 'sleep', '1001')
  await good('update', 'again', '--restart', 'always')
  await command(['sed', '-i', 's/"begun": "[^"]*"/"begun": "2099-01-01", "pause": 60000/', `${STORE}/again/state.json`])
  await killed('sleep')
  await until('again', 'state.waiter')
  await even('one that is about to be started again')
  assert.match(await good('ps'), /again +restarting \(137\)(.|\n)*fails +stopped \(4\)(.|\n)*plain +stopped \(0\)/)
  assert.match((await congo('rm', 'again')).err, /about to be started again: stop it first/)
  await good('stop', 'again')
  assert.match(await good('ps'), /again +stopped \(137\)/)
  assert.not.match((await command(['ps', '-o', 'args'])).out, / ended again$/m)
  await good('start', 'again')
  await good('kill', 'again') // as good as stop
  await until('again', 'state.ended')
  assert.match(await good('ps'), /again +stopped \(137\)/)

  // Nobody to see to it: the next command does.
  await detached('orphan', '--rm', BUSYBOX, 'sleep', '1002')
  await killed('monitor')
  assert.not.match(await good('ps'), /orphan/)
  await even('one whose monitor was killed')

  // The one in front is killed: the container goes on, and is seen to in the end.
  const words = ['run', '--rm', '--name', 'front', BUSYBOX, 'sh', '-c', 'echo up; exec sleep 1003']
  const front = it.machine.spawn(['node', '--jitless', '/run/congo/congo.mjs', ...words])
  await until('front', 'read("log")')
  front.kill('SIGKILL')
  assert.equal(await front.result, { signal: 'SIGKILL' })
  assert.match(await good('ps'), /front +running/)
  await killed('sleep')
  await until('front', '!there')
  await even('one that had lost the one in front')

  // What cannot be done is told.
  await detached('web', BUSYBOX, 'sleep', '1004')
  await command(['mount', '--bind', '/dev/null', '/usr/sbin/nft'])
  await killed('sleep')
  await until('web', 'read("then.log")')
  assert.match(JSON.parse(await good('inspect', 'web'))[0].complaint, /^congo: nft cannot be run/)
  await command(['umount', '/usr/sbin/nft'])
  assert.match(await good('ps'), /web +stopped \(137\)/)
  await even('one that could not be released at first')
})

test.run()
