// Programs for the kernel's larger machine, eBPF: eleven registers of 64 bits, and instructions of 8 bytes each. bpf(2);
// https://docs.kernel.org/bpf/standardization/instruction-set.html
import * as k from './constants.ts'
import { type Block, block, descriptor, memory, number, oneOf, type Slot, type Step, step } from './step.ts'

/** R0 holds the answer at the end, R1 the address of what the program is asked about at the beginning. */
export type Register = 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9

export interface Instruction {
  readonly code: number
  readonly to?: Register
  readonly from?: Register
  /** Bytes from an address, or how many instructions a jump leaves out. */
  readonly offset?: number
  /** A constant of 32 bits, with a sign. */
  readonly value?: number
}

// BPF_LDX | BPF_W | BPF_MEM; BPF_ALU64 and an operation, BPF_K (with a constant) or BPF_X (with a register); BPF_JMP
const [LOAD, MOVE, AND, AND_REGISTER, OR, XOR, SHIFT_RIGHT] = [0x61, 0xb7, 0x57, 0x5f, 0x47, 0xa7, 0x77]
const [JUMP_UNLESS_EQUAL, EXIT] = [0x55, 0x95]

/** 32 bits of memory. */
export const load = (to: Register, from: Register, offset: number): Instruction => ({ code: LOAD, to, from, offset })
export const move = (to: Register, value: number): Instruction => ({ code: MOVE, to, value })
export const and = (to: Register, value: number): Instruction => ({ code: AND, to, value })
export const andRegister = (to: Register, from: Register): Instruction => ({ code: AND_REGISTER, to, from })
export const or = (to: Register, value: number): Instruction => ({ code: OR, to, value })
export const xor = (to: Register, value: number): Instruction => ({ code: XOR, to, value })
export const shiftRight = (to: Register, value: number): Instruction => ({ code: SHIFT_RIGHT, to, value })
export const exit: Instruction = { code: EXIT }

/** These instructions, only where each of the registers holds its value. */
export function where(holds: readonly (readonly [Register, number])[], then: readonly Instruction[]): Instruction[] {
  const left = (i: number) => holds.length - i - 1 + then.length
  return [...holds.map(([to, value], i) => ({ code: JUMP_UNLESS_EQUAL, to, value, offset: left(i) })), ...then]
}

/** `struct bpf_insn`, one after the other. */
function assemble(program: readonly Instruction[]): Block {
  const code = block(program.length * 8)
  const view = new DataView(code.bytes.buffer)
  for (const [i, { code, to = 0, from = 0, offset = 0, value = 0 }] of program.entries()) {
    view.setUint8(i * 8, code)
    view.setUint8(i * 8 + 1, to | (from << 4))
    view.setInt16(i * 8 + 2, offset, true)
    view.setInt32(i * 8 + 4, value, true)
  }
  return code
}

/**
 * Gives the kernel a program, which it proves first to come to its end and to touch nothing else; gives a descriptor. EPERM
 * without CAP_BPF and CAP_NET_ADMIN of the machine's own user namespace; EACCES, EINVAL for a program that it does not
 * take. `union bpf_attr` of BPF_PROG_LOAD, bpf(2)
 */
export function bpf_prog_load(type: number, program: readonly Instruction[]): Step {
  const kind = oneOf(type, k.BPF_PROG_TYPE, 'bpf: prog_type')
  const attr = block(72, [
    { at: 8, to: assemble(program), width: 8 },
    { at: 16, to: block(Buffer.from('MIT\0')), width: 8 },
  ])
  const view = new DataView(attr.bytes.buffer)
  view.setUint32(0, type, true)
  view.setUint32(4, program.length, true)
  return bpf(k.BPF_PROG_LOAD, attr, () => `{prog_type=${kind.text}, insn_cnt=${program.length}}`)
}

/**
 * Has the program of a descriptor asked at a cgroup from now on, beside those that are there already (BPF_F_ALLOW_MULTI). It
 * goes with the cgroup. `union bpf_attr` of BPF_PROG_ATTACH, bpf(2)
 */
export function bpf_prog_attach(cgroup: number, program: Slot, type: number, flags: number): Step {
  const attr = block(20, [{ at: 4, to: program, width: 4 }])
  const kind = oneOf(type, k.BPF_ATTACH_TYPE, 'bpf: attach_type')
  const view = new DataView(attr.bytes.buffer)
  view.setUint32(0, descriptor(cgroup, 'bpf: target_fd').value as number, true)
  view.setUint32(8, type, true)
  view.setUint32(12, flags, true)
  return bpf(
    k.BPF_PROG_ATTACH,
    attr,
    () => `{target_fd=${cgroup}, attach_bpf_fd=$${program.slot}, attach_type=${kind.text}}`,
  )
}

const bpf = (command: number, attr: Block, text: () => string): Step =>
  step(
    'bpf',
    oneOf(command, k.BPF, 'bpf: cmd'),
    memory(attr, 'bpf: attr', 0, text),
    number(attr.bytes.length, 'bpf: size'),
  )
