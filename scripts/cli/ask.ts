import { createInterface } from 'node:readline/promises'
import { Problem } from './problem.ts'

/**
 * Asks a question to which no is the answer unless somebody says yes. Without a terminal nobody is there to be asked: a
 * Problem (2) that names the flag which says yes beforehand.
 */
export async function ask(question: string): Promise<boolean> {
  if (!process.stdin.isTTY) throw new Problem(`${question} Without a terminal nobody can be asked: add --yes`, 2)
  const lines = createInterface({ input: process.stdin, output: process.stdout })
  const closed = new Promise<string>(resolve => lines.once('close', () => resolve(''))) // Ctrl-D
  const answer = await Promise.race([lines.question(`${question} [y/N] `), closed])
  lines.close()
  return /^y(es)?$/i.test(answer.trim())
}
