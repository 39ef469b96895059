// Runs in the sandbox, as its root, and tries to get at the machine. Tells what succeeded, as JSON; nothing should.
import { openSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { clock_settime, MS_NODEV, mount, run, setns } from '#native'

const found = (folder: string, wanted: RegExp): string => {
  const name = readdirSync(folder).find(name => wanted.test(name))
  if (name === undefined) throw new Error('there is none')
  return `${folder}/${name}`
}

const tries: Record<string, () => unknown> = {
  'write core_pattern': () => writeFileSync('/proc/sys/kernel/core_pattern', '|/bin/sh'),
  'write sysrq-trigger': () => writeFileSync('/proc/sysrq-trigger', 'o'),
  'raise the limits of the sandbox': () => writeFileSync('/sys/fs/cgroup/memory.max', 'max'),
  'allow modules again': () => writeFileSync('/proc/sys/kernel/modules_disabled', '0'),
  'name a uevent helper': () => writeFileSync('/sys/kernel/uevent_helper', '/bin/sh'),
  'open kcore': () => openSync('/proc/kcore', 'r'),
  'open a port of the driver': () => openSync(found('/dev', /^(vport|virtio|hvc|ttyS)/), 'r+'),
  'open a disk': () => openSync(found('/dev', /^(vd|sd|loop)/), 'r+'),
  'mount a disk': () => run(mount('/dev/vda', '/root', 'ext4', MS_NODEV)),
  'set the clock': () => run(clock_settime(0, 0, 0)),
  'see the agent': () => {
    const pids = readdirSync('/proc').filter(name => /^\d+$/.test(name))
    const agent = pids.find(pid => readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('agent.mjs'))
    if (agent === undefined) throw new Error('there is none')
  },
  'signal a process above process 1': () => process.kill(0x7ffffff, 0),
  'enter the user namespace above': () => run(setns(openSync('/proc/1/ns/user', 'r'), 0)), // one's own: EINVAL
  'write to init, which is shared with the machine': () => writeFileSync('/usr/lib/congo/init', 'mine'),
  'write to the addon, which is shared with the machine': () => writeFileSync('/usr/lib/congo/addon.node', 'mine'),
  'write to the runner of other answers': () => writeFileSync('/usr/lib/congo/runner.mjs', 'mine'),
  'take the driver for oneself by a key': () => readFileSync('/proc/keys', 'utf8').includes('agent') || fail(),
}

function fail(): never {
  throw new Error('no')
}

const succeeded = Object.entries(tries).flatMap(([name, attempt]) => {
  try {
    attempt()
    return [name]
  } catch {
    return []
  }
})
process.stdout.write(`${JSON.stringify({ tried: Object.keys(tries).length, succeeded })}\n`)
