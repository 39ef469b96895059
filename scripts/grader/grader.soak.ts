// The autograder of Gradescope, as its machine has it: unpacked into an empty folder, set up, and run.
import { execFileSync, spawnSync } from 'node:child_process'
import { createWriteStream, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { openPromise } from 'yauzl'
import { root } from '../cli/paths.ts'
import { findChapter } from '../course/chapters.ts'
import { start } from '../test/start.ts'

/** As unzip does, modes included. */
async function unzip(file: string, folder: string): Promise<void> {
  const zip = await openPromise(file, { lazyEntries: true })
  for await (const entry of zip.eachEntry()) {
    const path = join(folder, entry.fileName)
    mkdirSync(dirname(path), { recursive: true })
    const mode = (entry.externalFileAttributes >>> 16) & 0o777
    await pipeline(await zip.openReadStreamPromise(entry), createWriteStream(path, { mode }))
  }
}

test("Gradescope's machine grades a submission", async () => {
  const folder = mkdtempSync(join(tmpdir(), 'congo-grader-'))
  try {
    const made = await start('grader', folder, '03-uts')
    assert.is(made.code, 0, made.stderr)
    const source = join(folder, 'source')
    await unzip(join(folder, 'gradescope.zip'), source)
    execFileSync(join(source, 'setup.sh'), { stdio: 'inherit' })
    mkdirSync(join(folder, 'submission'))
    const env = { ...process.env, AUTOGRADER: folder }
    const grade = (answer: string) => {
      writeFileSync(join(folder, 'submission/03-uts.ts'), answer)
      const { status, stderr } = spawnSync(join(source, 'run_autograder'), { cwd: folder, env, encoding: 'utf8' })
      assert.is(status, 0, stderr)
      return JSON.parse(readFileSync(join(folder, 'results/results.json'), 'utf8')).score
    }
    assert.is(grade(readFileSync(join(root, 'solutions/03-uts.ts'), 'utf8')), findChapter('03-uts').points)
    assert.is(grade('no answer'), 0)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})

test.run()
