import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { answers, holes, starter } from './starter.ts'

const lines = (...text: string[]) => `${text.join('\n')}\n`
/** What becomes of one hole with this answer, indented as in a function. */
const gap = (...answer: string[]) => {
  const made = starter(lines('// hole 1: do it', ...answer, '// end'), '04-pid')
  return made.trimEnd().split('\n').at(-1)
}

test('a starter is the solution with a header, the import, and calls of hole() for the answers', () => {
  const solution = lines(
    '// A PID namespace.',
    "import { CLONE_NEWPID } from '#native'",
    'import {',
    '  type Mechanism,',
    "} from '../chapters/container.ts'",
    '',
    '// region whole',
    'export const pid: Mechanism = {',
    '  // hole 1: ask for a namespace',
    '  flags: CLONE_NEWPID,',
    '  // end',
    '',
    '  // region steps',
    '',
    '  steps(c) {',
    '    // hole 2: return the steps that',
    '    //   set the name and close the rest',
    '    // the answer has words of its own',
    '    const name = c.name',
    '    return [sethostname(name)]',
    '    // end',
    '  },',
    '  // end region',
    '}',
    '// end region',
  )
  const made = lines(
    '// Your lab for chapters/04-pid: 2 holes to fill.',
    '//   npm run lab 04-pid      runs it in the machine and shows what happened',
    '//   npm run check 04-pid    has the kernel judge it',
    '',
    '// A PID namespace.',
    "import { CLONE_NEWPID } from '#native'",
    'import {',
    '  type Mechanism,',
    "} from '../chapters/container.ts'",
    "import { hole } from '../chapters/hole.ts'",
    '',
    'export const pid: Mechanism = {',
    '  // hole 1: ask for a namespace',
    '  flags: hole(1),',
    '',
    '  steps(c) {',
    '    // hole 2: return the steps that',
    '    //   set the name and close the rest',
    '    return hole(2)',
    '  },',
    '}',
  )
  assert.is(starter(solution, '04-pid'), made)
  assert.equal(answers(solution), [
    { number: 1, task: 'ask for a namespace', code: 'flags: CLONE_NEWPID,' },
    {
      number: 2,
      task: 'return the steps that set the name and close the rest',
      code: '// the answer has words of its own\nconst name = c.name\nreturn [sethostname(name)]',
    },
  ])
  assert.equal(holes(made), [
    { number: 1, line: 14, task: 'ask for a namespace' },
    { number: 2, line: 19, task: 'return the steps that set the name and close the rest' },
  ])
})

test('a solution without imports gets one after its first comment', () => {
  const made = starter(
    lines('// What it is.', '', 'export function f() {', '// hole 1: x', 'f()', '// end', '}'),
    '01-x',
  )
  assert.match(made, "// What it is.\n\nimport { hole } from '../chapters/hole.ts'\n\nexport function f() {")
})

test('the last statement of an answer decides what stands in its place', () => {
  assert.is(gap('  const a = 1', '  return a'), '  return hole(1)')
  assert.is(gap('  return {', '    a: 1,', '  }'), '  return hole(1)')
  assert.is(gap('  return'), '  return hole(1)')
  assert.is(
    gap('  const a = b', '  const child: Child = spawn(a, {', '    flags,', '  })'),
    '  const child: Child = hole(1)',
  )
  assert.is(gap('  const f: (n: number) => void =', '    n => n'), '  const f: (n: number) => void = hole(1)')
  assert.is(gap("  mount('a', 'b'),", '  chdir(', "    '/',", '  ),'), '  hole(1),')
  assert.is(gap('  flags: A | B,'), '  flags: hole(1),')
  assert.is(gap('  if (a) {', '    return b', '  } else {', '    c()', '  }', '  // so it is'), '  hole(1)')
  assert.is(gap('', '  returned()'), '  hole(1)')
})

test('an open hole is a call that would run: not a comment, not an import', () => {
  const lab = lines(
    "import { hole } from '../chapters/hole.ts'",
    '// hole 1: first',
    'done() // was hole(1)',
    'f(hole(2), hole(3))',
    'loophole(4)',
  )
  assert.equal(holes(lab), [
    { number: 2, line: 4, task: '' },
    { number: 3, line: 4, task: '' },
  ])
  assert.equal(holes(''), [])
})

test('a bad marker is refused with its file and line', () => {
  const refuses = (message: string, ...text: string[]) =>
    assert.throws(
      () => starter(lines(...text), '04-pid'),
      (error: Error) => {
        assert.is(error.message, `solutions/04-pid.ts:${message}`)
        return true
      },
    )
  refuses('1: no hole to fill: a lab needs at least one', 'export {}')
  refuses('2: "// end" without a hole', 'f()', '// end')
  refuses('1: hole 1 has no "// end"', '// hole 1: x', 'f()')
  refuses('2: hole 1 is empty', '// hole 1: x', '// end')
  refuses('1: this is hole 1, not 2: number them in order', '// hole 2: x', 'f()', '// end')
  refuses('3: hole 2 opens inside hole 1', '// hole 1: x', 'f()', '// hole 2: y', '// end')
  refuses('1: a hole is written "// hole 1: what to do"', '// hole 1', 'f()', '// end')
})

test.run()
