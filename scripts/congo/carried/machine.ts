// Runs in a machine: exec between programs that are slow, gone, or many.
import { spawn } from 'node:child_process'
import { createHash, randomFillSync } from 'node:crypto'
import { once } from 'node:events'
import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { text } from 'node:stream/consumers'
import { setImmediate } from 'node:timers/promises'
import { beCongo, caught } from '../caught.ts'

await beCongo()

const MIB = 1024 * 1024
/** Bytes that are sent at least. */
const MOST = 100 * MIB

const { err, code } = await caught(['run', '-d', '--name', 'a', '/mnt/images/busybox', 'sleep', '1000'])
if (code !== 0) throw new Error(err)

/** A congo of its own, at pipes. */
function exec(...words: string[]) {
  const self = process.argv[1] ?? ''
  const child = spawn(process.execPath, ['--jitless', self, '--root', '/var/lib/congo', 'exec', ...words])
  return { ...child, ended: once(child, 'close').then(([code]) => code as number) }
}

/** The process of the container whose command begins with that word. */
const pidOf = (word: string): string | undefined =>
  readdirSync('/proc').find(
    pid => /^\d+$/.test(pid) && readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')[0] === word,
  )

const filesOf = (pid: number | string) =>
  readdirSync(`/proc/${pid}/fd`)
    .filter(fd => Number(fd) < 3)
    .map(fd => readlinkSync(`/proc/${pid}/fd/${fd}`))

/** Bytes. */
const peakOf = (pid: number | undefined) =>
  Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) * 1024

async function files() {
  const going = exec('-i', 'a', 'cat')
  going.stdin.write('up')
  await once(going.stdout, 'data')
  const [theirs, ours] = [filesOf(pidOf('cat') ?? ''), filesOf(going.pid ?? 0)]
  going.stdin.end()
  return { theirs, shared: theirs.filter(file => ours.includes(file)).length, code: await going.ended }
}

/** Through `cat` and back. First nobody reads: of what is sent, so much is taken. */
async function bytes() {
  const going = exec('-i', 'a', 'cat')
  const [sent, got] = [createHash('sha256'), createHash('sha256')]
  const piece = randomFillSync(Buffer.alloc(MIB + 1))
  let taken = 0
  const sending = async () => {
    while (taken < MOST) {
      if (!going.stdin.write(piece)) await once(going.stdin, 'drain')
      sent.update(piece)
      taken += piece.length
    }
    going.stdin.end()
  }
  const all = sending()
  await once(going.stdout, 'readable')
  for (let before = -1; before < taken; ) {
    before = taken
    for (let i = 0; i < 1000; i++) await setImmediate() // everybody else goes on
  }
  const [unread, first] = [taken, peakOf(going.pid)]
  let [seen, last] = [0, 0]
  for await (const bytes of going.stdout) {
    got.update(bytes as Buffer)
    seen += (bytes as Buffer).length
    if (seen < MOST - MIB) last = peakOf(going.pid)
  }
  await all
  const code = await going.ended
  return { code, missing: taken - seen, same: sent.digest('hex') === got.digest('hex'), unread, grown: last - first }
}

/** Of a reader that has read enough. */
async function enough() {
  const going = exec('a', 'yes')
  await once(going.stdout, 'data')
  going.stdout.destroy()
  const code = await going.ended
  return { code, stays: pidOf('yes') !== undefined }
}

/** A command that reads nothing of much that it is given; and one that has left its output to another process. */
async function others() {
  const deaf = exec('-i', 'a', 'sh', '-c', 'exit 5')
  deaf.stdin.on('error', () => undefined)
  deaf.stdin.write(Buffer.alloc(MIB))
  const parent = exec('a', 'sh', '-c', 'echo out; echo err >&2; sleep 1001 & exit 6')
  const said = await Promise.all([text(parent.stdout), text(parent.stderr)])
  return { deaf: await deaf.ended, said, parent: await parent.ended }
}

const told = { files: await files(), bytes: await bytes(), enough: await enough(), others: await others() }
await caught(['rm', '-f', 'a'])
process.stdout.write(`${JSON.stringify(told)}\n`)
process.exit(0)
