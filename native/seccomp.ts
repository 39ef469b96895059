// Filters of system calls: rules become a program for the kernel's smallest machine, classic BPF. It has one register, and
// it looks at `struct seccomp_data`: the number of the call, the architecture, six arguments. seccomp(2), bpf(4)
import { __X32_SYSCALL_BIT, AUDIT_ARCH_AARCH64, AUDIT_ARCH_X86_64 } from './constants.ts'
import { type Block, block } from './step.ts'

/** Of two numbers of 64 bits: whether an argument is equal to a value, less, ... */
export type Comparison = '==' | '!=' | '<' | '<=' | '>' | '>='

export interface Condition {
  /** Which argument: 0 to 5. */
  readonly argument: number
  readonly is: Comparison
  readonly value: bigint
  /** Only these bits of the argument are looked at; all, where there is none. */
  readonly mask?: bigint
}

export interface Rule {
  /** Numbers of system calls. */
  readonly calls: readonly number[]
  /** All of them must hold; none always do. */
  readonly conditions: readonly Condition[]
  /** One of SECCOMP_RET, with its data. */
  readonly result: number
}

export interface Rules {
  /** For each call the first rule that holds decides. */
  readonly rules: readonly Rule[]
  /** The answer where none holds. */
  readonly otherwise: number
  /** The answer to calls of another architecture (int 0x80, x32), whose numbers mean other calls. */
  readonly foreign: number
  readonly architecture?: NodeJS.Architecture
}

const ARCHITECTURES: Partial<Record<NodeJS.Architecture, number>> = {
  x64: AUDIT_ARCH_X86_64,
  arm64: AUDIT_ARCH_AARCH64,
}

// struct seccomp_data. Both architectures are little-endian: the lower half of an argument comes first.
const [NUMBER, ARCHITECTURE] = [0, 4]
const lower = (argument: number) => 16 + 8 * argument
const upper = (argument: number) => lower(argument) + 4

/** The filter as seccomp(2) takes it: `struct sock_fprog`. Throws a TypeError where the kernel would take no such program. */
export function filter({ rules, otherwise, foreign, architecture = process.arch }: Rules): Block {
  const ours = ARCHITECTURES[architecture]
  if (ours === undefined) throw new TypeError(`filter: native/seccomp.ts knows no AUDIT_ARCH of ${architecture}`)
  const code = new Program()
  const none: Chain = { rules: [], longer: new Map() }
  const chains = new Map<number, Chain>()
  for (const rule of rules) {
    for (const call of rule.calls) {
      const chain = chains.get(call) ?? none
      if (chain.rules.at(-1)?.conditions.length !== 0) chains.set(call, longer(chain, rule)) // else it is decided already
    }
  }
  const places = new Map<Chain, Place>() // what looks the same is written once
  const placeOf = (chain: Chain): Place => {
    const place =
      places.get(chain) ?? chain.rules.reduceRight((no, rule) => check(code, rule, no), code.answer(otherwise))
    places.set(chain, place)
    return place
  }
  // Every number belongs to a range that is answered alike.
  const ranges: Range[] = [{ from: 0, place: code.answer(otherwise) }]
  for (const call of [...chains.keys()].sort((a, b) => a - b)) {
    if (ranges.at(-1)?.from === call) ranges.pop()
    ranges.push(
      { from: call, place: placeOf(chains.get(call) ?? none) },
      { from: call + 1, place: code.answer(otherwise) },
    )
  }
  if (architecture === 'x64') ranges.push({ from: __X32_SYSCALL_BIT, place: code.answer(foreign) })
  const different = ranges.filter(({ place }, i) => place !== ranges[i - 1]?.place)
  const start = code.load(NUMBER, search(code, different))
  const known = code.jump('==', ours, start, code.answer(foreign))
  return code.from(code.load(ARCHITECTURE, known))
}

/** The rules that are tried for a call. Calls with the same ones share the object. */
interface Chain {
  readonly rules: readonly Rule[]
  readonly longer: Map<Rule, Chain>
}

function longer(chain: Chain, rule: Rule): Chain {
  const found = chain.longer.get(rule) ?? { rules: [...chain.rules, rule], longer: new Map() }
  chain.longer.set(rule, found)
  return found
}

interface Range {
  readonly from: number
  readonly place: Place
}

/** Finds the range of the loaded number: half of those that are left go with every question. */
function search(code: Program, ranges: readonly Range[]): Place {
  const middle = ranges.length >> 1
  const { from, place } = ranges[middle] as Range
  if (middle === 0) return place
  return code.jump('>=', from, search(code, ranges.slice(middle)), search(code, ranges.slice(0, middle)))
}

const check = (code: Program, { conditions, result }: Rule, no: Place): Place =>
  conditions.reduceRight((yes, condition) => compare(code, condition, yes, no), code.answer(result))

/** A register has 32 bits, an argument 64: the upper halves are compared first, and the lower where they are equal. */
function compare(code: Program, condition: Condition, yes: Place, no: Place): Place {
  const { argument, is, value, mask } = condition
  if (is === '!=') return compare(code, { ...condition, is: '==' }, no, yes)
  if (is === '<') return compare(code, { ...condition, is: '>=' }, no, yes)
  if (is === '<=') return compare(code, { ...condition, is: '>' }, no, yes)
  const load = (offset: number, part: (word: bigint) => number, next: Place) =>
    code.load(offset, mask === undefined ? next : code.and(part(mask), next))
  const below = load(lower(argument), lowWord, code.jump(is, lowWord(value), yes, no))
  const equal = code.jump('==', highWord(value), below, no)
  return load(upper(argument), highWord, is === '==' ? equal : code.jump('>', highWord(value), yes, equal))
}

const highWord = (word: bigint) => Number(word >> 32n)
const lowWord = (word: bigint) => Number(word & 0xffffffffn)

/** A place in a program, as the number of instructions from there to the end. */
type Place = number

// <linux/bpf_common.h>
const LOAD = 0x20 // BPF_LD | BPF_W | BPF_ABS
const AND = 0x54 // BPF_ALU | BPF_AND | BPF_K
const ANSWER = 0x06 // BPF_RET | BPF_K
const JUMP = 0x05 // BPF_JMP | BPF_JA
const IF = { '==': 0x15, '>': 0x25, '>=': 0x35 } as const // BPF_JMP | BPF_JEQ, BPF_JGT, BPF_JGE | BPF_K

const MOST = 4096 // instructions: BPF_MAXINSNS
const FAR = 250 // a conditional jump counts to 255, and one instruction may come between

/**
 * Written from its end to its beginning: all jumps go forward, so that every program comes to its end, and whoever writes
 * backwards knows where each jump leads.
 */
class Program {
  readonly #backwards: (readonly [code: number, yes: number, no: number, value: number])[] = []
  readonly #answers = new Map<number, Place>()
  readonly #bridges = new Map<Place, Place>()

  answer(result: number): Place {
    const place = this.#answers.get(result) ?? this.#write(ANSWER, result)
    this.#answers.set(result, place)
    return place
  }

  load = (offset: number, next: Place): Place => this.#before(next, LOAD, offset)

  and = (mask: number, next: Place): Place => this.#before(next, AND, mask)

  jump(comparison: keyof typeof IF, value: number, yes: Place, no: Place): Place {
    const near = [this.#near(yes), this.#near(no)] as const
    return this.#write(IF[comparison], value, this.#distance(near[0]), this.#distance(near[1]))
  }

  /** `struct sock_fprog`: how many, and where. */
  from(start: Place): Block {
    const count = this.#backwards.length
    if (start !== count) throw new TypeError('filter: a program begins with what was written last')
    if (count > MOST)
      throw new TypeError(`filter: ${count} instructions, and the kernel takes ${MOST}; use fewer rules`)
    const instructions = block(count * 8)
    const view = new DataView(instructions.bytes.buffer)
    for (const [i, [code, yes, no, value]] of this.#backwards.toReversed().entries()) {
      view.setUint16(i * 8, code, true)
      view.setUint8(i * 8 + 2, yes)
      view.setUint8(i * 8 + 3, no)
      view.setUint32(i * 8 + 4, value, true)
    }
    const length = Uint16Array.of(count, 0, 0, 0, 0, 0, 0, 0)
    return block(new Uint8Array(length.buffer), [{ at: 8, to: instructions, width: 8 }])
  }

  /** The place itself, or one in reach of a conditional jump that leads there. */
  #near(place: Place): Place {
    const inReach = [place, this.#bridges.get(place) ?? 0].find(each => this.#distance(each) <= FAR)
    if (inReach !== undefined) return inReach
    const bridge = this.#write(JUMP, this.#distance(place))
    this.#bridges.set(place, bridge)
    return bridge
  }

  /** How many instructions the next one would have to skip. */
  #distance = (place: Place) => this.#backwards.length - place

  #before(next: Place, code: number, value: number): Place {
    if (this.#distance(next) > 0) this.#write(JUMP, this.#distance(next))
    return this.#write(code, value)
  }

  #write(code: number, value: number, yes = 0, no = 0): Place {
    return this.#backwards.push([code, yes, no, value])
  }
}
