// A child that enters a container's user namespace can be traced by the container's root. What such a child shares with
// this process, the container's root could write to: so it must share nothing.
import { openSync, writeFileSync } from 'node:fs'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { addon } from './addon.ts'
import { Child } from './child.ts'
import { AT_FDCWD, CLONE_NEWUSER, CLONE_VM, O_RDWR } from './constants.ts'
import { encode } from './encode.ts'
import { Gate } from './gate.ts'
import { spawn } from './process.ts'
import { run, StepError } from './run.ts'
import { block, type Step, slot } from './step.ts'
import { cloneArgs, close, exit_group, getpid, openat, setns, write } from './syscalls.ts'
import { tidyTest } from './test-kit.ts'

/** The user namespace of a container whose root is, outside, the user that runs this test. */
async function makeUserNamespace(): Promise<number> {
  const gate = new Gate()
  const child = spawn([...gate.steps], { flags: CLONE_NEWUSER })
  await gate.reached()
  writeFileSync(`/proc/${child.pid}/uid_map`, `0 ${process.getuid?.()} 1`)
  const namespace = openSync(`/proc/${child.pid}/ns/user`, 'r')
  gate.close()
  await child.wait().catch(() => undefined)
  return namespace
}

// A piece of this process's memory, and its address: a block, and one that points to it.
const target = block(Buffer.from('untouched'))
const pointer = block(8, [{ at: 0, to: target, width: 8 }])
const ours = encode([{ ...getpid(), args: [{ value: pointer, text: 'that the kernel does not look at' }] }])
addon.run(ours.bytes)
ours.collect()
const address = new DataView(pointer.bytes.buffer).getBigUint64(0, true)

function content(): string {
  ours.collect()
  return Buffer.from(target.bytes).toString()
}

/** What the container's root gets when it writes to that address of a process: 'done', or an errno. */
async function attack(namespace: number, pid: number): Promise<string | undefined> {
  const file = slot('mem')
  const plain = write(3, 'attacked!')
  const pwrite64: Step = {
    ...plain,
    nr: process.arch === 'arm64' ? 67 : 18,
    args: [
      { value: file, text: '$mem' },
      ...plain.args.slice(1),
      { value: address, text: `0x${address.toString(16)}` },
    ],
  }
  const opening = { ...openat(AT_FDCWD, `/proc/${pid}/mem`, O_RDWR), save: file }
  const attacker = spawn([setns(namespace, CLONE_NEWUSER), opening, pwrite64, exit_group(0)], { mode: 'fork' })
  try {
    await attacker.wait()
    return 'done'
  } catch (error) {
    if (error instanceof StepError && error.call === 'openat') return error.errno
    throw error
  }
}

/** The same to a child in the namespace that was cloned with these flags, past spawn() and its care. */
async function attackCareless(namespace: number, flags: number): Promise<string | undefined> {
  const gate = new Gate()
  const { bytes } = encode([setns(namespace, CLONE_NEWUSER), ...gate.steps, exit_group(0)])
  const made = new addon.Child(bytes, cloneArgs({ flags }).bytes)
  const child = new Child(made.pid, made.pidfd)
  assert.ok(await gate.reached())
  const answer = await attack(namespace, child.pid)
  gate.open()
  assert.equal(await child.wait(), { code: 0 })
  assert.ok(made.free())
  return answer
}

tidyTest("a container's root cannot write to this process, unless a child shares its memory in there", async () => {
  const namespace = await makeUserNamespace()
  assert.is(await attack(namespace, process.pid), 'EACCES')
  assert.is(content(), 'untouched')

  assert.is(await attackCareless(namespace, 0), 'done', 'a plain fork can be written to ...')
  assert.is(content(), 'untouched', '... but it is a copy')

  const gate = new Gate()
  const child = spawn([setns(namespace, CLONE_NEWUSER), ...gate.steps, exit_group(0)], { mode: 'fork' })
  assert.ok(await gate.reached())
  assert.is(await attack(namespace, child.pid), 'EACCES', 'what spawn() makes cannot even be opened')
  gate.open()
  await child.wait()
  assert.is(content(), 'untouched')

  assert.is(await attackCareless(namespace, CLONE_VM), 'done')
  assert.is(content(), 'attacked!', 'this is what the care is for')
  run(close(namespace))
})

test.run()
