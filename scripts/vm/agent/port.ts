import { constants, openSync, readSync, writeSync } from 'node:fs'
import { watch } from '#native'
import { type Channel, Link } from '../frames.ts'

const PORT = '/dev/virtio-ports/congo.agent'

/** Joins the driver's port; `opened` gets each channel that it opens. Resolves when the driver has gone. */
export function serveDriver(opened: (channel: Channel) => void): Promise<void> {
  const port = openSync(PORT, constants.O_RDWR | constants.O_NONBLOCK)
  const link = new Link(frame => send(frame), opened)
  const send = outbox(port)
  const bytes = Buffer.alloc(65536)
  return new Promise(resolve => {
    const watching = watch(port, 'readable', () => {
      const length = readSync(port, bytes)
      if (length > 0) return link.receive(Buffer.from(bytes.subarray(0, length)))
      watching.close()
      resolve()
    })
  })
}

/** Writes at once what the port takes, and keeps the rest until it takes more. */
function outbox(port: number): (frame: Buffer) => void {
  const waiting: Buffer[] = []
  const flush = () => {
    for (let first = waiting[0]; first; first = waiting[0]) {
      const length = writeSome(port, first)
      if (length === 0) return false
      if (length < first.length) waiting[0] = first.subarray(length)
      else waiting.shift()
    }
    return true
  }
  return frame => {
    waiting.push(frame)
    if (waiting.length > 1 || flush()) return
    const watching = watch(port, 'writable', () => {
      if (flush()) watching.close()
    })
  }
}

function writeSome(port: number, bytes: Buffer): number {
  try {
    return writeSync(port, bytes)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EAGAIN') return 0
    throw error
  }
}
