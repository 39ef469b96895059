import { open } from 'node:fs/promises'
import { Link } from '../frames.ts'

const NAME = '/dev/virtio-ports/congo.agent'

/** Joins the driver's port; `serve` gets each channel that it opens. Resolves when the driver has gone. */
export async function serveDriver(serve: (channel: ReturnType<Link['open']>) => void): Promise<void> {
  const port = await open(NAME, 'r+')
  let outbox: Buffer[] = []
  let writing = false
  const flush = async () => {
    writing = true
    while (outbox.length > 0) {
      let bytes = Buffer.concat(outbox)
      outbox = []
      while (bytes.length > 0) bytes = bytes.subarray((await port.write(bytes)).bytesWritten)
    }
    writing = false
  }
  const link = new Link(frame => {
    outbox.push(frame)
    if (!writing) queueMicrotask(() => void (writing || flush()))
  }, serve)
  for (;;) {
    const { bytesRead, buffer } = await port.read(Buffer.allocUnsafe(65536))
    if (bytesRead === 0) return
    link.receive(buffer.subarray(0, bytesRead))
  }
}
