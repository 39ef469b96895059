// A step is one system call as plain data; a program is a list of steps.
import { constants } from 'node:os'
import { type SyscallName, syscallNumber } from './numbers.ts'

/** The kernel's name of an error, as in errno(3). */
export type Errno = string

/** A place for a result that a later step uses: `save` it in one step, pass it as an argument to another. */
export interface Slot {
  readonly slot: string
}

/** A named slot. The name is only for people: two slots of one name are two slots. */
export const slot = (name: string): Slot => ({ slot: name })

/** Memory of a program: structs, strings, buffers. The kernel may write into it; afterwards `bytes` holds what it wrote. */
export interface Block {
  readonly bytes: Uint8Array
  /** Places in `bytes` that hold the address of another block or the result of an earlier step. */
  readonly links: readonly { readonly at: number; readonly to: Block | Slot; readonly width: 4 | 8 }[]
}

/** A block of zeros (a number of bytes), or one with a copy of these bytes. */
export function block(content: number | Uint8Array, links: Block['links'] = []): Block {
  const bytes = typeof content === 'number' ? new Uint8Array(content) : new Uint8Array(content)
  for (const { at, width } of links)
    check(
      Number.isInteger(at) && at >= 0 && at + width <= bytes.length,
      () => `block: no room for ${width} bytes at ${at}`,
    )
  return { bytes, links }
}

/** A block of 64-bit words, as most of the kernel's newer structs are. */
export function words(...values: (number | bigint)[]): Block {
  const made = block(values.length * 8)
  const view = new DataView(made.bytes.buffer)
  values.forEach((value, i) => view.setBigUint64(i * 8, BigInt(value), true))
  return made
}

/** A string stands for the address of its bytes in UTF-8, with a NUL after them. */
export type Value = number | bigint | string | Slot | Block

/** An argument of a step: what the kernel gets, and how a person reads it (made only when somebody does). */
export interface Argument {
  readonly value: Value
  readonly text: string
}

export interface Step {
  readonly call: SyscallName
  readonly nr: number
  readonly args: readonly Argument[]
  /** Errors that are no failure. */
  readonly allow?: readonly Errno[]
  /** Errors answered by another step in this one's place. */
  readonly onError?: Readonly<Record<Errno, Step>>
  /** An error that tells of a race with somebody else, and is answered by calling again. */
  readonly again?: Errno
  readonly save?: Slot
  /** A smaller result is a failure: 1 for a read that must not meet the end. */
  readonly least?: number
  /** What runs where the call returns 0: the program of a process that this step clones. */
  readonly child?: readonly Step[]
  /** The chapter that added the step. */
  readonly from?: string
}

/** A step of its parts; arguments that are left out are 0. */
export const step = (call: SyscallName, ...args: Argument[]): Step => ({ call, nr: syscallNumber(call), args })

export const isSlot = (value: unknown): value is Slot => typeof value === 'object' && value !== null && 'slot' in value
export const isBlock = (value: unknown): value is Block =>
  typeof value === 'object' && value !== null && 'bytes' in value

// --- Arguments. Each checks what it is given, so that the walker never has to guess. ---

/** As much as is shown, as strace has its own: letters of a text, words of a list. */
const [LETTERS, WORDS] = [256, 32]

/** As JSON writes it, and with nothing in it that a terminal or a reader's eye could take for a command. */
const quoted = (text: string) =>
  `${JSON.stringify(text.slice(0, LETTERS))}${text.length > LETTERS ? '...' : ''}`.replace(
    /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu,
    c => `\\u{${(c.codePointAt(0) as number).toString(16)}}`,
  )

const shown = (value: unknown) => (typeof value === 'string' ? quoted(value) : String(value))

function check(condition: boolean, what: () => string): asserts condition {
  if (!condition) throw new TypeError(what())
}

// A class: an object literal with a getter takes V8 half a microsecond each, and a program can have a thousand arguments.
class Shown<V extends Value> implements Argument {
  readonly value: V
  readonly show: (value: V) => string

  constructor(value: V, show: (value: V) => string) {
    this.value = value
    this.show = show
  }

  get text(): string {
    return this.show(this.value)
  }
}

const argument = <V extends Value>(value: V, show: (value: V) => string): Argument => new Shown(value, show)

const MOST = 2n ** 64n - 1n

/** A whole number; above 2^53 as a bigint. */
export function number(
  value: number | bigint,
  what: string,
  from: number | bigint = 0,
  to: number | bigint = MOST,
): Argument {
  const whole = typeof value === 'bigint' || Number.isSafeInteger(value)
  check(
    whole && value >= from && value <= to,
    () => `${what}: a whole number from ${from} to ${to}, not ${shown(value)}`,
  )
  return argument(value, String)
}

/** Rights of a file, 0755, with a kind of `kinds` before them where it has one. */
export function mode(value: number, what: string, kinds: Readonly<Record<string, number>> = {}): Argument {
  const kind = Object.keys(kinds).find(name => kinds[name] === (value & ~0o7777))
  number(kind === undefined ? value : value & 0o7777, what, 0, 0o7777)
  const rights = (value & 0o7777) === 0 ? '0' : `0${(value & 0o7777).toString(8)}`
  return argument(value, () => (kind === undefined ? rights : `${kind}|${rights}`))
}

/** A descriptor, AT_FDCWD, or the slot of the step that opens it. */
export function descriptor(value: number | Slot, what = 'fd'): Argument {
  if (isSlot(value)) return argument(value, ({ slot }) => `$${slot}`)
  const possible = Number.isInteger(value) && (value === -100 || (value >= 0 && value < 2 ** 31))
  check(possible, () => `${what}: a descriptor, not ${shown(value)}`)
  return argument(value, fd => (fd === -100 ? 'AT_FDCWD' : String(fd)))
}

/** A user or group id; -1 where the call is to leave it as it is. */
export const id = (value: number, what: string): Argument => number(value, what, -1, 2 ** 32 - 2)

/** A string without NUL, ended by one; null is a null pointer. */
export function string(value: string | null, what: string): Argument {
  if (value === null) return NULL
  check(typeof value === 'string', () => `${what}: a string, not ${shown(value)}`)
  check(!value.includes('\0'), () => `${what}: a string without NUL bytes, not ${quoted(value)}`)
  return argument(value, quoted)
}

/** Memory by address: at least as many bytes as the kernel will use there. */
export function memory(value: Block, what: string, size = 0, text = () => `{${value.bytes.length} bytes}`): Argument {
  check(isBlock(value), () => `${what}: a block, not ${shown(value)}`)
  const { length } = value.bytes
  check(length >= size, () => `${what}: a block of ${size} bytes or more, not of ${length}`)
  return argument(value, text)
}

/** No address. */
export const NULL: Argument = { value: 0, text: 'NULL' }

/** A string or bytes, without an end mark. */
export function buffer(content: string | Uint8Array, what: string): Argument {
  if (typeof content === 'string') return argument(block(Buffer.from(content)), () => quoted(content))
  check(content instanceof Uint8Array, () => `${what}: a string or bytes, not ${shown(content)}`)
  return argument(block(content), () => `{${content.length} bytes}`)
}

/** An argv or envp: pointers to strings, ended by a null pointer. */
export function strings(values: readonly string[], what: string): Argument {
  check(Array.isArray(values), () => `${what}: a list of strings, not ${shown(values)}`)
  const parts = values.map((value, i) => string(value, `${what}[${i}]`))
  const links = values.map((value, i) => ({ at: i * 8, to: block(Buffer.from(`${value}\0`)), width: 8 as const }))
  const more = values.length > WORDS ? ['...'] : []
  const text = () => `[${[...parts.slice(0, WORDS).map(part => part.text), ...more].join(', ')}]`
  return argument(block((values.length + 1) * 8, links), text)
}

/**
 * Bits under their kernel names: `bits(flags, MOUNT_FLAGS, 'flags')` prints MS_NOSUID|MS_NODEV. `none` is printed first: a
 * name that stands for no bit.
 */
export function bits(
  value: number | bigint,
  names: Readonly<Record<string, number>>,
  what: string,
  none?: string,
): Argument {
  number(value, what)
  return argument(value, () => {
    let rest = BigInt(value)
    const found = none === undefined ? [] : [none]
    for (const [name, bit] of Object.entries(names)) {
      if (bit !== 0 && (rest & BigInt(bit)) === BigInt(bit)) {
        found.push(name)
        rest &= ~BigInt(bit)
      }
    }
    if (rest !== 0n || found.length === 0) found.push(rest === 0n ? '0' : `0x${rest.toString(16)}`)
    return found.join('|')
  })
}

/** One of several names. */
export function oneOf(value: number, names: Readonly<Record<string, number>>, what: string): Argument {
  number(value, what)
  return argument(value, () => Object.keys(names).find(name => names[name] === value) ?? String(value))
}

const SIGNAL_NUMBERS = constants.signals as Readonly<Record<string, number>>

/** A signal by its name (SIGTERM) or number; 0 is none. */
export function signal(value: string | number, what = 'signal'): Argument {
  const wanted = typeof value === 'string' ? signalNumber(value) : value
  number(wanted, what, 0, 64)
  return argument(wanted, signalName)
}

/** 15 for SIGTERM; "42" for a real-time signal that has no name is 42. Throws where there is no such signal. */
export function signalNumber(name: string): number {
  const found = SIGNAL_NUMBERS[name] ?? (/^\d+$/.test(name) ? Number(name) : 0)
  check(found >= 1 && found <= 64, () => `no signal is called ${quoted(name)}`)
  return found
}

/** SIGTERM for 15; the number itself where it has no name (real-time signals). */
export const signalName = (number: number): string =>
  Object.keys(SIGNAL_NUMBERS).find(name => SIGNAL_NUMBERS[name] === number) ?? String(number)

// Node's list is that of POSIX; these are Linux's own, and calls of containers give them.
const LINUX = {
  ENOTBLK: 15,
  EUSERS: 87,
  EUCLEAN: 117,
  ENOMEDIUM: 123,
  ENOKEY: 126,
  EKEYEXPIRED: 127,
  EKEYREVOKED: 128,
  EKEYREJECTED: 129,
}
const ERRNO_NUMBERS: Readonly<Record<string, number>> = Object.assign(Object.create(null), constants.errno, LINUX)

/** 1 for EPERM. Throws where the name is unknown. */
export function errnoNumber(name: Errno): number {
  const number = ERRNO_NUMBERS[name]
  check(number !== undefined, () => `no errno is called ${shown(name)}`)
  return number
}

/** EPERM for 1; "errno 513" where it has no name. */
export const errnoName = (number: number): Errno =>
  Object.keys(ERRNO_NUMBERS).find(name => ERRNO_NUMBERS[name] === number) ?? `errno ${number}`
