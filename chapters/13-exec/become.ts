// What a process becomes before it becomes its command: a program of ours, in a file that nobody can change.
import { closeSync } from 'node:fs'
import {
  AT_EMPTY_PATH,
  block,
  errnoName,
  execve,
  execveat,
  F_SETFD,
  fcntl,
  openPipe,
  type Process,
  read,
  readable,
  run,
  StepError,
  sealed,
} from '#native'
import type { Container } from '../container.ts'

const programs = new WeakMap<Container, number>()

/**
 * Until execve the child's /proc/self/exe is Node's file on the host. A command that is a link to it, or a script that names
 * it as its interpreter, makes Node itself run in the container; and a descriptor of Node's file, kept until no Node runs
 * any more, can be opened for writing by whoever is root there: CVE-2019-5736. No look at the path helps against the script,
 * whose first line the kernel reads when all steps are over. So the child becomes native/become.c first: of that, sealed,
 * they may have what they like. A sealed copy of Node would take 100 MB.
 */
export function openProgram(c: Container): void {
  ;[c.becoming, c.became] = openPipe()
  if (c.exec) return // an init (04) is sealed as well
  const { args, env } = c.config.process
  const program = sealed('become')
  programs.set(c, program)
  const argv = ['become', String(c.became), ...args]
  c.exec = [fcntl(c.became, F_SETFD, 0), execveat(program, '', argv, env, AT_EMPTY_PATH)]
}

/** The child has its end: only when ours of it is closed does the child's show at the other one. */
export function giveBecame(c: Container): void {
  if (c.became !== undefined) closeSync(c.became)
  delete c.became
}

export function closeProgram(c: Container): void {
  giveBecame(c)
  if (c.becoming !== undefined) closeSync(c.becoming)
  delete c.becoming
  const program = programs.get(c)
  if (program === undefined) return
  closeSync(program)
  programs.delete(c)
  delete c.exec
}

/**
 * Comes back when the child has become its command, or has ended before; or with the error for which it could not. That one
 * comes of the last step of whoever `walks` the child's program.
 */
export async function become(c: Container, walks: Process | undefined): Promise<StepError | undefined> {
  if (c.becoming === undefined) return undefined
  await readable(c.becoming)
  const said = block(1)
  if (run(read(c.becoming, said)) === 0) return undefined
  const { args, env } = c.config.process
  const step = execve(args[0] ?? '', args, env)
  return new StepError({
    step,
    number: walks?.lineOf('execveat') ?? 0,
    errno: errnoName(said.bytes[0] ?? 0),
    from: '01-process',
  })
}
