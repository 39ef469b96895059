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
  readonly links: { readonly at: number; readonly to: Block | Slot; readonly width: 4 | 8 }[]
}

/** A block of zeros (a number of bytes), or one with a copy of these bytes. */
export const block = (content: number | Uint8Array, links: Block['links'] = []): Block => ({
  bytes: typeof content === 'number' ? new Uint8Array(content) : Uint8Array.from(content),
  links,
})

export type Value = number | bigint | Slot | Block

/** An argument of a step: what the kernel gets, and how a person reads it. */
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

const quoted = (text: string) => JSON.stringify(text)

function check(condition: boolean, what: string): asserts condition {
  if (!condition) throw new TypeError(what)
}

/** A whole number; 64 bits as a bigint. */
export function number(value: number | bigint, what: string): Argument {
  check(typeof value === 'bigint' || Number.isSafeInteger(value), `${what}: a whole number, not ${String(value)}`)
  return { value, text: String(value) }
}

/** A descriptor: a number >= -100 (AT_FDCWD), or the slot of the step that opens it. */
export function descriptor(value: number | Slot, what = 'fd'): Argument {
  if (isSlot(value)) return { value, text: `$${value.slot}` }
  check(Number.isInteger(value) && value >= -100, `${what}: a descriptor, not ${String(value)}`)
  return { value, text: value === -100 ? 'AT_FDCWD' : String(value) }
}

/** A string without NUL, ended by one; null is a null pointer. */
export function string(value: string | null, what: string): Argument {
  if (value === null) return { value: 0, text: 'NULL' }
  check(typeof value === 'string', `${what}: a string, not ${typeof value}`)
  check(!value.includes('\0'), `${what}: a string without NUL bytes, not ${quoted(value)}`)
  return { value: block(Buffer.from(`${value}\0`)), text: quoted(value) }
}

/** Memory by address. */
export const pointer = (
  value: Block | null,
  text = value === null ? 'NULL' : `{${value.bytes.length} bytes}`,
): Argument => ({
  value: value ?? 0,
  text,
})

/** An argv or envp: pointers to strings, ended by a null pointer. */
export function strings(values: readonly string[], what: string): Argument {
  check(Array.isArray(values), `${what}: a list of strings`)
  const parts = values.map((value, i) => string(value, `${what}[${i}]`))
  const links = parts.map((part, i) => ({ at: i * 8, to: part.value as Block, width: 8 as const }))
  return { value: block((values.length + 1) * 8, links), text: `[${parts.map(part => part.text).join(', ')}]` }
}

/** Bits under their kernel names: `bits(flags, MOUNT_FLAGS, 'flags')` prints MS_NOSUID|MS_NODEV. */
export function bits(value: number | bigint, names: Readonly<Record<string, number>>, what: string): Argument {
  check(
    typeof value === 'bigint' || (Number.isSafeInteger(value) && value >= 0),
    `${what}: flags, not ${String(value)}`,
  )
  let rest = BigInt(value)
  const found: string[] = []
  for (const [name, bit] of Object.entries(names)) {
    if (bit !== 0 && (rest & BigInt(bit)) === BigInt(bit)) {
      found.push(name)
      rest &= ~BigInt(bit)
    }
  }
  if (rest !== 0n || found.length === 0) found.push(rest === 0n ? '0' : `0x${rest.toString(16)}`)
  return { value, text: found.join('|') }
}

/** One of several names. */
export function oneOf(value: number, names: Readonly<Record<string, number>>, what: string): Argument {
  check(Number.isInteger(value), `${what}: a number, not ${String(value)}`)
  return { value, text: Object.keys(names).find(name => names[name] === value) ?? String(value) }
}

const SIGNAL_NUMBERS = constants.signals as Readonly<Record<string, number>>

/** A signal by its name (SIGTERM) or number. */
export function signal(value: string | number, what = 'signal'): Argument {
  const number = typeof value === 'number' ? value : signalNumber(value)
  check(Number.isInteger(number) && number >= 0 && number <= 64, `${what}: no signal ${value}`)
  return { value: number, text: signalName(number) }
}

/** 15 for SIGTERM; "42" for a real-time signal that has no name is 42. Throws where there is no such signal. */
export function signalNumber(name: string): number {
  const number = SIGNAL_NUMBERS[name] ?? Number(name)
  check(Number.isInteger(number), `no signal is called ${name}`)
  return number
}

/** SIGTERM for 15; the number itself where it has no name (real-time signals). */
export const signalName = (number: number): string =>
  Object.keys(SIGNAL_NUMBERS).find(name => SIGNAL_NUMBERS[name] === number) ?? String(number)

const ERRNO_NUMBERS = constants.errno as Readonly<Record<string, number>>

/** 1 for EPERM. Throws where the name is unknown. */
export function errnoNumber(name: Errno): number {
  const number = ERRNO_NUMBERS[name]
  check(number !== undefined, `no errno is called ${name}`)
  return number
}

/** EPERM for 1; "errno 513" where it has no name. */
export const errnoName = (number: number): Errno =>
  Object.keys(ERRNO_NUMBERS).find(name => ERRNO_NUMBERS[name] === number) ?? `errno ${number}`
