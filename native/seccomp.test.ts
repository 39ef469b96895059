import { test } from 'uvu'
import * as assert from 'uvu/assert'
import * as k from './constants.ts'
import { numberOf } from './numbers.ts'
import { spawn } from './process.ts'
import { type Comparison, type Condition, filter, type Rule, type Rules } from './seccomp.ts'
import type { Block, Step } from './step.ts'
import * as calls from './syscalls.ts'
import { becomeProbe, calm, outputOf, printed } from './test-kit.ts'

const { SECCOMP_RET_ALLOW: ALLOW, SECCOMP_RET_KILL_PROCESS: KILL } = k
const errno = (error: number) => k.SECCOMP_RET_ERRNO | error
const [EPERM, ENOSYS] = [errno(1), errno(38)]

function instructions(program: Block): Buffer {
  const to = program.links[0]?.to
  assert.ok(to && 'bytes' in to)
  return Buffer.from(to.bytes)
}

/** One instruction a line: code, jumps, value. */
function listing(program: Block): string[] {
  const bytes = instructions(program)
  assert.is(Buffer.from(program.bytes).readUInt16LE(), bytes.length / 8)
  return Array.from({ length: bytes.length / 8 }, (_, i) => {
    const [code, yes, no, value] = [0, 2, 3, 4].map(at => bytes.readUIntLE(8 * i + at, at === 0 ? 2 : at === 4 ? 4 : 1))
    return `${code?.toString(16).padStart(2, '0')} ${yes} ${no} ${value?.toString(16)}`
  })
}

test('the program of a small filter, instruction by instruction', () => {
  const rule: Rule = { calls: [41], conditions: [{ argument: 0, is: '==', value: 40n }], result: EPERM }
  assert.equal(listing(filter({ rules: [rule], otherwise: ALLOW, foreign: KILL, architecture: 'x64' })), [
    '20 0 0 4', // the architecture
    '15 0 4 c000003e', // AUDIT_ARCH_X86_64, or KILL
    '20 0 0 0', // the number
    '35 1 0 2a', // 42 or more?
    '35 2 7 29', // 41? to the argument; less: ALLOW
    '35 0 6 40000000', // x32? KILL; else ALLOW
    '06 0 0 80000000',
    '20 0 0 14', // the upper half of argument 0
    '15 0 3 0',
    '20 0 0 10', // the lower half
    '15 0 1 28',
    '06 0 0 50001', // EPERM
    '06 0 0 7fff0000',
  ])
})

/** What the kernel's machine would answer, on `struct seccomp_data`. */
function answer(
  program: Block,
  number: number,
  args: readonly bigint[] = [],
  architecture: number = k.AUDIT_ARCH_X86_64,
) {
  const data = Buffer.alloc(64)
  data.writeUInt32LE(number, 0)
  data.writeUInt32LE(architecture, 4)
  args.forEach((value, i) => data.writeBigUInt64LE(value, 16 + 8 * i))
  const code = instructions(program)
  let register = 0
  for (let at = 0; ; at += 8) {
    const [operation, yes, no, value] = [code.readUInt16LE(at), code[at + 2], code[at + 3], code.readUInt32LE(at + 4)]
    const skip = (holds: boolean) => (at += 8 * ((holds ? yes : no) as number))
    if (operation === 0x20) register = data.readUInt32LE(value)
    else if (operation === 0x54) register = (register & value) >>> 0
    else if (operation === 0x15) skip(register === value)
    else if (operation === 0x25) skip(register > value)
    else if (operation === 0x35) skip(register >= value)
    else if (operation === 0x05) at += 8 * value
    else if (operation === 0x06) return value
    else throw new Error(`${operation}: not an instruction of ours`)
  }
}

const only = (rules: Rule[], more: Partial<Rules> = {}) =>
  filter({ rules, otherwise: EPERM, foreign: KILL, architecture: 'x64', ...more })

const HOLDS: Record<Comparison, (a: bigint, b: bigint) => boolean> = {
  '==': (a, b) => a === b,
  '!=': (a, b) => a !== b,
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
}

const EDGES = [
  0n,
  1n,
  0x5412n,
  0x7fffffffn,
  0x80000000n,
  0xffffffffn,
  0x100000000n,
  0x100005412n,
  2n ** 63n,
  2n ** 64n - 1n,
]

test('every comparison, of 64 bits, at the edges of their halves', () => {
  for (const is of Object.keys(HOLDS) as Comparison[]) {
    for (const value of EDGES) {
      const program = only([{ calls: [7], conditions: [{ argument: 5, is, value }], result: ALLOW }])
      for (const argument of EDGES) {
        const expected = HOLDS[is](argument, value) ? ALLOW : EPERM
        assert.is(answer(program, 7, [0n, 0n, 0n, 0n, 0n, argument]), expected, `${argument} ${is} ${value}`)
      }
    }
  }
})

test('with a mask only its bits count', () => {
  for (const mask of EDGES) {
    for (const value of EDGES.filter(value => (value & mask) === value)) {
      const condition: Condition = { argument: 1, is: '==', value, mask }
      const program = only([{ calls: [16], conditions: [condition], result: ALLOW }])
      for (const argument of EDGES) {
        const expected = (argument & mask) === value ? ALLOW : EPERM
        assert.is(answer(program, 16, [0n, argument]), expected, `${argument} & ${mask} == ${value}`)
      }
    }
  }
})

test('all conditions of a rule must hold, and the first rule that holds decides', () => {
  const small: Condition = { argument: 0, is: '<', value: 10n }
  const odd: Condition = { argument: 1, is: '==', value: 1n, mask: 1n }
  const program = only([
    { calls: [1], conditions: [small, odd], result: errno(5) },
    { calls: [1, 2], conditions: [small], result: errno(6) },
    { calls: [2], conditions: [], result: ALLOW },
    { calls: [2], conditions: [], result: KILL },
  ])
  assert.is(answer(program, 1, [9n, 3n]), errno(5))
  assert.is(answer(program, 1, [9n, 2n]), errno(6))
  assert.is(answer(program, 1, [10n, 3n]), EPERM)
  assert.is(answer(program, 2, [9n]), errno(6))
  assert.is(answer(program, 2, [10n]), ALLOW)
  assert.is(answer(program, 3), EPERM)
})

test('a number means nothing in another architecture, and x32 is one', () => {
  const program = only([{ calls: [39], conditions: [], result: ALLOW }], { otherwise: ALLOW })
  assert.is(answer(program, 39), ALLOW)
  assert.is(answer(program, 39, [], 0x40000003), KILL, 'AUDIT_ARCH_I386')
  assert.is(answer(program, 39, [], k.AUDIT_ARCH_AARCH64), KILL)
  for (const number of [0x40000000, 0x40000027, 0xffffffff]) assert.is(answer(program, number), KILL)
  const arm = only([], { otherwise: ALLOW, architecture: 'arm64' })
  assert.is(answer(arm, 39, [], k.AUDIT_ARCH_AARCH64), ALLOW)
  assert.is(answer(arm, 39), KILL)
  assert.throws(() => only([], { architecture: 'riscv64' }), /knows no AUDIT_ARCH of riscv64/)
})

test('a long program jumps far, and one that is too long is refused', () => {
  const rules = Array.from({ length: 400 }, (_, i) => ({
    calls: [3 * i],
    conditions: [{ argument: i % 6, is: '>', value: BigInt(i) << 31n } as const],
    result: errno(i),
  }))
  const program = only(rules)
  for (const [i, { result }] of rules.entries()) {
    const [no, yes] = [0n, 1n].map(more => Array<bigint>(6).fill((BigInt(i) << 31n) + more)) as [bigint[], bigint[]]
    assert.is(answer(program, 3 * i, yes), result)
    assert.is(answer(program, 3 * i, no), EPERM)
    assert.is(answer(program, 3 * i + 1, yes), EPERM)
  }
  const many = rules.flatMap(rule => [rule, { ...rule, result: ALLOW }, { ...rule, calls: [2000 + rule.result] }])
  assert.throws(() => only(many), /^filter: \d+ instructions, and the kernel takes 4096; use fewer rules$/)
})

// --- the kernel itself; with no_new_privs anybody may ---

const NR = (name: string) => numberOf(name) as number
const behind = (rules: Rule[], otherwise = ALLOW): Step[] => [
  calls.prctl(k.PR_SET_NO_NEW_PRIVS, 1),
  calls.seccomp(k.SECCOMP_SET_MODE_FILTER, 0, filter({ rules, otherwise, foreign: KILL })),
]
const deny = (name: string, result: number, ...conditions: Condition[]): Rule => ({
  calls: [NR(name)],
  conditions,
  result,
})

test('the kernel takes the filter, and the calls behind it get the answer', async () => {
  const program = [...calm, ...behind([deny('uname', EPERM)]), becomeProbe('status')]
  assert.match(await printed(program), /^status NoNewPrivs:\t1\nstatus Seccomp:\t2\n/m)
  const child = spawn([...calm, ...behind([deny('uname', ENOSYS)]), becomeProbe('names')], {
    stdio: ['null', 'null', 'pipe'],
  })
  assert.is(await outputOf(child.stderr), 'probe: uname: Function not implemented\n')
  assert.equal(await child.wait(), { code: 1 })
})

test('conditions look at whole arguments', async () => {
  const program = [...calm, ...behind([deny('kill', EPERM, { argument: 1, is: '==', value: 0n })])]
  assert.is(
    await printed([...program, calls.getpid(), becomeProbe('kill', '0', '1999999999', 'kill', '10', '1999999999')]),
    'kill 1999999999 Operation not permitted\nkill 1999999999 No such process\n',
  )
})

test('the other answers: killed, trapped, logged', async () => {
  const quiet = { stdio: ['null', 'null', 'inherit'] } as const
  for (const result of [KILL, k.SECCOMP_RET_KILL_THREAD, k.SECCOMP_RET_TRAP]) {
    const child = spawn([...calm, ...behind([deny('uname', result)]), becomeProbe('names')], quiet)
    assert.equal(await child.wait(), { signal: 'SIGSYS' })
  }
  assert.match(
    await printed([...calm, ...behind([deny('uname', k.SECCOMP_RET_LOG)]), becomeProbe('names')]),
    /^hostname /,
  )
})

test('a step that the filter forbids fails like any other', async () => {
  const child = spawn([...calm, ...behind([deny('getpid', errno(71))]), calls.getpid(), becomeProbe()])
  const error = await child.wait().then(
    () => undefined,
    (error: Error) => error.message,
  )
  assert.match(`${error}`, /^getpid\(\): EPROTO/)
})

test.run()
