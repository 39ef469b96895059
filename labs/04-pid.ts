// Your lab for chapters/04-pid: 3 holes to fill.
//   npm run lab 04-pid      runs it in the machine and shows what happened
//   npm run check 04-pid    has the kernel judge it

// Chapter 04: the container's own process numbers, and what it means to be number 1.
import { closeSync } from 'node:fs'
import { created } from '#mechanisms/02-ipc'
import { AT_EMPTY_PATH, execveat, type Process, type Status, sealed } from '#native'
import type { Container, Mechanism } from '../chapters/container.ts'
import { hole } from '../chapters/hole.ts'

/** The annotation that asks for an init in front of the command. */
const INIT = 'org.congo.init'

const inits = new WeakMap<Container, number>()

export const mechanism: Mechanism = {
  name: '04-pid',
  flags(c) {
    // hole 1: the flag of a new PID namespace, when the config wants one (chapter 02 has the function)
    return hole(1)
  },
  prepare(c) {
    const namespace = c.config.linux?.namespaces?.find(({ type }) => type === 'pid')
    if (namespace?.path) {
      throw new Error(`pid namespace ${namespace.path}: setns moves children only; chapter 13 enters one that exists`)
    }
    if (c.config.annotations?.[INIT] !== 'true') return
    if (!namespace) throw new Error(`${INIT}: an init buries orphans only as number 1 of a pid namespace; add one`)
    const { args, env } = c.config.process
    const fd = sealed('init') // native/init.c: the container gets the descriptor alone
    inits.set(c, fd)
    // hole 2: set c.exec, so that the child becomes init and init starts the command: execveat() with the descriptor, an
    //   empty path, argv, the environment, AT_EMPTY_PATH. A program's argv begins with its own name, 'init'.
    hole(2)
  },
  steps: () => [], // clone3 has done it: the child is number 1 from its first moment
  release(c) {
    const fd = inits.get(c)
    if (fd !== undefined) closeSync(fd)
    inits.delete(c)
  },
}

/**
 * Stops a container: asks its first process with SIGTERM, and after so many seconds ends it with SIGKILL. Number 1
 * does not get a signal that it has no handler for, unless it is SIGKILL or SIGSTOP from outside: pid_namespaces(7).
 */
export async function stop(child: Process, seconds: number): Promise<Status> {
  // hole 3: SIGTERM now; SIGKILL after so many seconds (setTimeout counts milliseconds), unless child.wait() has come
  //   back before. Give the status that wait() gives.
  return hole(3)
}
