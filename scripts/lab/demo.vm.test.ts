// A chapter's program before a class, one step at a time.
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { atTerminal } from '../test/at-terminal.ts'
import { start } from '../test/start.ts'
import { changes } from './portrait.ts'

test('changes are told by what is new and what has gone', () => {
  const before = { uid: '0', mounts: ['/', '/proc', '/proc'], same: 'x' }
  assert.equal(changes(before, { uid: '1000', mounts: ['/', '/proc', '/tmp'], same: 'x' }), [
    'uid: 0 -> 1000',
    'mounts: - /proc',
    'mounts: + /tmp',
  ])
  assert.equal(changes({}, { uid: '', mounts: [] }), [])
})

test('--demo=text prints each step with its result, what it has changed, and the notes for the teacher', async () => {
  const { code, stdout, stderr } = await start('lab', '03-uts', '--solution', '--demo=text')
  assert.is(code, 0, stderr)
  const pictures = stdout.split(/^-+$/m)
  assert.match(pictures[0] ?? '', /0 of \d+ steps[\s\S]*namespaces of its own: \+ uts/)
  const naming = pictures.find(text => /steps\s+03-uts\s+sethostname\("\w+", \d+\)\s+= 0/.test(text)) ?? ''
  assert.match(naming, /nothing has changed +names: - hostname host/) // on the host, and in the container
  assert.match(naming, /names: \+ hostname \w+/)
  assert.match(pictures.at(-1) ?? '', /has become its command[\s\S]*Notes for the teacher\s+- /)
  assert.ok(stdout.split('\n').every(line => line.length <= 80))
})

test('--demo goes on by Enter, back to the beginning by b, and ends by q, with the terminal as it was', async () => {
  using person = atTerminal(process.execPath, 'scripts/start.mjs', 'lab', '03-uts', '--solution', '--demo')
  const { terminal, ended, sees, settings, before } = person
  await sees('0 of')
  terminal.write('\r')
  await sees('1 of')
  terminal.write('n')
  await sees('Notes for the teacher')
  terminal.write('\r')
  await sees('2 of')
  terminal.write('b')
  await sees('0 of')
  terminal.write('q')
  assert.is(await ended, 0)
  assert.is(settings(), before)
})

test('--demo without a terminal, and with another word, says what there is', async () => {
  const { code, stderr } = await start('lab', '03-uts', '--demo')
  assert.equal([code, /wants a terminal.*--demo=text/.test(stderr)], [2, true], stderr)
  assert.is((await start('lab', '03-uts', '--demo=fast')).code, 2)
})

test.run()
