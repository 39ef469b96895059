// The machine's own probe, where no answer can change it, sent to look at something.
import { closeSync, openSync, readFileSync, statSync } from 'node:fs'
import { AT_EMPTY_PATH, execveat, pidfd_open, rt_sigprocmask, run, SIG_SETMASK, type Step, setns, spawn } from '#native'
import { or } from '../vm/agent/gone.ts'

const PROGRAM = '/run/congo/probe'

/** Runs it in namespaces of that process, by flags of CLONE_NEW*, after the steps of `first`; gives what it prints. */
export async function probeIn(
  pid: number,
  flags: number,
  verbs: readonly string[],
  first: Step[] = [],
): Promise<string> {
  const pidfd = run(pidfd_open(pid))
  const program = openSync(PROGRAM, 'r') // it has no path in there
  const become = execveat(program, '', ['probe', ...verbs], [], AT_EMPTY_PATH)
  const child = spawn([...first, setns(pidfd, flags), rt_sigprocmask(SIG_SETMASK, []), become], {
    mode: 'fork',
    stdio: ['null', 'pipe', 'inherit'],
  })
  for (const fd of [pidfd, program]) closeSync(fd)
  const [output] = await Promise.all([text(child.stdout), child.wait()])
  return output
}

/** Whether the process runs probe, whatever it is called. */
export function runsProbe(pid: number): boolean {
  const file = `/proc/${pid}/exe`
  const same = () => statSync(file).size === statSync(PROGRAM).size && readFileSync(file).equals(readFileSync(PROGRAM))
  return or(same, false)
}

/** All that comes. */
export async function text(stream: AsyncIterable<Buffer> | null): Promise<string> {
  const pieces: Buffer[] = []
  for await (const piece of stream ?? []) pieces.push(piece)
  return Buffer.concat(pieces).toString()
}
