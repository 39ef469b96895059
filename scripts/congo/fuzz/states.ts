// Files of the store that are damaged: the container is named, all others go on.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import fc from 'fast-check'
import * as assert from 'uvu/assert'
import { caught } from '../caught.ts'

const ROOT = '/mnt/fuzz-states'
const FOLDER = `${ROOT}/containers`

const damage = fc.oneof(
  fc.record({ at: fc.double({ min: 0, max: 1, noNaN: true }), byte: fc.nat(255) }),
  fc.record({ keep: fc.double({ min: 0, max: 1, noNaN: true }) }),
  fc.record({ text: fc.json({ maxDepth: 2 }) }),
)

function damaged(text: Buffer, how: { at?: number; byte?: number; keep?: number; text?: string }): Buffer {
  if (how.text !== undefined) return Buffer.from(how.text)
  if (how.keep !== undefined) return text.subarray(0, Math.floor(text.length * how.keep))
  const copy = Buffer.from(text)
  copy[Math.floor((how.at ?? 0) * (copy.length - 1))] = how.byte ?? 0
  return copy
}

export async function fuzzStates(runs: number): Promise<string> {
  rmSync(ROOT, { recursive: true, force: true })
  mkdirSync(ROOT)
  for (const name of ['whole', 'hurt']) {
    const { code, err } = await caught(['--root', ROOT, 'create', '--name', name, '/mnt/images/busybox', 'true'])
    assert.is(code, 0, err)
  }
  const files = ['state.json', 'config.json'].map(
    name => [`${FOLDER}/hurt/${name}`, readFileSync(`${FOLDER}/hurt/${name}`)] as const,
  )
  let told = 0
  const all = fc.asyncProperty(fc.constantFrom(...files), damage, async ([file, text], how) => {
    writeFileSync(file, damaged(text, how))
    const { out, err, code } = await caught(['--root', ROOT, 'ps'])
    assert.is(code, 0, err)
    assert.match(out, /^whole +created /m)
    if (!/^hurt /m.test(out)) {
      told++
      assert.match(err, /^congo ps: [^\n]*hurt[^\n]*\n$/, err)
    }
    const looked = await caught(['--root', ROOT, 'inspect', 'hurt'])
    assert.not.match(looked.err, /\n {4}at |TypeError/, looked.err)
    writeFileSync(file, text)
  })
  await fc.assert(all, { numRuns: runs })
  return `${runs} damaged files, ${told} found out`
}
