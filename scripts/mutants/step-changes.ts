// Runs in the sandbox, as part of an answer: the solution, whose steps are written down, or changed in one thing.
import { appendFileSync } from 'node:fs'
import type { Step } from '#native'
import type { Mechanism } from '../../chapters/container.ts'

type Argument = Step['args'][number]

/** Where a recording leaves what it has seen, a line each: scripts/mutants/record.ts */
export const STEPS = '/root/steps'

/** A step as it is told apart from others: by what is the same whatever the config and the processes are. */
export const keyOf = (step: Step): string =>
  `${step.call}(${step.args.map(({ text }) => text).join(', ')})`
    .replaceAll(/"(?:[^"\\]|\\.)*"/g, '"…"')
    .replaceAll(/"…"(, "…")+/g, '"…"')
    .replaceAll(/\d+/g, '#')

/** Of a list of steps the one, what follows on it, and which of its arguments are made of flags. */
export interface Seen {
  readonly key: string
  readonly next?: string
  readonly flags: readonly { readonly argument: number; readonly bits: readonly number[] }[]
}

/** What a mechanism has asked clone3 for. */
export interface Asked {
  readonly clone: number
}

const PARTS = ['prepare', 'connect', 'release'] as const

/** What a mechanism has besides its steps. */
export interface Has {
  readonly parts: readonly (typeof PARTS)[number][]
}

export type Change =
  | { readonly drop: string }
  | { readonly swap: readonly [string, string] }
  | { readonly clear: string; readonly argument: number; readonly bit: number }
  /** Of what the mechanism asks clone3 for. */
  | { readonly flag: number }
  | { readonly without: (typeof PARTS)[number] }

/** What a chapter exports, changed. Without a change it stays as it is, and its steps are written down. */
export function changed<Exported>(exported: Exported, change?: Change): Exported {
  const steps = (list: Step[]) => (change ? changeSteps(list, change) : written(list))
  if (typeof exported === 'function') {
    const call = (...args: unknown[]) => {
      const result: unknown = Reflect.apply(exported, undefined, args)
      return areSteps(result) ? steps(result) : result
    }
    return Object.defineProperty(call, 'name', { value: exported.name }) as Exported
  }
  if (!isMechanism(exported)) return exported
  return {
    ...exported,
    ...changeParts(exported, change),
    steps: (c: Parameters<Mechanism['steps']>[0]) => steps(exported.steps(c)),
  }
}

function changeParts(m: Mechanism, change: Change | undefined): Partial<Mechanism> {
  if (change && 'without' in change) return { [change.without]: () => undefined }
  if (change && 'flag' in change) return { flags: c => (m.flags?.(c) ?? 0) & ~change.flag }
  if (change) return {}
  note({ parts: PARTS.filter(part => m[part] !== undefined) })
  return { flags: c => noted(m.flags?.(c) ?? 0) }
}

function changeSteps(list: Step[], change: Change): Step[] {
  if ('drop' in change) return list.filter(step => keyOf(step) !== change.drop)
  if ('clear' in change) return list.map(step => (keyOf(step) === change.clear ? cleared(step, change) : step))
  if (!('swap' in change)) return list
  const [first, second] = change.swap
  const result = [...list]
  for (let i = 0; i + 1 < result.length; i++) {
    const [one, two] = result.slice(i, i + 2) as [Step, Step]
    if (keyOf(one) === first && keyOf(two) === second) result.splice(i++, 2, two, one)
  }
  return result
}

function cleared(step: Step, { argument, bit }: { readonly argument: number; readonly bit: number }): Step {
  const args = step.args.map(
    (each, i): Argument => (i === argument ? { value: Number(each.value) & ~bit, text: `${each.text}&~${bit}` } : each),
  )
  return { ...step, args }
}

function written(list: Step[]): Step[] {
  const keys = list.map(keyOf)
  for (const [i, step] of list.entries()) {
    const flags = step.args.flatMap((each, argument) => {
      const bits = bitsOf(each)
      return bits.length > 0 ? [{ argument, bits }] : []
    })
    const next = keys[i + 1]
    note({ key: keys[i] ?? '', flags, ...(next !== undefined && { next }) })
  }
  return list
}

function noted(clone: number): number {
  note({ clone })
  return clone
}

const note = (line: Seen | Asked | Has) => appendFileSync(STEPS, `${JSON.stringify(line)}\n`)

/** Of an argument that is made of named flags; a name that stands for one number is none of them. */
function bitsOf({ value, text }: Argument): number[] {
  if (typeof value !== 'number' || !/^[A-Z]\w*(\|\w+)*$/.test(text)) return []
  const bits = Array.from({ length: 32 }, (_, i) => (1 << i) >>> 0).filter(bit => (value & bit) !== 0)
  return text.includes('|') || bits.length === 1 ? bits : []
}

const areSteps = (value: unknown): value is Step[] => Array.isArray(value) && value.length > 0 && value.every(isStep)

const isStep = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && 'call' in value && 'nr' in value

const isMechanism = (value: unknown): value is Mechanism =>
  typeof value === 'object' && value !== null && 'steps' in value && typeof value.steps === 'function'
