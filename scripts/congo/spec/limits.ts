// --memory, --cpu, --cpus, --pids: for a container as it is made, and for one that runs. --ulimit: for each of its processes.
import { existsSync } from 'node:fs'
import { RLIMIT } from '#native'
import { parseSize } from '../../../chapters/08-cgroups/size.ts'
import { isRoot } from '../../../chapters/11-user/rootless.ts'
import type { Resources, Rlimit } from '../../../chapters/config.ts'
import { defined } from '../../../chapters/defined.ts'
import type { CreateOptions } from '../library/types.ts'
import { refused, told, whole } from './flag.ts'

export type LimitFlags = Pick<CreateOptions, 'memory' | 'cpu' | 'cpus' | 'pids'>

/** Whether this system has cgroups of version 2, where we may make our own. */
export const hasCgroups = (): boolean => isRoot() && existsSync('/sys/fs/cgroup/cgroup.controllers')

/** Limits that were asked for; undefined where none was. */
export function limits({ memory, cpu, cpus, pids }: LimitFlags): Resources | undefined {
  const cpuTime = {
    ...(cpu !== undefined && { shares: whole('--cpu', cpu) }),
    ...(cpus !== undefined && processors(cpus)),
  }
  const resources: Resources = {
    ...(memory !== undefined && { memory: { limit: told('--memory', () => parseSize(memory)) } }),
    ...(Object.keys(cpuTime).length > 0 && { cpu: cpuTime }),
    ...(pids !== undefined && { pids: { limit: whole('--pids', pids) } }),
  }
  return Object.keys(resources).length > 0 ? resources : undefined
}

const PERIOD = 100_000 // microseconds, the kernel's own

/** So many processors' time, read digit by digit: 0.29 * 100000 is 28999.999... What is less than a microsecond is cut off. */
function processors(text: string): { quota: number; period: number } {
  const [, whole = '', part = ''] = /^(\d*)(?:\.(\d+))?$/.exec(text) ?? []
  const quota = Number(whole) * PERIOD + Number(part.padEnd(5, '0').slice(0, 5))
  if (whole + part === '' || (quota < 1000 && Number(text) !== 0) || !Number.isSafeInteger(quota)) {
    throw refused('--cpus', text, 'a number of processors is wanted, from 0.01 on: 0.5, 2; 0 is no limit')
  }
  return { quota: quota === 0 ? -1 : quota, period: PERIOD }
}

/** NAME=SOFT[:HARD], names as ulimit has them. Of several about the same limit the last counts. */
export function rlimits(typed: readonly string[]): Rlimit[] {
  const all = typed.map(each => {
    const [, name = '', soft = '', hard = soft] = /^(\w+)=([^:]+)(?::(.+))?$/.exec(each) ?? []
    const type = `RLIMIT_${name.toUpperCase()}`
    if (name === '') throw refused('--ulimit', each, 'write NAME=SOFT, or NAME=SOFT:HARD, nofile=1024:4096')
    if (!Object.hasOwn(RLIMIT, type)) {
      const known = Object.keys(RLIMIT).map(it => it.slice('RLIMIT_'.length).toLowerCase())
      throw refused('--ulimit', each, `there are ${known.join(', ')}`)
    }
    const limit = { type, soft: bound(soft, each), hard: bound(hard, each) }
    if (limit.soft > limit.hard) throw refused('--ulimit', each, 'the soft limit is above the hard one')
    return limit
  })
  return [...new Map(all.map(limit => [limit.type, limit])).values()]
}

/** "No limit" is 2 ** 64 - 1 in config.json, which is no number of JavaScript: 2 ** 64 is read in its place (12). */
function bound(text: string, typed: string): number {
  if (text === 'unlimited' || text === '-1') return 2 ** 64
  if (!/^\d+$/.test(text)) throw refused('--ulimit', typed, `"${text}" is no limit: a whole number, or unlimited`)
  return Number(text)
}

/** As the flags of `update` say it: limits of a config, and others that now hold in their place. */
export const withLimits = (before: Resources = {}, { memory, cpu, pids }: Resources): Resources => ({
  ...before,
  ...defined({
    memory: memory && { ...before.memory, ...memory },
    cpu: cpu && { ...before.cpu, ...cpu },
    pids,
  }),
})
