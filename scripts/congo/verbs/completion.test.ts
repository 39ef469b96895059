// In bash, as somebody types there; what a shell is told is the same for all of them.
import { spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { create } from '../../../chapters/lifecycle.ts'
import { root as repository } from '../../cli/paths.ts'
import { onPath } from '../../setup/compiler.ts'
import { caught } from '../caught.ts'

const root = mkdtempSync(join(tmpdir(), 'congo-completion-'))
test.after(() => rmSync(root, { recursive: true }))

for (const id of ['web', 'worker', 'db']) {
  create(root, id, { ociVersion: '1.2.0', process: { args: ['true'], env: [], cwd: '/' } })
}
mkdirSync(join(root, 'volumes/data'), { recursive: true })

const completed = async (...words: string[]) => {
  const { out, code } = await caught(['__complete', '--root', root, ...words])
  assert.is(code, 0)
  return out.split('\n').filter(Boolean)
}

test('verbs, flags, containers, volumes; and nothing where a path or a value may come', async () => {
  assert.equal(await completed('st'), ['start', 'stop', 'stats'])
  assert.ok((await completed('')).includes('run'))
  assert.not.ok((await completed('')).some(word => word.startsWith('__') || word === 'ended'))
  assert.equal(await completed('stop', 'w'), ['web', 'worker'])
  assert.equal(await completed('stop', '--time', '3', 'web', ''), ['db', 'web', 'worker'])
  assert.equal(await completed('stop', '--time', ''), [])
  assert.equal(await completed('exec', '-it', 'd'), ['db'])
  assert.equal(await completed('exec', 'db', ''), [])
  assert.equal(await completed('run', '--sec'), ['--security-opt'])
  assert.equal(await completed('volume', 'rm', ''), ['data'])
  assert.equal(await completed('volume', 'cre'), ['create'])
  assert.equal(await completed('completion', ''), ['bash', 'zsh', 'fish'])
  assert.equal(await completed('no-such-verb', ''), [])
})

/** What a shell prints, where `congo` is a program. */
async function typed(shell: string, words: (script: string) => string): Promise<string> {
  const shim = join(root, 'congo')
  const tsx = join(repository, 'node_modules/tsx/dist/loader.mjs')
  writeFileSync(
    shim,
    `#!/bin/sh\nexec '${process.execPath}' --import '${tsx}' '${repository}/scripts/congo/bin.ts' "$@"\n`,
  )
  chmodSync(shim, 0o755)
  const { out } = await caught(['completion', shell])
  const PATH = `${root}:${process.env.PATH}`
  const env = { ...process.env, PATH }
  const { stdout, stderr } = spawnSync(shell, ['-c', words(out)], { cwd: root, encoding: 'utf8', env })
  return stdout || stderr
}

test('the script for bash asks congo, and gives what it says to the shell', async () => {
  const said = await typed(
    'bash',
    script => `${script}
COMP_WORDS=(congo --root '${root}' stop w); COMP_CWORD=4; _congo
echo "\${COMPREPLY[@]}"; complete -p congo`,
  )
  assert.is(said, 'web worker\ncomplete -o default -F _congo congo\n')
})

if (onPath('fish')) {
  test('the script for fish does so, and gives files where congo says nothing', async () => {
    const said = await typed(
      'fish',
      script => `${script}
complete -C 'congo --root ${root} stop w'; complete -C 'congo --root ${root} run ./vol'`,
    )
    assert.is(said, 'web\nworker\n./volumes/\n')
  })
}

test('another shell is none', async () => {
  const { code, err } = await caught(['completion', 'tcsh'])
  assert.is(code, 1)
  assert.match(err, /^congo: .*tcsh.*bash, zsh, fish[^\n]*\n$/)
})

test.run()
