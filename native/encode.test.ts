import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { addon } from './addon.ts'
import { AT_FDCWD } from './constants.ts'
import { encode } from './encode.ts'
import { formatProgram, formatResult } from './format.ts'
import { type Block, block, type Step, slot } from './step.ts'
import { chdir, clone3, close, execve, execvpe, exit_group, getpid, openat, read, setsid, write } from './syscalls.ts'

/** A step that only shows: memory with links. */
const pointing = (to: Block): Step => read(0, to)

/** The bytes of a program as lines of 8 words of 32 bits. */
function lines(bytes: Uint8Array): string[] {
  const view = new DataView(bytes.buffer)
  const words = Array.from({ length: bytes.length / 4 }, (_, i) => view.getUint32(i * 4, true).toString(16))
  return Array.from({ length: Math.ceil(words.length / 8) }, (_, i) => words.slice(i * 8, i * 8 + 8).join(' '))
}

test('the bytes of a program are those that program.h describes', () => {
  const fd = slot('fd')
  const program: Step[] = [
    { ...openat(AT_FDCWD, '/a', 1, 2), save: fd, allow: ['ENOENT'], again: 'EAGAIN' },
    { ...close(fd), least: 0, onError: { EBADF: setsid() } },
  ]
  for (const step of program) Object.assign(step, { nr: program.indexOf(step) + 0x101 }) // the same on every architecture
  Object.assign(program[1]?.onError?.EBADF as Step, { nr: 0x103 })
  assert.equal(lines(encode(program, { trace: true }).bytes), [
    // size, count, steps, step_count, rules, rule_count, patches, patch_count
    '1e8 2 40 3 1c0 3 1d8 0',
    // slots, slot_count, trace, failed, alive, clones
    '1d8 1 1 0 0 0 0 0',
    // openat: nr, AT_FDCWD, offset of the path, flags; mode, 0, 0, kinds (the second is a pointer)
    '101 0 ffffff9c ffffffff 1e0 0 1 0',
    '2 0 0 0 0 0 100 0',
    // save, rule and rules, patch and patches, child and children, again; least, result, began, ended
    '0 0 1 0 0 0 0 b',
    '0 80000000 0 80000000 0 0 0 0',
    // close: of a slot, saved in none; rules 1 and 2; at least 0
    '102 0 0 0 0 0 0 0',
    '0 0 0 0 0 0 2 0',
    'ffffffff 1 2 0 0 0 0 0',
    '0 0 0 80000000 0 0 0 0',
    // setsid, which stands in for it
    '103 0 0 0 0 0 0 0',
    '0 0 0 0 0 0 0 0',
    'ffffffff 3 0 0 0 0 0 0',
    '0 80000000 0 80000000 0 0 0 0',
    // rules: ENOENT allowed, EBADF leads to step 2, EINTR allowed; the slot
    '2 ffffffff 9 2 4 ffffffff 0 0',
    '612f 0',
  ])
})

test('an argv is pointers to strings, and a struct holds results, where links say so', () => {
  const fd = slot('fd')
  const inner = block(8, [{ at: 0, to: fd, width: 4 }])
  const outer = block(16, [{ at: 8, to: inner, width: 8 }])
  const program = [{ ...getpid(), save: fd }, execve('/a', ['x', 'yz'], []), pointing(outer), pointing(outer)]
  const { bytes } = encode(program)
  const view = new DataView(bytes.buffer)
  const [patches, count] = [view.getUint32(24, true), view.getUint32(28, true)]
  const found = Array.from({ length: count }, (_, i) =>
    Array.from({ length: 4 }, (_, word) => view.getUint32(patches + i * 16 + word * 4, true)),
  )
  const data = patches + count * 16 + 8 // behind one slot
  assert.equal(found, [
    // at, from, width, slot: argv (24 bytes) with its strings, the empty envp, the two blocks; at the end the path
    [data, data + 24, 8, 0],
    [data + 8, data + 32, 8, 0],
    [data + 56, data + 64, 8, 0],
    [data + 64, 0, 4, 1],
    [data + 64, 0, 4, 1], // a result is written before each step that uses it, an address once
  ])
  const text = Buffer.from(bytes.subarray(data)).toString('latin1').replaceAll('\0', '.')
  assert.is(text, `${'.'.repeat(24)}x.......yz......${'.'.repeat(8 + 16 + 8)}/a......`)
})

test('a slot must be saved before it is used', () => {
  const fd = slot('fd')
  const saving = { ...getpid(), save: fd }
  const refused = (...program: Step[]) =>
    assert.throws(() => encode(program), /^close\(\$fd\): no earlier step saves its result as \$fd$/)
  const accepted = (...program: Step[]) => assert.not.throws(() => encode(program))
  refused(close(fd))
  refused(close(fd), saving)
  refused({ ...close(fd), save: fd })
  refused(clone3({}, [saving]), close(fd))
  refused(clone3({}, [close(fd)]), saving)
  refused({ ...getpid(), onError: { EPERM: saving } }, close(fd))
  refused({ ...getpid(), onError: { EPERM: close(fd) } })
  accepted(saving, close(fd))
  accepted(saving, clone3({}, [clone3({}, [close(fd)])]))
  accepted(saving, { ...getpid(), onError: { EPERM: close(fd) } })
  accepted({ ...saving, onError: { EPERM: { ...getpid(), onError: { EIO: setsid() } } } }, close(fd))
  accepted(clone3({}, [saving, close(fd)]))
  assert.throws(
    () => encode([{ ...saving, onError: { EPERM: { ...getpid(), save: slot('other') } } }]),
    /stands in for a step that saves \$fd/,
  )
})

test('a long PATH makes a program in proportion', () => {
  const folders = (count: number) => [
    execvpe(['a'], [`PATH=${Array.from({ length: count }, (_, i) => `/${i}`).join(':')}`]),
  ]
  const [ten, twenty] = [encode(folders(10)).bytes.length, encode(folders(20)).bytes.length]
  assert.ok(twenty < 2.2 * ten, `${ten} bytes for ten folders, ${twenty} for twenty`)
  assert.not.throws(() => encode(folders(2000)))
})

test('a program is printed a line each step, children indented', () => {
  assert.equal(formatProgram([chdir('/'), clone3({}, [setsid(), exit_group(0)]), getpid()]), [
    'chdir("/")',
    'clone3({flags=CLONE_CLEAR_SIGHAND, exit_signal=SIGCHLD}, 88)',
    '  setsid()',
    '  exit_group(0)',
    'getpid()',
  ])
})

test('results are printed as strace does', () => {
  assert.is(formatResult(0n), '= 0')
  assert.is(formatResult(-1n), '= -1 EPERM (operation not permitted)')
  assert.is(formatResult(-117n), '= -1 EUCLEAN')
  assert.is(formatResult(-5000n), '= -5000')
  assert.is(formatResult(undefined), '= ?')
})

// Blocks that no encode() makes. addon.run() links before it walks, and refuses without a step taken.

/** A good program whose one step would be noticed, with some 32-bit words changed. */
function refused(changes: Record<number, number>) {
  const { bytes } = encode([{ ...write(1, 'this step must not be taken\n'), allow: ['EBADF'] }, close(99)])
  const view = new DataView(bytes.buffer)
  for (const [offset, value] of Object.entries(changes)) view.setUint32(Number(offset), value, true)
  assert.throws(() => addon.run(bytes), /contradicts itself/, JSON.stringify(changes))
}

const [STEP, RULES] = [64, 64 + 2 * 128] // of the program in refused()

test('a block that contradicts itself is refused', () => {
  refused({ 0: 1 }) // size
  refused({ 4: 3 }) // more steps in the program than there are
  refused({ 8: 0 }) // the steps in the header
  refused({ 8: 68 }) // not aligned
  refused({ 12: 0xffffffff })
  refused({ 16: STEP + 8 }) // the rules among the steps
  refused({ 20: 0xffffffff })
  refused({ 24: RULES })
  refused({ 28: 1000 })
  refused({ 32: 0 })
  refused({ 36: 0x7fffffff })
  refused({ [STEP + 16]: 8, [STEP + 20]: 0 }) // a pointer into the header
  refused({ [STEP + 16]: 0, [STEP + 20]: 1 }) // ... out of the block
  refused({ [STEP + 56]: 0x30100 }) // a kind that is none
  refused({ [STEP + 56]: 0x20100 }) // a slot that is none
  refused({ [STEP + 64]: 0 }) // saved in none
  refused({ [STEP + 72]: 3 }) // more rules than there are
  refused({ [STEP + 68]: 0xffffffff }) // rules from far away
  refused({ [STEP + 80]: 1 }) // a patch that is none
  refused({ [STEP + 84]: 1, [STEP + 88]: 2 }) // children beyond the end
  refused({ [STEP + 84]: 0, [STEP + 88]: 1 }) // its own child
  refused({ [RULES + 4]: 0 }) // a rule that leads back
  refused({ [RULES + 4]: 2 }) // ... and beyond the end
})

test('a patch is written into the data and nowhere else', () => {
  const changed = (change: (view: DataView, patch: number, size: number) => void) => {
    const { bytes } = encode([execve('/nowhere', ['a'], [])])
    const view = new DataView(bytes.buffer)
    change(view, view.getUint32(24, true), bytes.length)
    assert.throws(() => addon.run(bytes), /contradicts itself/)
  }
  changed((view, patch) => view.setUint32(patch, 8, true)) // at the header
  changed((view, patch) => view.setUint32(patch, STEP, true)) // at a step
  changed((view, patch, size) => view.setUint32(patch, size - 4, true)) // over the end
  changed((view, patch) => view.setUint32(patch + 4, 0, true)) // an address in the header
  changed((view, patch, size) => view.setUint32(patch + 4, size + 1, true)) // ... behind the end
  changed((view, patch) => view.setUint32(patch + 8, 2, true)) // of 2 bytes
  changed((view, patch) => view.setUint32(patch + 12, 1, true)) // from a slot that is none
})

test('what is no program at all is refused', () => {
  const forgotten = addon as unknown as { run(program?: unknown): void; Child: new (...args: unknown[]) => unknown }
  for (const value of [
    undefined,
    null,
    1,
    {},
    [],
    new Uint8Array(0),
    new Uint8Array(63),
    new Float64Array(64),
    new Uint8Array(128).subarray(1),
  ])
    assert.throws(() => forgotten.run(value))
  const { bytes } = encode([exit_group(0)])
  const changed = Uint8Array.from(bytes)
  changed[4] = 9
  for (const args of [[], [bytes], [bytes, new Uint8Array(87)], [changed, new Uint8Array(88)]])
    assert.throws(() => new forgotten.Child(...args), TypeError)
})

test.run()
