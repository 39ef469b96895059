import { closeSync, mkdtempSync, openSync, readFileSync, readlinkSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import * as k from './constants.ts'
import { Gate } from './gate.ts'
import { spawn } from './process.ts'
import { run } from './run.ts'
import * as calls from './syscalls.ts'

test('0, 1 and 2 come from each other, from elsewhere and from nowhere, in every combination', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'congo-stdio-'))
  const [a, b, c, d] = ['a', 'b', 'c', 'd'].map(name => openSync(join(folder, name), 'a+')) as [
    number,
    number,
    number,
    number,
  ]
  const kept = [0, 1, 2].map(fd => run(calls.fcntl(fd, k.F_DUPFD_CLOEXEC, 3)))
  const wrong: string[] = []
  try {
    for (const [fd, file] of [a, b, c].entries()) run(calls.dup3(file, fd, k.O_CLOEXEC)) // as Node has its own
    const sources = [0, 1, 2, 'inherit', 'null', d] as const
    for (const first of sources)
      for (const second of sources)
        for (const third of sources) {
          const stdio = [first, second, third] as const
          const gate = new Gate()
          const child = spawn([...gate.steps, calls.exit_group(0)], { stdio })
          await gate.reached()
          const found = stdio.map((_, fd) => readlinkSync(`/proc/${child.pid}/fd/${fd}`).split('/').at(-1))
          const expected = stdio.map((from, fd) =>
            from === 'null' ? from : 'abcd'[from === d ? 3 : from === 'inherit' ? fd : from],
          )
          const closing = stdio.filter((_, fd) =>
            /flags:\t02/.test(readFileSync(`/proc/${child.pid}/fdinfo/${fd}`, 'utf8')),
          )
          if (`${found}` !== `${expected}` || closing.length > 0)
            wrong.push(`${stdio} gave ${found}, ${closing.length} closed by execve`)
          gate.open()
          await child.wait()
        }
  } finally {
    for (const [fd, copy] of kept.entries()) run(calls.dup3(copy, fd))
    for (const fd of [a, b, c, d, ...kept]) closeSync(fd)
    rmSync(folder, { recursive: true })
  }
  assert.equal(wrong, [])
})

test.run()
