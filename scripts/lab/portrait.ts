// What the kernel shows of host and container at one moment, in lines that can be held against those of another one.
import type { ProcessView, Trial } from '../../chapters/check.ts'

/** By what they are about; a list where there are several of a kind. */
export type Portrait = Readonly<Record<string, string | readonly string[]>>

const NAMESPACES = ['user', 'pid', 'mnt', 'net', 'uts', 'ipc', 'cgroup']

/** Of the container's first process, which may not have become its command yet. */
export async function ofContainer(t: Trial, it: ProcessView): Promise<Portrait> {
  const own = NAMESPACES.filter(type => it.namespace(type) !== t.host.namespace(type))
  const names = own.includes('uts') ? await t.probeIn(it, ['uts'], 'names') : []
  const first = (field: string) => it.status(field).split('\t')[0] ?? ''
  return {
    'namespaces of its own': own,
    'its numbers': it.numbers.slice(1).join(', '),
    names,
    mounts: it.mounts().map(({ point, type }) => `${point} (${type})`),
    'shared mounts': String(
      it.mounts().filter(({ propagation }) => propagation.some(each => each.startsWith('shared'))).length,
    ),
    interfaces: interfacesOf(it),
    descriptors: [...it.descriptors()].map(([fd, target]) => `${fd} ${target}`),
    'its cgroup': it.proc('cgroup').trim().replace(/^0::/, ''),
    uid: it.status('Uid').replaceAll('\t', ' '),
    'uid map': it.proc('uid_map').trim().replaceAll(/ +/g, ' '),
    capabilities: it.status('CapEff'),
    'bounding set': it.status('CapBnd'),
    'no new privileges': first('NoNewPrivs'),
    'filter of system calls': first('Seccomp'),
    'working directory': it.cwd,
    program: it.program,
  }
}

export async function ofHost(t: Trial): Promise<Portrait> {
  return {
    names: await t.probe('names'),
    mounts: t.host.mounts().map(({ point, type }) => `${point} (${type})`),
    interfaces: interfacesOf(t.host),
    processes: t.processes().map(({ args, numbers }) => `${numbers[1]} ${args.join(' ')}`),
  }
}

const interfacesOf = (it: ProcessView): string[] =>
  [...it.proc('net/dev').matchAll(/^ *([^\s:]+):/gm)].map(([, name = '']) => name)

/** What is different now, a line each: "uid: 0 -> 1000", "mounts: + /proc (proc)". */
export function changes(before: Portrait, now: Portrait): string[] {
  return Object.keys(now).flatMap(what => {
    const fresh = now[what] ?? ''
    const old = before[what] ?? (typeof fresh === 'string' ? '' : [])
    if (typeof old === 'string' && typeof fresh === 'string')
      return old === fresh ? [] : [`${what}: ${old || 'none'} -> ${fresh || 'none'}`]
    const [was, is] = [[old].flat(), [fresh].flat()]
    return [
      ...without(was, is).map(each => `${what}: - ${each}`),
      ...without(is, was).map(each => `${what}: + ${each}`),
    ]
  })
}

/** Those of a list that another one has not; what is there twice counts twice. */
function without(list: readonly string[], other: readonly string[]): string[] {
  const left = [...other]
  return list.filter(each => {
    const i = left.indexOf(each)
    if (i >= 0) left.splice(i, 1)
    return i < 0
  })
}
