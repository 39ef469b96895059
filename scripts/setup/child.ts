// For tests: code in a process of its own, which can be killed.
import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { once } from 'node:events'
import type { Readable, Writable } from 'node:stream'
import { root } from '../cli/paths.ts'

export interface Child {
  process: ChildProcessByStdio<Writable, Readable, Readable>
  /** Resolves to all of its output, stderr too, as soon as that has these words in it. */
  said(words: string): Promise<string>
  /** Resolves when it has ended. */
  ended: Promise<{ code: number | null; output: string }>
}

/** Runs an ES module, whose imports are relative to the top of the repository. `before` begins the command line. */
export function child(code: string, env: Record<string, string>, before: string[] = []): Child {
  const words = [...before, process.execPath, '--import', 'tsx', '--input-type=module', '--eval', code]
  const it = spawn(words[0] ?? '', words.slice(1), { cwd: root, env: { ...process.env, ...env }, stdio: 'pipe' })
  let output = ''
  for (const stream of [it.stdout, it.stderr]) stream.setEncoding('utf8').on('data', (text: string) => (output += text))
  const ended = once(it, 'close').then(([code]) => ({ code: code as number | null, output }))
  return {
    process: it,
    ended,
    async said(words) {
      while (!output.includes(words)) {
        const more = await Promise.race([once(it.stdout, 'data'), once(it.stderr, 'data'), ended.then(() => undefined)])
        if (!more && !output.includes(words)) throw new Error(`ended without saying "${words}":\n${output}`)
      }
      return output
    },
  }
}
