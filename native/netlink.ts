// netlink(7): what the kernel is told about interfaces, addresses and routes goes through a socket, as messages of nested
// attributes. Here is how they look in memory, and a socket that awaits the kernel's answer. rtnetlink.ts has the messages.
import { AF_NETLINK, NETLINK_EXT_ACK, NETLINK_ROUTE, SOCK_CLOEXEC, SOCK_RAW, SOL_NETLINK } from './constants.ts'
import { run } from './run.ts'
import { block, type Errno, errnoName } from './step.ts'
import { close, read, setsockopt, socket, write } from './syscalls.ts'

const HEADER = 16 // struct nlmsghdr: length, type, flags, sequence number, port
const NLM_F_REQUEST = 1
const NLM_F_ACK = 4
const NLMSG_ERROR = 2
const NLMSG_DONE = 3
const NLM_F_CAPPED = 0x100 // the error does not repeat the whole request
const NLMSGERR_ATTR_MSG = 1

/** Message types and attribute types are numbers of the family that the socket speaks: rtnetlink(7). */
export interface Message {
  readonly type: number
  readonly body: Uint8Array
}

/** A message for the kernel, as plain data. */
export interface Request extends Message {
  /** NLM_F_ flags beside NLM_F_REQUEST and NLM_F_ACK. */
  readonly flags: number
  /** As a person reads it: `RTM_NEWLINK("congo0", bridge)`. */
  readonly text: string
  /** Errors that are no failure. */
  readonly allow?: readonly Errno[]
}

// --- what a message consists of ---

/** Integers as the processor has them; addresses and ports are bytes already. */
export const u8 = (value: number) => Uint8Array.of(value)
export const u16 = (value: number) => new Uint8Array(Uint16Array.of(value).buffer)
export const u32 = (value: number) => new Uint8Array(Uint32Array.of(value).buffer)
/** A string, ended by a NUL. */
export const text = (value: string) => Buffer.from(`${value}\0`)

export const joined = (...parts: readonly Uint8Array[]): Uint8Array => Buffer.concat(parts)

/** Each part filled up to a multiple of four bytes. */
const aligned = (bytes: Uint8Array) => joined(bytes, new Uint8Array(-bytes.length & 3))

/** An attribute: a number, and what it holds, which may be attributes. `struct rtattr`: length and type before it. */
export function attribute(type: number, ...content: readonly Uint8Array[]): Uint8Array {
  const value = joined(...content)
  return aligned(joined(u16(4 + value.length), u16(type), value))
}

/** The attributes in `bytes`, by their types. The two high bits of a type are flags. */
export function attributes(bytes: Uint8Array): Map<number, Uint8Array> {
  const found = new Map<number, Uint8Array>()
  const view = viewOf(bytes)
  for (let at = 0; at + 4 <= bytes.length; ) {
    const length = view.getUint16(at, true)
    if (length < 4 || at + length > bytes.length) throw new Error(`netlink: an attribute of ${length} bytes at ${at}`)
    found.set(view.getUint16(at + 2, true) & 0x3fff, bytes.subarray(at + 4, at + length))
    at += (length + 3) & ~3
  }
  return found
}

/** A whole message. */
export const encodeMessage = ({ type, flags, body }: Omit<Request, 'text'>, sequence: number): Uint8Array =>
  joined(u32(HEADER + body.length), u16(type), u16(flags | NLM_F_REQUEST | NLM_F_ACK), u32(sequence), u32(0), body)

interface Received extends Message {
  readonly flags: number
  readonly sequence: number
}

/** The messages in one datagram. */
export function decodeMessages(bytes: Uint8Array): Received[] {
  const found: Received[] = []
  const view = viewOf(bytes)
  for (let at = 0; at + HEADER <= bytes.length; ) {
    const length = view.getUint32(at, true)
    if (length < HEADER || at + length > bytes.length) throw new Error(`netlink: a message of ${length} bytes at ${at}`)
    found.push({
      type: view.getUint16(at + 4, true),
      flags: view.getUint16(at + 6, true),
      sequence: view.getUint32(at + 8, true),
      body: bytes.subarray(at + HEADER, at + length),
    })
    at += (length + 3) & ~3
  }
  return found
}

const viewOf = ({ buffer, byteOffset, byteLength }: Uint8Array) => new DataView(buffer, byteOffset, byteLength)

// --- the conversation ---

/** A request that the kernel refused: `RTM_NEWROUTE("default", via "10.77.0.1"): ENETUNREACH (Nexthop has invalid gateway)`. */
export class NetlinkError extends Error {
  override readonly name = 'NetlinkError'
  /** RTM_NEWLINK, ... */
  readonly call: string
  readonly errno: Errno

  constructor(request: Request, errno: Errno, explanation: string | undefined) {
    super(`${request.text}: ${errno}${explanation ? ` (${explanation})` : ''}`)
    this.call = request.text.slice(0, request.text.indexOf('('))
    this.errno = errno
  }
}

/** A socket to the kernel. It belongs to the network namespace in which it was made, wherever its owner goes later. */
export class Netlink {
  readonly #fd: number
  #sequence = 0

  constructor(protocol = NETLINK_ROUTE) {
    this.#fd = run(socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, protocol))
    run(setsockopt(this.#fd, SOL_NETLINK, NETLINK_EXT_ACK, 1)) // errors come with a sentence
  }

  /** Sends a request and gives what the kernel answers, without the acknowledgement. Throws a NetlinkError. */
  ask(request: Request): Message[] {
    const sequence = ++this.#sequence
    run(write(this.#fd, encodeMessage(request, sequence)))
    const answers: Message[] = []
    for (;;) {
      const buffer = block(32768)
      const length = run(read(this.#fd, buffer))
      for (const message of decodeMessages(buffer.bytes.subarray(0, length))) {
        if (message.sequence !== sequence) continue // of a request that was given up
        if (message.type !== NLMSG_ERROR && message.type !== NLMSG_DONE) answers.push(message)
        else if (isRefused(request, message)) throw refusal(request, message)
        else return answers
      }
    }
  }

  close(): void {
    run(close(this.#fd))
  }
}

/** Both ends of an answer begin with an errno, negative, or 0. */
const errnoOf = ({ body }: Message) => -viewOf(body).getInt32(0, true)

function isRefused({ allow }: Request, message: Message): boolean {
  const error = errnoOf(message)
  return error !== 0 && !allow?.includes(errnoName(error))
}

/** `struct nlmsgerr`: the errno, the header of the request, the request itself unless capped, then attributes. */
function refusal(request: Request, { type, flags, body }: Received): NetlinkError {
  const repeated = flags & NLM_F_CAPPED ? HEADER : (HEADER + request.body.length + 3) & ~3
  const told = type === NLMSG_ERROR ? attributes(body.subarray(4 + repeated)).get(NLMSGERR_ATTR_MSG) : undefined
  return new NetlinkError(
    request,
    errnoName(errnoOf({ type, body })),
    told && Buffer.from(told).toString().slice(0, -1),
  )
}
