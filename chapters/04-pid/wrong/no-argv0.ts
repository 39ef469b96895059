// wrong: init is not given its own name, takes the command for that, and starts the first argument
// first: ends-together
// also: init-in-front, init-buries, init-passes-on
import { closeSync, openSync } from 'node:fs'
import { AT_EMPTY_PATH, compiled, execveat } from '#native'
import type { Container, Mechanism } from '../../../chapters/container.ts'
import { mechanism as right } from '../../../solutions/04-pid.ts'

export * from '../../../solutions/04-pid.ts'

const inits = new WeakMap<Container, number>()

export const mechanism: Mechanism = {
  ...right,
  prepare(c) {
    if (!c.config.annotations) return
    const fd = openSync(compiled('init'), 'r')
    inits.set(c, fd)
    c.exec = execveat(fd, '', c.config.process.args, c.config.process.env, AT_EMPTY_PATH)
  },
  release(c) {
    const fd = inits.get(c)
    if (fd !== undefined) closeSync(fd)
    inits.delete(c)
  },
}
