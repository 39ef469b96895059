// Runs in the sandbox, as its root, and tries to get at the machine. Tells what succeeded, as JSON; nothing should.
import { mkdirSync, openSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import {
  clock_settime,
  MS_NODEV,
  MS_RDONLY,
  MS_REMOUNT,
  mount,
  numberOf,
  run,
  type Step,
  StepError,
  setns,
} from '#native'
import { number } from '../../../native/step.ts'

const found = (folder: string, wanted: RegExp): string => {
  const name = readdirSync(folder).find(name => wanted.test(name))
  if (name === undefined) throw new Error('there is none')
  return `${folder}/${name}`
}

/** Counts as done unless the kernel says that we may not: with other arguments it might have been. */
const ask =
  (call: string, ...args: number[]) =>
  () => {
    try {
      run({ call, nr: numberOf(call), args: args.map(each => number(each, '')) } as unknown as Step) // none of ours
    } catch (error) {
      if (error instanceof StepError && (error.errno === 'EPERM' || error.errno === 'EACCES')) throw error
    }
  }

const BPF_PROG_LOAD = 5
const SYSLOG_ACTION_READ_ALL = 3

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
  'load a module': ask('init_module', 0, 0, 0),
  'load a module from a file': ask('finit_module', 0, 0, 0),
  'load a kernel': ask('kexec_load', 0, 0, 0, 0),
  'load a program of eBPF': ask('bpf', BPF_PROG_LOAD, 0, 0),
  'reach ports of the hardware': ask('iopl', 3),
  'have every end of a process written down': ask('acct', 0),
  'swap to a file': ask('swapon', 0, 0),
  'open a file by its number on the disk': ask('open_by_handle_at', 0, 0, 0),
  'read what the kernel says': ask('syslog', SYSLOG_ACTION_READ_ALL, 0, 0),
  'make the disk read-only, for the machine as well': () => run(mount(null, '/', null, MS_REMOUNT | MS_RDONLY)),
  'mount debugfs': () => run(mount('none', '/mnt', 'debugfs')),
  'mount tracefs': () => run(mount('none', '/mnt', 'tracefs')),
  'make a group so deep that its path cannot be opened': () => {
    mkdirSync(`/sys/fs/cgroup${'/deep'.repeat(40)}`, { recursive: true })
  },
  'make more groups than anybody can look through': () => {
    for (let i = 0; i < 1100; i++) mkdirSync(`/sys/fs/cgroup/many-${i}`)
  },
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
