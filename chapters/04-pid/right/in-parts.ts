// right: small functions; what was made is kept with the function that takes it back; stop() looks at the clock
import { closeSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import * as native from '#native'
import type { Container, Mechanism } from '../../../chapters/container.ts'

const takeBack = new WeakMap<Container, () => void>()

function namespaceOf({ config }: Container) {
  for (const namespace of config.linux?.namespaces ?? []) if (namespace.type === 'pid') return namespace
  return undefined
}

const wantsInit = ({ config: { annotations = {} } }: Container) => annotations['org.congo.init'] === 'true'

function becomeInit(c: Container): void {
  const fd = native.sealed('init')
  takeBack.set(c, () => closeSync(fd))
  const argv = [...c.config.process.args]
  argv.unshift('init')
  c.exec = [native.execveat(fd, '', argv, c.config.process.env, native.AT_EMPTY_PATH)]
}

export const mechanism: Mechanism = {
  name: '04-pid',
  flags(c) {
    const namespace = namespaceOf(c)
    if (namespace === undefined || namespace.path) return 0
    return native.CLONE_NEWPID
  },
  prepare(c) {
    const namespace = namespaceOf(c)
    if (namespace?.path) throw new Error(`pid namespace ${namespace.path}: not here`)
    if (!wantsInit(c)) return
    if (!namespace) throw new Error('org.congo.init without a pid namespace')
    becomeInit(c)
  },
  steps() {
    return []
  },
  release(c) {
    takeBack.get(c)?.()
    takeBack.delete(c)
  },
}

export async function stop(child: native.Process, seconds: number): Promise<native.Status> {
  const until = performance.now() + seconds * 1000
  let status: native.Status | undefined
  const waiting = child.wait().then(given => {
    status = given
  })
  child.kill()
  while (!status && performance.now() < until) await Promise.race([waiting, sleep(10)])
  if (!status) child.kill('SIGKILL')
  await waiting
  return child.wait()
}
