// linux.seccomp of the config as a filter: names become numbers, words become what the kernel calls them.
// https://github.com/opencontainers/runtime-spec/blob/main/config-linux.md#seccomp
import {
  type Block,
  type Comparison,
  type Condition,
  filter,
  numberOf,
  SECCOMP_RET_ALLOW,
  SECCOMP_RET_ERRNO,
  SECCOMP_RET_KILL_PROCESS,
  SECCOMP_RET_KILL_THREAD,
  SECCOMP_RET_LOG,
  SECCOMP_RET_TRAP,
} from '#native'
import type { Seccomp } from '../config.ts'

const ACTIONS: Readonly<Record<string, number>> = {
  SCMP_ACT_ALLOW: SECCOMP_RET_ALLOW,
  SCMP_ACT_ERRNO: SECCOMP_RET_ERRNO,
  SCMP_ACT_KILL: SECCOMP_RET_KILL_THREAD,
  SCMP_ACT_KILL_PROCESS: SECCOMP_RET_KILL_PROCESS,
  SCMP_ACT_KILL_THREAD: SECCOMP_RET_KILL_THREAD,
  SCMP_ACT_LOG: SECCOMP_RET_LOG,
  SCMP_ACT_TRAP: SECCOMP_RET_TRAP,
}

const COMPARISONS: Readonly<Record<string, Comparison>> = {
  SCMP_CMP_EQ: '==',
  SCMP_CMP_NE: '!=',
  SCMP_CMP_LT: '<',
  SCMP_CMP_LE: '<=',
  SCMP_CMP_GT: '>',
  SCMP_CMP_GE: '>=',
}

const EPERM = 1

/**
 * Calls with names that this machine has not are skipped. Where several entries name a call, the first whose arguments all
 * fit decides. Calls of another architecture, and of x32, kill the process, whatever `architectures` says: their numbers
 * mean other calls. Throws where the config has a word or a number that the filter cannot have.
 */
export function seccompFilter(seccomp: Seccomp, architecture: NodeJS.Architecture = process.arch): Block {
  const { defaultAction, defaultErrnoRet, syscalls = [] } = seccomp
  const rules = syscalls.map(({ names, action, errnoRet, args = [] }, i) => {
    const place = `linux.seccomp.syscalls[${i}]`
    if (names.length === 0) throw new Error(`${place}.names: there must be one at least`)
    const calls = names.map(name => numberOf(name, architecture)).filter(number => number !== undefined)
    const conditions = args.map((arg, j) => condition(arg, `${place}.args[${j}]`))
    return { calls, conditions, result: resultOf(action, errnoRet, place) }
  })
  const otherwise = resultOf(defaultAction, defaultErrnoRet, 'linux.seccomp')
  return filter({ rules, otherwise, foreign: SECCOMP_RET_KILL_PROCESS, architecture })
}

function resultOf(action: string, errno: number | undefined, place: string): number {
  const result = Object.hasOwn(ACTIONS, action) ? ACTIONS[action] : undefined
  if (result === undefined) {
    throw new Error(`${place}: action ${action}: there are ${Object.keys(ACTIONS).join(', ')}`)
  }
  if (result !== SECCOMP_RET_ERRNO) {
    if (errno !== undefined) throw new Error(`${place}: errnoRet goes with SCMP_ACT_ERRNO, not with ${action}`)
    return result
  }
  const number = errno ?? EPERM
  if (!Number.isInteger(number) || number < 0 || number > 4095) {
    throw new Error(`${place}: errnoRet ${number}: an errno is a whole number from 0 to 4095`)
  }
  return result | number
}

type Arg = NonNullable<NonNullable<Seccomp['syscalls']>[number]['args']>[number]

function condition({ index, value, valueTwo, op }: Arg, place: string): Condition {
  if (![0, 1, 2, 3, 4, 5].includes(index)) throw new Error(`${place}: index ${index}: a call has arguments 0 to 5`)
  if (op === 'SCMP_CMP_MASKED_EQ') {
    const [mask, wanted] = [whole(value, place), whole(valueTwo ?? 0, place)]
    if ((wanted & ~mask) !== 0n) {
      throw new Error(`${place}: valueTwo has bits that the mask in value has not, so nothing can ever be equal to it`)
    }
    return { argument: index, is: '==', value: wanted, mask }
  }
  const is = Object.hasOwn(COMPARISONS, op) ? COMPARISONS[op] : undefined
  if (is === undefined) {
    throw new Error(`${place}: op ${op}: there are ${Object.keys(COMPARISONS).join(', ')}, SCMP_CMP_MASKED_EQ`)
  }
  return { argument: index, is, value: whole(value, place) }
}

/** JSON.parse rounds what is above 2 ** 53; of those the highest, with all bits set, comes out as 2 ** 64. */
function whole(value: number, place: string): bigint {
  if (!Number.isInteger(value) || value < 0 || value > 2 ** 64) {
    throw new Error(`${place}: ${value}: a whole number from 0 to 2^64 - 1 goes here`)
  }
  return value === 2 ** 64 ? 2n ** 64n - 1n : BigInt(value)
}
