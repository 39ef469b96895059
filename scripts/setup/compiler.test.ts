import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { compilerFor, missingForCompiler, onPath } from './compiler.ts'

const test = suite<{ bin: string }>('compiler')
const { PATH } = process.env

/** A PATH of one folder. */
test.before.each(context => {
  context.bin = mkdtempSync(join(tmpdir(), 'congo-test-'))
  process.env.PATH = context.bin
})
test.after.each(({ bin }) => {
  process.env.PATH = PATH
  rmSync(bin, { recursive: true })
})

function programs(bin: string, ...names: string[]): void {
  for (const name of names) writeFileSync(join(bin, name), '#!/bin/true\n', { mode: 0o755 })
}

test('a program is found where it can be executed, and only there', ({ bin }) => {
  writeFileSync(join(bin, 'make'), '')
  assert.is(onPath('make'), undefined)
  symlinkSync('/bin/true', join(bin, 'python3'))
  assert.is(onPath('python3'), join(bin, 'python3'))
})

test('with all there is nothing to do', ({ bin }) => {
  programs(bin, 'g++', 'make', 'python3')
  assert.equal(compilerFor(process.arch, 'the test'), {})
})

test('for another architecture it is the cross-compiler', ({ bin }) => {
  const [other, prefix] = process.arch === 'x64' ? ['arm64', 'aarch64-linux-gnu-'] : ['x64', 'x86_64-linux-gnu-']
  assert.equal(missingForCompiler(other), [`${prefix}g++`, 'make', 'python3'])
  programs(bin, `${prefix}g++`, 'make', 'python3')
  assert.equal(compilerFor(other, 'the test'), { CC: `${prefix}gcc`, CXX: `${prefix}g++`, AR: `${prefix}ar` })
})

test('without a way to install it, one line says what is missing and what to do', ({ bin }) => {
  programs(bin, 'make')
  const missing = 'g++, python3 are missing, which the test needs, once: '
  const problem = () => {
    try {
      return compilerFor(process.arch, 'the test')
    } catch (error) {
      return error as { message: string; exitCode: number }
    }
  }
  assert.equal({ ...problem() }, { exitCode: 3 })
  assert.is(problem().message, `${missing}install a C++ compiler, make and python3, and try again`)
})

/** Runs it as if this process were of that user. */
function as(uid: number, work: () => void): void {
  const { getuid } = process
  process.getuid = () => uid
  try {
    work()
  } finally {
    if (getuid) process.getuid = getuid
  }
}

test('an ordinary user without sudo is given the command to type', ({ bin }) => {
  programs(bin, 'make', 'apt-get')
  as(1000, () => {
    assert.throws(
      () => compilerFor(process.arch, 'the test'),
      /: type {2}sudo apt-get install -y --no-install-recommends g\+\+ make python3 {2}and try again$/,
    )
  })
})

test('root has it installed, with new lists of packages where the old ones do not do', ({ bin }) => {
  symlinkSync('/usr/bin/env', join(bin, 'env'))
  const log = join(bin, 'called')
  // Does not know the packages before it has been asked to update.
  const apt = `#!/bin/sh\necho "$@" >>${log}\ncase "$1" in update) >${bin}/new;; *) [ -e ${bin}/new ];; esac\n`
  writeFileSync(join(bin, 'apt-get'), apt, { mode: 0o755 })
  as(0, () => compilerFor(process.arch, 'the test'))
  const install = 'install -y --no-install-recommends g++ make python3\n'
  assert.is(readFileSync(log, 'utf8'), `${install}update\n${install}`)
})

test.run()
