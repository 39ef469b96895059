// Numbers and constants beside the kernel's own headers, by the compiler; and what the child's code must not need.
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import * as constants from './constants.ts'
import { numberOf, SYSCALLS } from './numbers.ts'
import { tableOf } from './syscall-table.ts'

const native = dirname(fileURLToPath(import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'congo-headers-'))
test.after(() => rmSync(folder, { recursive: true }))

const run = (program: string, ...args: string[]) => execFileSync(program, args, { cwd: folder, encoding: 'utf8' })

/** Compiles these lines; the compiler's message names what is wrong. */
function compile(...lines: string[]) {
  writeFileSync(join(folder, 'asserts.c'), `${lines.join('\n')}\n`)
  run('cc', '-fsyntax-only', 'asserts.c')
}

const HEADERS = [
  ...[
    'asm/ioctls',
    'asm/unistd',
    'fcntl',
    'linux/audit',
    'linux/bpf',
    'linux/capability',
    'linux/close_range',
    'linux/fs',
    'linux/futex',
    'linux/sockios',
    'net/if',
    'netinet/in',
    'linux/keyctl',
    'linux/magic',
    'linux/memfd',
    'linux/mount',
  ],
  ...[
    'linux/netlink',
    'linux/openat2',
    'linux/prctl',
    'linux/random',
    'linux/sched',
    'linux/seccomp',
    'signal',
    'stddef',
    'sys/resource',
    'sys/socket',
    'sys/wait',
    'time',
  ],
]
// Of glibc's <sys/mount.h>, which cannot stand beside <linux/mount.h>; Node knows those of open(2) itself.
const ELSEWHERE = new Set(['MNT_FORCE', 'MNT_DETACH', 'UMOUNT_NOFOLLOW', 'UINT_MAX', 'F_SEAL_ALL'])
// Of Linux 6.3: the headers at hand may be older.
const NEW = new Set(['MFD_EXEC'])

test('constants are those of the headers', () => {
  const all = Object.entries(constants).flatMap(([name, value]) =>
    typeof value === 'object' ? Object.entries<number>(value) : [[name, value] as const],
  )
  const asserts = [...new Map(all)]
    .filter(([name]) => !ELSEWHERE.has(name))
    .map(([name, value]) => {
      const assert = `_Static_assert((unsigned long long)(${name}) == (unsigned long long)(${value}ull), "${name}");`
      return NEW.has(name) ? `#ifdef ${name}\n${assert}\n#endif` : assert
    })
  assert.ok(asserts.length > 100)
  compile('#define _GNU_SOURCE', ...HEADERS.map(name => `#include <${name}.h>`), ...asserts)
  compile(
    '#include <sys/mount.h>',
    ...Object.entries(constants.MNT).map(([name, value]) => `_Static_assert(${name} == ${value}, "${name}");`),
  )
})

test('structs have the size and the order that their constructors write', () => {
  compile(
    ...['linux/bpf', 'linux/sched', 'linux/mount', 'signal', 'stddef', 'time'].map(name => `#include <${name}.h>`),
    '_Static_assert(sizeof(struct clone_args) == 88 && offsetof(struct clone_args, exit_signal) == 32, "clone_args");',
    '_Static_assert(offsetof(struct clone_args, cgroup) == 80, "clone_args");',
    '_Static_assert(sizeof(struct mount_attr) == 32 && offsetof(struct mount_attr, userns_fd) == 24, "mount_attr");',
    '_Static_assert(offsetof(union bpf_attr, license) == 16 && offsetof(union bpf_attr, prog_name) == 48, "BPF_PROG_LOAD");',
    '_Static_assert(offsetof(union bpf_attr, attach_type) == 8 && offsetof(union bpf_attr, attach_flags) == 12, "ATTACH");',
    '_Static_assert(sizeof(struct bpf_insn) == 8 && offsetof(struct bpf_cgroup_dev_ctx, minor) == 8, "bpf_insn");',
    '_Static_assert(sizeof(siginfo_t) == 128 && sizeof(struct timespec) == 16, "siginfo_t, timespec");',
  )
})

test('system calls have the numbers of both architectures', () => {
  const asserts = (table: ReadonlyMap<string, number> = new Map()) =>
    [...table].flatMap(([name, number]) => [
      `#if defined(__NR_${name}) || ${number} < 424`, // younger than the headers, perhaps
      `_Static_assert(__NR_${name} == ${number}, "${name}");`,
      '#endif',
    ])
  compile('#include <asm/unistd_64.h>', ...asserts(tableOf('x64')))
  const wanted = ['RENAMEAT', 'NEW_STAT', 'SET_GET_RLIMIT', 'SYS_CLONE3', 'MEMFD_SECRET'] // by arm64's <asm/unistd.h>
  compile(
    ...wanted.map(name => `#define __ARCH_WANT_${name}`),
    '#include <asm-generic/unistd.h>',
    ...asserts(tableOf('arm64')),
  )
  for (const architecture of ['x64', 'arm64'] as const)
    assert.equal(
      SYSCALLS.filter(name => numberOf(name, architecture) === undefined),
      [],
    )
})

const WALKER = ['-O2', '-fPIC', '-fno-stack-protector', '-Wall', '-Wextra', '-Werror', '-c', join(native, 'walker.c')]

test("the child's code needs no other: no libc, nothing thread-local", () => {
  run('cc', ...WALKER, '-o', 'walker.o')
  assert.is(run('nm', '--undefined-only', 'walker.o'), '')
})

const CROSS = 'aarch64-linux-gnu-gcc'
if (process.arch === 'x64' && spawnSync(CROSS, ['--version']).status === 0) {
  test('walker and init compile for arm64, without other code', () => {
    run(CROSS, ...WALKER, '-o', 'walker-arm64.o')
    assert.is(run('nm', '--undefined-only', 'walker-arm64.o'), '')
    const alone = ['-Os', '-ffreestanding', '-fno-stack-protector', '-fno-pie', '-static', '-nostdlib', '-no-pie']
    run(CROSS, ...alone, '-Wall', '-Wextra', '-Werror', join(native, 'init.c'), '-o', 'init-arm64')
  })
}

test.run()
