// Descriptors that go from process to process, as messages on a socket of the kind AF_UNIX. unix(7), cmsg(3)
import { MSG_CMSG_CLOEXEC, SCM_RIGHTS, SOL_SOCKET } from './constants.ts'
import { run } from './run.ts'
import { type Block, block, descriptor, memory, number, type Slot, type Step, step } from './step.ts'

/** struct cmsghdr with one descriptor, and struct msghdr around it: where things stand in them. */
const [HEADER, CONTROL, MESSAGE] = [16, 24, 56]

/** A message of one byte, with a copy of an open descriptor or room for one. */
function message(passed: number | Slot): { header: Block; control: Block } {
  const links = typeof passed === 'number' ? [] : [{ at: HEADER, to: passed, width: 4 as const }]
  const control = block(CONTROL, links)
  const view = new DataView(control.bytes.buffer)
  view.setBigUint64(0, BigInt(HEADER + 4), true)
  view.setInt32(8, SOL_SOCKET, true)
  view.setInt32(12, SCM_RIGHTS, true)
  if (typeof passed === 'number') view.setInt32(HEADER, passed, true)
  const vector = block(16, [{ at: 0, to: block(1), width: 8 }])
  new DataView(vector.bytes.buffer).setBigUint64(8, 1n, true)
  const header = block(MESSAGE, [
    { at: 16, to: vector, width: 8 },
    { at: 32, to: control, width: 8 },
  ])
  const words = new DataView(header.bytes.buffer)
  words.setBigUint64(24, 1n, true)
  words.setBigUint64(40, BigInt(CONTROL), true)
  return { header, control }
}

/** Sends a copy of an open descriptor, and a byte with it. sendmsg(2) */
export function sendmsg(socket: number | Slot, passed: number | Slot): Step {
  const { text } = descriptor(passed, 'sendmsg: passed')
  const told = memory(message(passed).header, 'msg', 0, () => `{SCM_RIGHTS, [${text}]}`)
  return step('sendmsg', descriptor(socket, 'sendmsg: sockfd'), told, number(0, 'flags'))
}

/**
 * Takes a descriptor that sendmsg() has sent; it is closed at execve. Waits for one. Throws a StepError where recvmsg(2)
 * fails, and an Error where what came has none: the end of the socket.
 */
export function receiveDescriptor(socket: number): number {
  const { header, control } = message(-1)
  const told = memory(header, 'msg', 0, () => '{SCM_RIGHTS}')
  run(step('recvmsg', descriptor(socket, 'recvmsg: sockfd'), told, number(MSG_CMSG_CLOEXEC, 'flags')))
  const taken = new DataView(control.bytes.buffer).getInt32(HEADER, true)
  const length = new DataView(header.bytes.buffer).getBigUint64(40, true)
  if (length === 0n || taken < 0) throw new Error('the other end of the socket has sent no descriptor')
  return taken
}
