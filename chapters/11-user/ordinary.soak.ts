// The whole runtime in the hands of an ordinary user, with the programs that Debian has for him: newuidmap, newgidmap, pasta.
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { bundleJob } from '../../scripts/answer/bundle.ts'
import { ready } from '../../scripts/setup/part.ts'
import { boot } from '../../scripts/vm/machines.ts'
import { runtimesDisk } from '../../scripts/vm/runtimes-disk.ts'
import type ordinary from './ordinary/machine.ts'

type Found = Awaited<ReturnType<typeof ordinary>>

test('an ordinary user has all of it but what the kernel forbids, and is told that in a line', async () => {
  const [[disk], job] = await Promise.all([
    ready(runtimesDisk),
    bundleJob("export { default } from './chapters/11-user/ordinary/machine.ts'"),
  ])
  await using machine = await boot(join(disk, 'runtimes.img'))
  await machine.ready()
  const working = machine.load<Found>(job)
  working.stderr.pipe(process.stderr)
  const found = await working.result
  assert.equal(found, {
    own: ['uid=0(root) gid=0(root) groups=0(root)', ' 0 1000 1', 'ro', 'no other ids'],
    several: ['uid=0(root) gid=0(root)', ' 0 1000 1', ' 1 100000 65535', 'ro', '5:6'],
    another: ['uid=33 gid=33 groups=50', 'CapEff:\t0000000000000000', 'NoNewPrivs:\t1', 'Seccomp:\t2'],
    running: ['67108864', '20', 'user 1000', 'a volume came'],
    connected: [
      'tcp 127.0.0.1 7000: Connection refused', // the host's localhost, which has a neighbour there
      'tcp 192.0.2.2 7000: no answer', // and by way of the gateway
      'address eth0 192.0.2.1/24',
      'tcp 127.0.0.1 8080: mine',
      'nothing left',
    ],
    bridge: [
      'org.congo.network: a bridge is made by the host\'s root; take "pasta", or leave it out: then there is only lo',
    ],
    devices: [
      'bpf(BPF_PROG_LOAD, {prog_type=BPF_PROG_TYPE_CGROUP_DEVICE, insn_cnt=14}, 72): EPERM (step 1, from 12-security)',
      "Rules about devices are given to the kernel by the machine's own root only: leave linux.resources.devices out.",
    ],
    score: ['process.oomScoreAdj -500: EACCES: only CAP_SYS_RESOURCE of the host may lower it'],
    group: [
      '/sys/fs/cgroup/congo: EACCES; the group belongs to somebody else: have it delegated, or choose another path',
    ],
    foreign: [
      "linux.uidMappings[0] (0 0 1): of the host's ids only 1000, 100000 to 165535 can be handed on; choose among them",
    ],
    helpers: ['newgidmap: not installed; more than one id needs it (package uidmap)'],
    pasta: ['pasta: not installed; a network without root needs it (package passt)'],
  } satisfies Found)
})

test.run()
