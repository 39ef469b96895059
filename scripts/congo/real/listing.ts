// Runs in a machine: what is in a tree, or in an archive of one, as lines that can be compared.
import { createReadStream } from 'node:fs'
import { crc32 } from 'node:zlib'
import type { Packed } from '../../../chapters/16-commit/tar/entry.ts'
import { read } from '../../../chapters/16-commit/tar/read.ts'
import { walk } from '../../../chapters/16-commit/walk.ts'

export default async ({ input: path }: { input: string }): Promise<string[]> => {
  const lines: string[] = []
  const all = path.endsWith('.tar') ? read(createReadStream(path)) : walk(path)
  for await (const each of all) {
    const line = await lineOf(each)
    if (line) lines.push(line)
  }
  return lines.sort()
}

/** All of a file that an image has to keep. */
async function lineOf({
  path,
  kind,
  mode,
  uid,
  gid,
  mtime,
  size,
  target,
  attributes,
  content,
}: Packed): Promise<string> {
  const name = path.replace(/^(?:\.?\/)+|\/$/g, '')
  if (kind === 'link') return `${name} = ${target.replace(/^(?:\.?\/)+/, '')}`
  let sum = 0
  for await (const piece of content) sum = crc32(piece, sum)
  const own = kind === 'symlink' ? `-> ${target}` : `${mode.toString(8)} ${size} ${sum.toString(16)}`
  const xattrs = [...attributes].map(([xattr, value]) => ` ${xattr}=${Buffer.from(value).toString('hex')}`)
  return name === '' ? '' : `${JSON.stringify(name)} ${kind} ${uid}:${gid} ${mtime} ${own}${xattrs.join('')}`
}
