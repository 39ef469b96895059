// Waits in the sandbox for the answer's bundle, then becomes it. Started before the snapshot, and it has played its part
// once by then: what has run here need not be loaded again by every check.
import { readFileSync, readSync, writeSync } from 'node:fs'
import * as native from '#native'
import { evaluate } from '../vm/agent/evaluate.ts'
import { beCareless } from './careless.ts'
import { loadCourse } from './lent.ts'

// As text, and not imported above: what is bundled and not used falls out of the bundle.
const REHEARSAL = `
  const { spawnSync } = require('node:child_process')
  const { createHash } = require('node:crypto')
  const { isIP } = require('node:net')
  const { createInterface } = require('node:readline')
  const { Readable } = require('node:stream')
  require('node:os')
  require('node:path')
  require('node:timers/promises')
  require('node:util')
  createHash('sha256').update('rehearsal').digest('hex')
  isIP('::1')
  spawnSync('/bin/probe', ['names'], { input: '', encoding: 'utf8' })
  createInterface({ input: Readable.from(['{}\\n']) }).on('line', line => JSON.parse(line))`

const answer = loadCourse(readFileSync('/usr/lib/congo/course.cjs', 'utf8'))
await rehearse()
beCareless()
writeSync(1, 'ready\n')

const byte = Buffer.alloc(1)
let line = ''
while (readSync(0, byte) === 1 && byte[0] !== 10) line += byte.toString()
if (line === '') process.exit(0) // nobody wanted us

// Without a chapter it is no answer, but a whole program of a test.
const { name, chapter, length } = JSON.parse(line) as { name: string; chapter?: string; length: number }
const code = Buffer.alloc(length)
for (let read = 0; read < length; ) read += readSync(0, code, { offset: read })
try {
  if (chapter === undefined) evaluate(code.toString(), name)
  else answer({ chapter, code: code.toString(), name })
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.stack : error}\n`) // Node's own way shows the bundle as well
  process.exit(1)
}

/** What an answer uses of Node; and one container's life, in short. */
async function rehearse(): Promise<void> {
  evaluate(REHEARSAL, 'rehearsal.cjs')
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
