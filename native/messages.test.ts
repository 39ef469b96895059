import { closeSync, fstatSync, readFileSync, readlinkSync } from 'node:fs'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import * as k from './constants.ts'
import { receiveDescriptor, sendmsg } from './messages.ts'
import { openSocketPair } from './pipe.ts'
import { spawn } from './process.ts'
import { run } from './run.ts'
import { slot } from './step.ts'
import { close, exit_group, openat } from './syscalls.ts'

test('a descriptor goes through a socket, as a copy that execve closes', () => {
  const [one, other] = openSocketPair()
  run(sendmsg(one, 0))
  const taken = receiveDescriptor(other)
  assert.is(fstatSync(taken).ino, fstatSync(0).ino)
  assert.match(readFileSync(`/proc/self/fdinfo/${taken}`, 'utf8'), /^flags:\s+02\d{6}$/m) // O_CLOEXEC
  for (const fd of [one, other, taken]) closeSync(fd)
})

test('a child sends what it has opened by the slot of the step', async () => {
  const [one, other] = openSocketPair()
  const file = slot('file')
  const opening = { ...openat(k.AT_FDCWD, '/proc/self/stat', k.O_RDONLY), save: file }
  const child = spawn([opening, sendmsg(one, file), exit_group(0)], { mode: 'fork' })
  const taken = receiveDescriptor(other)
  assert.is(readlinkSync(`/proc/self/fd/${taken}`), `/proc/${child.pid}/stat`)
  await child.wait()
  for (const fd of [one, other, taken]) closeSync(fd)
})

test('an end that nobody has open any more is told in words', () => {
  const [one, other] = openSocketPair()
  run(close(one))
  assert.throws(() => receiveDescriptor(other), /^the other end of the socket has sent no descriptor$/)
  closeSync(other)
})

test.run()
