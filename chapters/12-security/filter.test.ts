import { test } from 'uvu'
import * as assert from 'uvu/assert'
import {
  filter,
  numberOf,
  type Rule,
  SECCOMP_RET_ALLOW,
  SECCOMP_RET_ERRNO,
  SECCOMP_RET_KILL_PROCESS,
  SECCOMP_RET_KILL_THREAD,
  SECCOMP_RET_LOG,
  SECCOMP_RET_TRAP,
} from '#native'
import type { Seccomp } from '../config.ts'
import { CAPABILITIES } from './defaults.ts'
import { seccompFilter } from './filter.ts'
import { profile } from './profile.ts'

/** The bytes of the program; native/seccomp.test.ts shows what such a program answers. */
function bytes(program: ReturnType<typeof filter>): string {
  const to = program.links[0]?.to
  assert.ok(to && 'bytes' in to)
  return Buffer.from(to.bytes).toString('hex')
}

const made = (seccomp: Partial<Seccomp>) => bytes(seccompFilter({ defaultAction: 'SCMP_ACT_ALLOW', ...seccomp }, 'x64'))
const expected = (rules: Rule[], otherwise: number = SECCOMP_RET_ALLOW) =>
  bytes(filter({ rules, otherwise, foreign: SECCOMP_RET_KILL_PROCESS, architecture: 'x64' }))

type Args = NonNullable<Seccomp['syscalls']>[number]['args']
const rule = (args: Args = [], action = 'SCMP_ACT_ERRNO') => ({ syscalls: [{ names: ['lseek'], action, args }] })

test('names, actions and errnos', () => {
  const ERRNO = SECCOMP_RET_ERRNO
  const RESULTS = {
    SCMP_ACT_ALLOW: SECCOMP_RET_ALLOW,
    SCMP_ACT_ERRNO: ERRNO | 1,
    SCMP_ACT_KILL: SECCOMP_RET_KILL_THREAD,
    SCMP_ACT_KILL_PROCESS: SECCOMP_RET_KILL_PROCESS,
    SCMP_ACT_KILL_THREAD: SECCOMP_RET_KILL_THREAD,
    SCMP_ACT_LOG: SECCOMP_RET_LOG,
    SCMP_ACT_TRAP: SECCOMP_RET_TRAP,
  }
  for (const [action, result] of Object.entries(RESULTS)) {
    assert.is(made(rule([], action)), expected([{ calls: [8], conditions: [], result }]), action)
    assert.is(made({ defaultAction: action }), expected([], result), action)
  }
  const names = ['no_such_call', 'open', 'constructor']
  const syscalls = [{ names, action: 'SCMP_ACT_ERRNO', errnoRet: 38 }]
  assert.is(made({ syscalls }), expected([{ calls: [2], conditions: [], result: ERRNO | 38 }]))
  assert.is(made({ defaultAction: 'SCMP_ACT_ERRNO', defaultErrnoRet: 0 }), expected([], ERRNO))
  const arm = seccompFilter({ defaultAction: 'SCMP_ACT_ALLOW', syscalls }, 'arm64') // has no open(2)
  assert.is(
    bytes(arm),
    bytes(
      filter({ rules: [], otherwise: SECCOMP_RET_ALLOW, foreign: SECCOMP_RET_KILL_PROCESS, architecture: 'arm64' }),
    ),
  )
})

test('comparisons', () => {
  const result = SECCOMP_RET_ERRNO | 1
  const words = { EQ: '==', NE: '!=', LT: '<', LE: '<=', GT: '>', GE: '>=' } as const
  for (const [word, is] of Object.entries(words)) {
    const conditions = [{ argument: 3, is, value: 2n ** 40n }]
    assert.is(
      made(rule([{ index: 3, op: `SCMP_CMP_${word}`, value: 2 ** 40 }])),
      expected([{ calls: [8], conditions, result }]),
    )
  }
  const all = 2n ** 64n - 1n
  const conditions = [{ argument: 0, is: '==', value: 5n, mask: all } as const]
  const args = [{ index: 0, op: 'SCMP_CMP_MASKED_EQ', value: JSON.parse('18446744073709551615'), valueTwo: 5 }]
  assert.is(made(rule(args)), expected([{ calls: [8], conditions, result }]))
})

test('words and numbers that the filter cannot have', () => {
  const arg = (more: object) => rule([{ index: 0, op: 'SCMP_CMP_EQ', value: 1, ...more }])
  const refused: [Partial<Seccomp>, RegExp][] = [
    [{ defaultAction: 'ALLOW' }, /^linux\.seccomp: action ALLOW: there are SCMP_ACT_ALLOW, SCMP_ACT_ERRNO, /],
    [{ defaultErrnoRet: 1 }, /^linux\.seccomp: errnoRet goes with SCMP_ACT_ERRNO, not with SCMP_ACT_ALLOW$/],
    [
      { syscalls: [{ names: [], action: 'SCMP_ACT_ERRNO' }] },
      /^linux\.seccomp\.syscalls\[0\]\.names: there must be one/,
    ],
    [rule([], 'SCMP_ACT_NOTIFY'), /^linux\.seccomp\.syscalls\[0\]: action SCMP_ACT_NOTIFY: there are /],
    [{ syscalls: [{ names: ['open'], action: 'SCMP_ACT_ERRNO', errnoRet: 4096 }] }, /errnoRet 4096: .* 0 to 4095$/],
    [arg({ index: 6 }), /^linux\.seccomp\.syscalls\[0\]\.args\[0\]: index 6: a call has arguments 0 to 5$/],
    [arg({ op: 'SCMP_CMP_BIT' }), /args\[0\]: op SCMP_CMP_BIT: there are SCMP_CMP_EQ, .*, SCMP_CMP_MASKED_EQ$/],
    [arg({ value: -1 }), /args\[0\]: -1: a whole number from 0 to 2\^64 - 1 goes here$/],
    [arg({ value: 0.5 }), /args\[0\]: 0\.5: /],
    [arg({ op: 'SCMP_CMP_MASKED_EQ', value: 6, valueTwo: 1 }), /valueTwo has bits that the mask in value has not/],
  ]
  for (const [seccomp, message] of refused) assert.throws(() => made(seccomp), message)
})

test('the default profile refuses what Docker documents as refused, and names only calls that there are', () => {
  const lists = (profile(CAPABILITIES).syscalls ?? []).filter(({ args }) => !args)
  const named = (action: string) => lists.filter(each => each.action === action).flatMap(({ names }) => names)
  const [allowed, refused] = [new Set(named('SCMP_ACT_ALLOW')), new Set(named('SCMP_ACT_ERRNO'))]
  for (const name of [...allowed, ...refused])
    assert.is.not(numberOf(name, 'x64') ?? numberOf(name, 'arm64'), undefined, name)
  for (const name of ['read', 'execve', 'futex', 'rseq', 'fchmodat2', 'chroot']) assert.ok(allowed.has(name), name)
  // Docker's documentation: "Significant syscalls blocked by the default profile".
  const blocked = `acct add_key bpf clock_adjtime clock_settime clone delete_module finit_module init_module ioperm iopl kcmp
    kexec_file_load kexec_load keyctl lookup_dcookie mbind mount move_pages get_mempolicy nfsservctl open_by_handle_at
    perf_event_open personality pivot_root process_vm_readv process_vm_writev quotactl reboot request_key set_mempolicy setns
    settimeofday swapon swapoff sysfs _sysctl umount2 unshare uselib userfaultfd ustat`
  for (const name of blocked.split(/\s+/)) {
    assert.ok(refused.has(name), name)
    assert.not.ok(allowed.has(name), name)
  }
  assert.ok(!allowed.has('io_uring_setup') && refused.has('io_uring_setup'))
  const admin = profile([...CAPABILITIES, 'CAP_SYS_ADMIN']).syscalls ?? []
  assert.ok(admin.findIndex(({ names }) => names.includes('mount')) < admin.length - 1, 'allowed before it is refused')
})

test.run()
