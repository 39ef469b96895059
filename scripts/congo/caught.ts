// congo in this process, for tests in a machine: what it writes is caught.
import { asProgram } from './as-program.ts'
import { congo } from './program.ts'
import { self } from './self.ts'

/** What congo has said. */
export interface Said {
  readonly out: string
  readonly err: string
  readonly code: number
}

self.push(...process.argv.slice(1, 2)) // monitors start this program, when a container has ended

/** To be asked first: whether a monitor has started this program, as it would start congo. Then it is congo, and ends. */
export async function beCongo(): Promise<void> {
  if (process.argv[2] === '--root') await asProgram(process.argv.slice(2))
}

export async function caught(argv: string[]): Promise<Said> {
  const [out, err]: [string[], string[]] = [[], []]
  const catching = (stream: NodeJS.WriteStream, into: string[]) => {
    const { write } = stream
    stream.write = (piece: string | Uint8Array, ...more: unknown[]) => {
      into.push(Buffer.from(piece).toString())
      const done = more.at(-1)
      if (typeof done === 'function') done()
      return true
    }
    return () => {
      stream.write = write
    }
  }
  const restore = [catching(process.stdout, out), catching(process.stderr, err)]
  try {
    const code = await congo(argv)
    return { out: out.join(''), err: err.join(''), code }
  } finally {
    for (const each of restore) each()
  }
}
