// The words of linux.resources are those of cgroup v1. What each is in v2, as text for a file; undefined where the config
// does not say. https://github.com/opencontainers/runtime-spec/blob/main/config-linux.md#control-groups
import type { Resources } from '../config.ts'

/** A whole number from `least` to `most`. Throws an Error that names the word of the config. */
function whole(word: string, value: number, least: number, most: number): number {
  if (Number.isInteger(value) && value >= least && value <= most) return value
  const range = most === Number.MAX_SAFE_INTEGER ? `of ${least} or more` : `from ${least} to ${most}`
  throw new Error(`${word} ${JSON.stringify(value)}: a whole number ${range} is wanted`)
}

/** Bytes, processes, microseconds: as they are. -1 is no limit, which the kernel calls "max". */
export function amount(word: string, value: number | undefined, least = 1): string | undefined {
  if (value === undefined) return undefined
  if (value === -1) return 'max'
  return String(whole(`${word} (-1 is no limit)`, value, least, Number.MAX_SAFE_INTEGER))
}

/**
 * memory.swap.max. The config counts memory and swap together, the kernel swap alone. Where only memory is limited, swap
 * is no way around the limit.
 */
export function swapOf({ limit, swap }: NonNullable<Resources['memory']> = {}): string | undefined {
  if (swap === undefined) return limit === undefined ? undefined : limit === -1 ? 'max' : '0'
  if (swap === -1) return 'max'
  if (limit === undefined || limit === -1)
    throw new Error(`memory.swap ${swap}: it needs a memory.limit, which is part of it`)
  return String(whole('memory.swap (memory and swap together)', swap, limit, Number.MAX_SAFE_INTEGER) - limit)
}

/**
 * cpu.weight. Shares go from 2 to 262144 and are 1024 by default; weights go from 1 to 10000 and are 100 by default. The
 * curve meets these three points: runc has it since 1.3.2, crun since 1.23.
 */
export function weightOf(shares: number | undefined): string | undefined {
  if (shares === undefined) return undefined
  const l = Math.log2(whole('cpu.shares', shares, 2, 262144))
  return String(Math.min(10000, Math.ceil(10 ** ((l * l + 125 * l) / 612 - 7 / 34))))
}

/** cpu.max: so many microseconds of processor time in each period of so many. */
export function cpuMaxOf({ quota, period }: NonNullable<Resources['cpu']> = {}): string | undefined {
  if (quota === undefined && period === undefined) return undefined
  return `${amount('cpu.quota', quota ?? -1, 1000)} ${whole('cpu.period', period ?? 100000, 1000, 1000000)}`
}

/** io.weight: from 10 to 1000 there, from 1 to 10000 here. */
export function ioWeightOf(weight: number | undefined): string | undefined {
  if (weight === undefined) return undefined
  return String(1 + Math.floor(((whole('blockIO.weight', weight, 10, 1000) - 10) * 9999) / 990))
}

/**
 * Files that the config names itself. Those of cgroup.* are no limits, and the runtime's own. Those of io come last: they
 * have a line for each device, and what they said cannot be written back.
 */
export function unifiedOf(unified: Resources['unified'] = {}): [file: string, text: string][] {
  for (const [file, text] of Object.entries(unified)) {
    if (typeof text !== 'string') throw new Error(`unified ${file}: its text is wanted, in quotes`)
    if (!/^(?!cgroup\.)[a-z]+\.[\w.]+$/.test(file))
      throw new Error(`unified ${JSON.stringify(file)}: the name of a controller's file is wanted, like memory.high`)
  }
  const last = ([file]: [string, string]) => (file.startsWith('io.') ? 1 : 0)
  return Object.entries(unified).sort((a, b) => last(a) - last(b))
}
