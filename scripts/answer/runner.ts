// Waits in the sandbox for the answer's bundle, then becomes it. Started before the snapshot, and it has played its part
// once by then: what has run here need not be loaded again by every check.
import { readSync, writeFileSync, writeSync } from 'node:fs'
import { createRequire, Module } from 'node:module'
import 'node:readline'
import 'node:timers/promises'
import * as native from '#native'

await rehearse()
process.setSourceMapsEnabled(true)
writeSync(1, 'ready\n')

const byte = Buffer.alloc(1)
let line = ''
while (readSync(0, byte) === 1 && byte[0] !== 10) line += byte.toString()
if (line === '') process.exit(0) // nobody wanted us

const { name, length } = JSON.parse(line) as { name: string; length: number }
const code = Buffer.alloc(length)
for (let read = 0; read < length; ) read += readSync(0, code, { offset: read })
const file = `/root/${name}.cjs`
writeFileSync(file, code) // for stack traces
const answer = new Module(file) as Module & { _compile(code: string, file: string): void }
const require = createRequire(import.meta.url)
answer.require = Object.assign((id: string) => (id === '#native' ? native : require(id)), require)
try {
  answer._compile(code.toString(), file)
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.stack : error}\n`) // Node's own way shows the bundle, not the file
  process.exit(1)
}

/** One container's life, in short. */
async function rehearse(): Promise<void> {
  const gate = new native.Gate()
  const { spawn, sethostname, execve, CLONE_NEWUTS } = native
  const steps = [...gate.steps, sethostname('rehearsal'), execve('/bin/probe', ['probe', 'names'], [])]
  const child = spawn(steps, { flags: CLONE_NEWUTS, stdio: ['pipe', 'pipe', 'pipe'] })
  await gate.reached()
  gate.open()
  child.stdin?.end()
  for await (const _ of child.stdout ?? []);
  for await (const _ of child.stderr ?? []);
  await child.wait()
}
