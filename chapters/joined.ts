// Namespaces that a container shares with another one. The config has that one's id, since its process is another after each
// start: so only when this one starts do paths come of it.
import { closeSync, openSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { lives, load } from '#mechanisms/15-lifecycle'
import { AT_FDCWD, CLONE_NEWPID, close, O_CLOEXEC, O_RDONLY, openat, type Step, setns, slot } from '#native'
import type { Container, Mechanism } from './container.ts'

/** The annotation: a kind of namespace and an id for each, in JSON: {"ipc": "web"} */
export const JOIN = 'org.congo.join'

const FILES: Readonly<Record<string, string>> = { network: 'net', ipc: 'ipc', pid: 'pid' }

const opened = new WeakMap<Container, number[]>()

/** Before all others look at the config: the namespaces get their paths. */
export const joining: Mechanism = {
  name: '02-ipc',
  prepare(c) {
    const text = c.config.annotations?.[JOIN]
    if (text === undefined) return
    const files: number[] = []
    opened.set(c, files)
    const paths = Object.entries(JSON.parse(text) as Record<string, string>).map(([type, id]) => {
      const file = openNamespace(c, type, id)
      files.push(file)
      return [type, `/proc/self/fd/${file}`] as const
    })
    const { pid, ...others } = Object.fromEntries(paths)
    if (pid) c.pidNamespace = pid
    const { linux } = c.config
    const namespaces = linux?.namespaces
      ?.filter(({ type }) => type !== 'pid' || !pid) // the child is born into it: nobody can enter one himself
      .map(({ type, ...rest }) => ({ type, ...rest, ...(others[type] && { path: others[type] }) }))
    c.config = { ...c.config, linux: { ...linux, ...(namespaces && { namespaces }) } }
  },
  steps: () => [],
  release(c) {
    for (const file of opened.get(c) ?? []) closeSync(file)
    opened.delete(c)
    delete c.pidNamespace
  },
}

/** Open, it is that of the process which lived before and after, whoever has its number later. */
function openNamespace(c: Container, type: string, id: string): number {
  const kind = FILES[type]
  if (kind === undefined) throw new Error(`${JOIN}: ${type}: there are ${Object.keys(FILES).join(', ')}`)
  const absent = new Error(`${id} does not run, and ${c.id} is to share its ${type} namespace: start that one first`)
  const { process } = load(join(dirname(c.bundle), id, 'state.json'))
  if (!process || !lives(process)) throw absent
  const file = openSync(`/proc/${process.pid}/ns/${kind}`, 'r')
  if (lives(process)) return file
  closeSync(file)
  throw absent
}

/** Steps of whoever clones the container, so that it is born into the PID namespace that it shares. */
export function bornInto({ pidNamespace }: Container): Step[] {
  if (pidNamespace === undefined) return []
  const file = slot('pid namespace')
  return [
    { ...openat(AT_FDCWD, pidNamespace, O_RDONLY | O_CLOEXEC), save: file },
    setns(file, CLONE_NEWPID),
    close(file),
  ]
}
