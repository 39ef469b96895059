// A program of somebody who uses the library, in a machine.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { text } from 'node:stream/consumers'
import { setImmediate } from 'node:timers/promises'
import * as congo from '../index.ts'
import { self } from '../self.ts'

self.splice(0, 1, '/run/congo/dist/congo.cjs') // a package has it beside its library

const IMAGE = '/mnt/images/busybox'

async function echoed() {
  const it = await congo.run(IMAGE, ['sh', '-c', 'cat; echo to stderr >&2; exit 7'], { interactive: true, rm: true })
  it.stdin.end('typed\n')
  const [out, err, end] = await Promise.all([text(it.stdout), text(it.stderr), it.ended])
  return { out, err, code: end && 'code' in end ? end.code : end }
}

/** Nothing is lost, and nothing kept, of what is read slowly. */
async function long() {
  const it = await congo.run(IMAGE, ['head', '-c', '20000000', '/dev/zero'], { rm: true })
  let bytes = 0
  for await (const piece of it.stdout) bytes += (piece as Buffer).length
  const end = await it.ended
  return { bytes, code: end && 'code' in end ? end.code : end, peak: process.resourceUsage().maxRSS < 300_000 }
}

async function verbs() {
  const command = ['sh', '-c', 'echo begun; touch /tmp/made; sleep 1000']
  const id = await congo.create(IMAGE, command, { name: 'web', memory: '32m', label: ['a=b'] })
  await congo.start(id)
  for await (const line of congo.logs(id, { follow: true })) if (line.bytes.toString() === 'begun\n') break
  const inside = await congo.exec(id, ['sh', '-c', 'echo inside $(pwd); exit 3'], { workdir: '/tmp' })
  inside.stderr.destroy()
  const exec = [await text(inside.stdout), await inside.ended]
  const terminal = await congo.exec(id, ['sh', '-c', 'test -t 0 && echo a terminal'], { tty: true })
  const log = []
  for await (const { stream, bytes } of congo.logs(id)) log.push(`${stream} ${bytes}`)
  const [summary] = await congo.ps()
  writeFileSync('/mnt/file', 'on the host\n')
  await congo.volumeAdd(id, '/mnt/file', '/tmp/file', { readOnly: true })
  const reading = await congo.exec(id, ['cat', '/tmp/file'])
  const [mounted] = await Promise.all([text(reading.stdout), text(reading.stderr)])
  await congo.volumeRemove(id, '/tmp/file')
  await congo.pause(id)
  const [still] = await congo.ps()
  await congo.unpause(id)
  const found = {
    status: summary && 'status' in summary && summary.status,
    limit: readFileSync('/sys/fs/cgroup/congo/web/memory.max', 'utf8').trim(),
    exec,
    terminal: await text(terminal.stdout),
    top: (await congo.top(id)).map(({ command }) => command),
    log,
    diff: (await congo.diff(id)).map(({ kind, path }) => `${kind} ${path}`).filter(line => line.includes('made')),
    paused: still && 'status' in still && still.status,
    mounted,
  }
  await congo.stop(id, { force: true })
  await congo.commit(id, 'x')
  const image = congo.images().map(each => ('name' in each ? each.name : each.error))
  await congo.rm(id)
  await congo.rmi('x')
  return { ...found, image, removed: await congo.ps() }
}

const descriptors = () => readdirSync('/proc/self/fd').length
const children = () => readFileSync(`/proc/self/task/${process.pid}/children`, 'utf8').trim().split(' ').filter(Boolean)

await echoed()
while (children().length > 0) await setImmediate() // its monitor may be about to end
const before = descriptors()
const told = {
  echoed: await echoed(),
  failed: await congo.run(IMAGE, ['/bin/nothing']).catch((error: Error) => error.message),
  long: await long(),
  verbs: await verbs(),
}
while (children().length > 0) await setImmediate()
const ended = { descriptors: descriptors() - before }
process.stdout.write(`${JSON.stringify({ ...told, ended })}\n`)
