import { createHash } from 'node:crypto'
import { createReadStream, existsSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { errorCode, Problem } from '../cli/problem.ts'
import { platform } from './import.mjs'
import { type Part, ready } from './part.ts'
import { withProgress } from './progress.ts'
import { run } from './run.ts'

/**
 * Packs these parts, made first where they are missing, and node_modules into one tar file for a computer without network.
 * `importCache` takes it over there.
 */
export async function exportCache(file: string, parts: Part[], nodeModules: string): Promise<void> {
  const folders = await ready(...parts)
  const aside = await asideOf(file)
  try {
    await withProgress(`packing ${file}`, async progress => {
      const members = []
      for (const folder of new Set([...folders, nodeModules])) {
        const name = basename(folder)
        progress(name)
        const packed = join(aside, `${name}.tar.gz`)
        await run('tar', ['-cz', '-f', packed, '-C', folder, '.'])
        const hash = createHash('sha256')
        await pipeline(createReadStream(packed), hash)
        members.push({ name, sha256: hash.digest('hex') })
      }
      writeFileSync(join(aside, 'congo.json'), JSON.stringify({ version: 1, platform, members }))
      const files = ['congo.json', ...members.map(({ name }) => `${name}.tar.gz`)]
      await run('tar', ['-c', '-f', join(aside, 'all.tar'), '-C', aside, ...files])
      renameSync(join(aside, 'all.tar'), file)
    })
  } catch (error) {
    if (!/No space left on device/.test(String(error))) throw error
    throw new Problem(`no space left in ${dirname(file)} for ${basename(file)}`, 3)
  } finally {
    rmSync(aside, { recursive: true })
  }
}

/** A new folder beside the file. */
async function asideOf(file: string): Promise<string> {
  if (!existsSync(dirname(file))) throw new Problem(`there is no folder ${dirname(file)} to write to`, 2)
  try {
    return mkdtempSync(`${file}.tmp-`)
  } catch (error) {
    throw new Problem(`${dirname(file)} cannot be written (${errorCode(error)})`, 3)
  }
}
