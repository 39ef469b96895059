import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../cli/paths.ts'

/**
 * Where a chapter's lesson first talks of a call: "chapters/05-mount/README.md, "The concept", line 88". The lesson as a
 * whole where it does not name the call; undefined where there is no such chapter.
 */
export function lessonOf(chapter: string, call: string): string | undefined {
  const path = `chapters/${chapter}/README.md`
  if (!existsSync(join(root, path))) return undefined
  const lines = readFileSync(join(root, path), 'utf8').split('\n')
  const body = lines.indexOf('---', 1) + 1 // the front matter names calls as well
  const at = lines.findIndex((line, i) => i >= body && new RegExp(`\\b${call}\\b`).test(line))
  if (at < 0) return path
  const title = lines.slice(body, at + 1).findLast(line => line.startsWith('## '))
  return `${path}, ${title ? `"${title.slice(3)}", ` : ''}line ${at + 1}`
}
