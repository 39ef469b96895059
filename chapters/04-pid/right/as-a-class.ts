// right: a class with a map by the container's id; stop() races two promises, and takes the timer back by a signal
import { closeSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { AT_EMPTY_PATH, CLONE_NEWPID, execveat, type Process, type Status, sealed } from '#native'
import type { Container, Mechanism } from '../../../chapters/container.ts'

class PidNamespace implements Mechanism {
  readonly name = '04-pid'
  readonly #open = new Map<string, number>()

  flags(c: Container): number {
    const wanted = c.config.linux?.namespaces?.some(({ type, path }) => type === 'pid' && !path)
    return wanted ? CLONE_NEWPID : 0
  }

  prepare(c: Container): void {
    const { linux, annotations, process } = c.config
    const namespace = linux?.namespaces?.find(each => each.type === 'pid')
    if (namespace?.path) throw new Error(`pid namespace ${namespace.path}: cannot be entered by a step`)
    if (annotations?.['org.congo.init'] !== 'true') return
    if (!namespace) throw new Error('org.congo.init: add a pid namespace')
    const program = sealed('init')
    this.#open.set(c.id, program)
    c.exec = execveat(program, '', ['init'].concat(process.args), process.env, AT_EMPTY_PATH)
  }

  steps() {
    return []
  }

  release({ id }: Container): void {
    const program = this.#open.get(id)
    if (program === undefined) return
    this.#open.delete(id)
    closeSync(program)
  }
}

export const mechanism: Mechanism = new PidNamespace()

export async function stop(child: Process, seconds: number): Promise<Status> {
  child.kill('SIGTERM')
  const enough = new AbortController()
  const late = sleep(seconds * 1000, 'late' as const, { signal: enough.signal })
  late.catch(() => undefined) // taken back
  const first = await Promise.race([child.wait(), late])
  enough.abort()
  if (first !== 'late') return first
  child.kill('SIGKILL')
  return child.wait()
}
