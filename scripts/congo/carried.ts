// Another process in a container, and us: what it reads and writes goes through pipes, so that nothing in there has a file
// of ours, which it could open again, change, or type into.
import type { Executed } from '../../chapters/exec.ts'
import { type Output, pour } from '../cli/output.ts'

/** Whatever can be told that nobody goes on writing (native/outlet.ts). */
type Source = NonNullable<Executed['stdout'] | Executed['terminal']>

/**
 * Carries our input to it, and what it prints to ours, at the pace of whoever is slower. Comes back when it has ended and all
 * of that is out, though others in there still have its pipes open.
 */
export async function carried({ child, stdin, stdout, stderr }: Executed): Promise<void> {
  const ended = child.wait()
  if (stdin) {
    stdin.on('error', () => undefined) // EPIPE: it wants no more, and gets none
    process.stdin.pipe(stdin)
  }
  try {
    await Promise.all([stdout && out(stdout, 'stdout', ended), stderr && out(stderr, 'stderr', ended)])
    await ended
  } finally {
    if (stdin) {
      process.stdin.unpipe(stdin).pause()
      stdin.destroy()
    }
  }
}

/** All that comes out of it until that process has ended. */
export async function out(from: Source, to: Output, ended: Promise<unknown>): Promise<void> {
  void ended.then(() => from.drain())
  await pour(from, to)
}
