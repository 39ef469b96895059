// Words that a cat may have typed: each command ends with a known code and says at most what is wrong, never a stack.
import fc from 'fast-check'
import * as assert from 'uvu/assert'
import { caught } from '../caught.ts'

const VERBS =
  'run create start stop restart kill wait pause unpause rm exec shell attach update volume-add volume-remove ps logs inspect images commit import load export save rmi'.split(
    ' ',
  )
const FLAGS =
  '--name --hostname --memory --cpu --cpus --pids -i -t -d --rm -e --env-file -w -u -v --mount --tmpfs --network -p --cap-add --cap-drop --security-opt --device --add-host --dns --pid --ipc --read-only --init --entrypoint --stop-signal --stop-timeout --restart --ulimit --userns --label -a -q --format --filter -f -n --since --until --time --signal -o --root --'.split(
    ' ',
  )
const WORDS = [
  'busybox',
  '/nowhere',
  'a',
  '',
  '0',
  '-1',
  '1e9',
  '99999999999999999999',
  '../x',
  'a=b',
  '=',
  ':',
  'a:b:c:d',
  '8080:80',
  '\0',
  '\u001b[31m',
  'ä',
  '100m',
  '10x',
  '{}',
  '/',
  '.',
  'x'.repeat(300),
]

const word = fc.oneof(fc.constantFrom(...FLAGS), fc.constantFrom(...WORDS), fc.string({ maxLength: 8 }))
const argv = fc
  .tuple(
    fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...VERBS) }, { weight: 1, arbitrary: word }),
    fc.array(word, { maxLength: 6 }),
  )
  .map(([verb, words]) => [verb, ...words])

/** Throws where one is answered by anything but a clear line. Nothing of these words starts a container. */
export async function fuzzWords(runs: number): Promise<string> {
  const codes = new Map<number, number>()
  const all = fc.asyncProperty(argv, async words => {
    if (words.every(word => word === '--')) return // nothing is asked for: all that can be
    if (words.includes('--root') || words.includes('--help') || words.includes('-h')) return
    const { code, err } = await caught(['--root', '/mnt/fuzz-root', ...words])
    codes.set(code, (codes.get(code) ?? 0) + 1)
    assert.ok([0, 1, 2, 125, 126, 127].includes(code), `exit code ${code}`)
    assert.not.match(err, /\n {4}at |TypeError|RangeError|undefined|\[object /, err)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there
    assert.not.match(err, /[\0-\x08\x0b-\x1f\x7f]/, JSON.stringify(err))
    if (code !== 0) assert.match(err, /^(?:congo|error): \S/, err)
  })
  await fc.assert(all, { numRuns: runs })
  return `${runs} commands: ${[...codes].map(([code, count]) => `${count} ended with ${code}`).join(', ')}`
}
