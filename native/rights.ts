// Constructors of the calls by which a process gives up rights; as in syscalls.ts.
import * as k from './constants.ts'
import {
  type Block,
  bits,
  block,
  buffer,
  memory,
  mode,
  NULL,
  number,
  oneOf,
  type Step,
  step,
  string,
  words,
} from './step.ts'

/** Sets of capabilities: bit n stands for the capability of number n. */
export interface CapabilitySets {
  readonly effective: bigint
  readonly permitted: bigint
  readonly inheritable: bigint
}

const VERSION_3 = 0x20080522 // _LINUX_CAPABILITY_VERSION_3: sets of 64 bits, in two halves

/**
 * Three capability sets of this thread. EPERM for what was not permitted before, for an effective one that is not
 * permitted, for an inheritable one outside the bounding set. capset(2)
 */
export function capset({ effective, permitted, inheritable }: CapabilitySets): Step {
  const sets = { effective, permitted, inheritable }
  const shown = Object.entries(sets).map(
    ([name, set]) => `${name}=0x${(number(set, `capset: ${name}`).value as bigint).toString(16)}`,
  )
  const halves = [0n, 32n].flatMap(shift => Object.values(sets).map(set => Number((set >> shift) & 0xffffffffn)))
  return step(
    'capset',
    memory(halfWords(VERSION_3, 0), 'hdrp', 8, () => '{version=3, pid=0}'),
    memory(halfWords(...halves), 'datap', 24, () => `{${shown.join(', ')}}`),
  )
}

const halfWords = (...values: number[]): Block => block(new Uint8Array(Uint32Array.from(values).buffer))

/**
 * Puts a filter before every later system call of this thread and of its children: seccomp.ts makes one. EACCES without
 * no_new_privs, unless the thread has CAP_SYS_ADMIN; EINVAL for a program that the kernel does not take. seccomp(2)
 */
export const seccomp = (operation: number, flags: number, program: Block): Step =>
  step(
    'seccomp',
    oneOf(operation, k.SECCOMP, 'seccomp: operation'),
    bits(flags, k.SECCOMP_FLAG, 'seccomp: flags'),
    memory(program, 'seccomp: args', 16, () => `{len=${Buffer.from(program.bytes).readUInt16LE()}}`),
  )

/** A limit of this process (pid 0) or another: `struct rlimit`. Only CAP_SYS_RESOURCE raises a hard one (EPERM). prlimit(2) */
export function prlimit64(pid: number, resource: number, soft: number | bigint, hard: number | bigint): Step {
  const limits = { rlim_cur: number(soft, 'prlimit64: soft'), rlim_max: number(hard, 'prlimit64: hard') }
  const shown = Object.entries(limits).map(
    ([name, { value, text }]) => `${name}=${value === k.RLIM_INFINITY ? 'RLIM_INFINITY' : text}`,
  )
  return step(
    'prlimit64',
    number(pid, 'prlimit64: pid'),
    oneOf(resource, k.RLIMIT, 'prlimit64: resource'),
    memory(words(soft, hard), 'new_limit', 16, () => `{${shown.join(', ')}}`),
    NULL,
  )
}

/** Rights that no new file gets. umask(2) */
export const umask = (mask: number): Step => step('umask', mode(mask, 'umask: mask'))

/** Puts a key into a keyring, KEY_SPEC_SESSION_KEYRING say; gives its number. add_key(2) */
export const add_key = (type: string, description: string, payload: string, keyring: number): Step =>
  step(
    'add_key',
    string(type, 'add_key: type'),
    string(description, 'add_key: description'),
    buffer(payload, 'add_key: payload'),
    number(Buffer.byteLength(payload), 'plen'),
    number(keyring, 'add_key: keyring', -8, 2 ** 31 - 1),
  )
