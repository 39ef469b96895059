// congo run --trace, in a machine.
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { machineWithCongo } from '../in-machine.ts'

const IMAGE = '/mnt/images/busybox'

/** Without what differs from one start to the next: names, and numbers of descriptors and processes. */
const alike = (line: string) => line.replace(/wanted|traced|behind/g, 'NAME').replace(/(?<![\w-])\d+(?![\w-])/g, 'N')

/** A step of a chapter, and its result. */
const LINE = /^(\d\d-.{10} .+\)) = (\?|-?\d+(?: E[A-Z0-9]+ \(.*\))?)(?: <\d+ µs>)?$/

test('all steps of the container are told, each with its result, also of one that goes to the background', async () => {
  await using it = await machineWithCongo('scripts/congo/trace/machine.ts')
  const words = ['--init', '--tmpfs', '/run:size=64k', IMAGE, 'echo', 'hi', '\x1b[31m']
  const { out, err, code } = await it.command(['node', '--jitless', '/run/congo/congo.mjs', ...words])
  assert.is(code, 0, err)
  const { wanted, inFront, detached } = JSON.parse(out)
  assert.ok(wanted.length > 100, `${wanted.length} steps`)
  assert.is(inFront.out, 'hi \x1b[31m\n')
  assert.is(detached.out, 'behind\n')
  for (const { err: told, code: end } of [inFront, detached]) {
    assert.is(end, 0, told)
    const lines = told.split('\n').filter((line: string) => /^\d/.test(line) && !line.startsWith('14-logs'))
    let [next, result] = [0, '']
    for (const line of lines) {
      const before = result
      const found = LINE.exec(line)
      assert.ok(found, `no step: ${line}`)
      result = found?.[2] ?? ''
      if (alike(found?.[1] ?? '') === alike(wanted[next] ?? '')) next++
      else assert.match(before, /^-1 E/, `${line}\nis in the place of\n${wanted[next]}`) // it stands in for what failed
    }
    assert.is(next, wanted.length, `this is lost: ${wanted[next]}`)
    assert.is(result, '?') // execve does not come back
    assert.match(lines.at(-1) ?? '', /^01-process {4}execveat\(.*"echo", "hi", "\\u001b\[31m"\]/)
    assert.match(told, /^12-security {3}move_mount\(.*"\/proc\/kcore"/m) // and is of the same chapter
    assert.not.ok(told.includes('\x1b'))
  }
})

test('a step that fails is the last of the container, with its errno', async () => {
  await using it = await machineWithCongo()
  const { out, err, code } = await it.congo('run', '--trace', '--tmpfs', '/x:bogus=1', IMAGE, 'true')
  assert.is(code, 125)
  assert.is(out, '')
  const lines = err.split('\n').filter(line => !line.startsWith('14-logs')) // the monitor goes on, and is told of it
  const failed = lines.findIndex(line => /^05-mount +mount\("tmpfs", "\/x", .*"bogus=1"\) = -1 EINVAL \(/.test(line))
  assert.ok(failed > 0, err)
  assert.match(lines[failed + 1] ?? '', /^congo: mount\("tmpfs", "\/x".*EINVAL \(step \d+, from 05-mount\)$/)
  assert.is((await it.congo('ps', '-q')).out, '')
})

test('at a terminal lines fit it, with colours where they are wanted', async () => {
  await using it = await machineWithCongo()
  const said = async (variables: Record<string, string>, errors = '/dev/tty') => {
    const command = `node --jitless /run/congo/congo.mjs run --rm --trace --network none ${IMAGE} true 2>${errors}`
    const terminal = { tty: { columns: 80, rows: 24 }, env: { TERM: 'linux', ...variables } }
    const job = it.machine.spawn(['sh', '-c', command], terminal)
    const pieces: Buffer[] = []
    for await (const piece of job.stdout) pieces.push(piece as Buffer)
    assert.equal(await job.result, { code: 0 })
    return Buffer.concat(pieces).toString().split(/\r*\n/)
  }
  assert.equal(await said({}, '/tmp/told'), [''])
  const { out: told } = await it.command(['cat', '/tmp/told'])
  assert.ok(told.includes('03-uts') && !told.includes('\x1b')) // though standard output is a terminal
  const colourful = await said({})
  const plain = await said({ NO_COLOR: '1' })
  assert.ok(colourful.some(line => line.includes('\x1b[36m03-uts')))
  assert.not.ok(plain.join('\n').includes('\x1b'))
  for (const line of plain) assert.ok(line.length <= 80, `more than 80 columns: ${line}`)
  // What does not fit goes on below, where the step began.
  const at = plain.findIndex(line => line.startsWith('07-overlay    mount('))
  const below = plain.slice(at + 1)
  const more = below.slice(
    0,
    below.findIndex(line => !line.startsWith(' '.repeat(14))),
  )
  assert.ok(more.length > 0)
  const whole = [plain[at], ...more].map(line => line?.slice(14)).join('')
  assert.match(whole, /^mount\("overlay", ".*,upperdir=.*,workdir=\S*"\) = 0 <\d+ µs>$/)
})

test.run()
