// A program of steps as the bytes that walker.c walks (program.h has the same layout), and as lines that a person reads.
import { getSystemErrorMap } from 'node:util'
import { type Block, errnoName, errnoNumber, isBlock, isSlot, type Slot, type Step } from './step.ts'

const HEADER = 64
const STEP = 128
const RULE = 8
const PATCH = 16
const [NUMBER, POINTER, SLOT] = [0, 1, 2] as const
const ANY = -(2n ** 63n)

/** What became of a step. Times are nanoseconds of the monotonic clock, 0 where nobody traced. */
export interface Outcome {
  readonly step: Step
  /** Its result, minus its errno, or undefined where it did not return or was never reached. */
  readonly result: bigint | undefined
  readonly began: bigint
  readonly ended: bigint
}

/** The step at which a program stopped. */
export interface Failure {
  readonly step: Step
  /** Its line in formatProgram(), counted from 1; a step that stands in for another has that one's. */
  readonly number: number
  /** Undefined where the result was merely too small. */
  readonly errno: string | undefined
  /** The chapter that added the step, or the one around it. */
  readonly from?: string | undefined
}

/** A program as bytes, and how to read the bytes once they were walked. */
export interface Encoded {
  readonly bytes: Uint8Array
  /** In the program's order. A step that stood in for another comes after it; one that was not needed is not told. */
  outcomes(): Outcome[]
  /** The result of the last step, or of the one that stood in for it. */
  result(): bigint | undefined
  failure(): Failure | undefined
  /** Brings what the kernel wrote back into the blocks of the program. */
  collect(): void
}

/** Encodes. Throws a TypeError where a step uses a slot that no earlier step saves. */
export function encode(program: readonly Step[], { trace = false } = {}): Encoded {
  const steps = flatten(program)
  const slots = new Map<Slot, number>()
  for (const { save } of steps) if (save && !slots.has(save)) slots.set(save, slots.size)
  const slotOf = (slot: Slot, user: Placed): number => {
    if (!steps.some(saver => saver.save === slot && isBefore(saver, user)))
      throw new TypeError(`${formatStep(user.step)}: no earlier step saves its result as $${slot.slot}`)
    return slots.get(slot) as number
  }
  const rules = steps.map(({ step, alternatives }) => [
    ...alternatives.map(({ error, placed }) => ({ error, then: placed.index })),
    ...(step.allow ?? []).map(name => ({ error: errnoNumber(name), then: -1 })),
  ])
  const blocks = new Map<Block, number>()
  const links = steps.map(({ step }) => linksOf(step, blocks))

  const at = { steps: HEADER, rules: 0, patches: 0, slots: 0 }
  at.rules = at.steps + steps.length * STEP
  at.patches = at.rules + rules.flat().length * RULE
  at.slots = at.patches + links.flat().length * PATCH
  let end = at.slots + slots.size * 8
  for (const [block] of blocks) {
    blocks.set(block, end)
    end += Math.ceil(block.bytes.length / 8) * 8
  }
  const placeOf = (block: Block) => blocks.get(block) as number

  const bytes = new Uint8Array(end)
  const view = new DataView(bytes.buffer)
  const u32 = (offset: number, ...values: number[]) => values.forEach((v, i) => view.setUint32(offset + i * 4, v, true))
  const i64 = (offset: number, value: number | bigint) =>
    view.setBigInt64(offset, BigInt.asIntN(64, BigInt(value)), true)
  u32(0, end, program.length, at.steps, steps.length, at.rules, rules.flat().length, at.patches, links.flat().length)
  u32(32, at.slots, slots.size, trace ? 1 : 0)
  let rule = 0
  let patch = 0
  for (const placed of steps) {
    const { step, index, child, save } = placed
    const [itsRules, itsLinks] = [rules[index] ?? [], links[index] ?? []]
    const o = at.steps + index * STEP
    i64(o, step.nr)
    step.args.forEach(({ value }, a) => {
      i64(o + 8 + a * 8, isSlot(value) ? slotOf(value, placed) : isBlock(value) ? placeOf(value) : value)
      view.setUint8(o + 56 + a, isSlot(value) ? SLOT : isBlock(value) ? POINTER : NUMBER)
    })
    u32(o + 64, save ? (slots.get(save) as number) : -1)
    u32(o + 68, rule, itsRules.length, patch, itsLinks.length, child[0]?.index ?? 0, child.length)
    i64(o + 96, step.least ?? ANY)
    i64(o + 104, ANY) // no result yet
    for (const { error, then } of itsRules) u32(at.rules + rule++ * RULE, error, then)
    for (const { block, link } of itsLinks) {
      const from = isSlot(link.to) ? slotOf(link.to, placed) : placeOf(link.to)
      u32(at.patches + patch++ * PATCH, placeOf(block) + link.at, from, link.width, isSlot(link.to) ? 1 : 0)
    }
  }
  for (const [block, offset] of blocks) bytes.set(block.bytes, offset)

  function outcome({ step, index }: Placed): Outcome {
    const o = at.steps + index * STEP
    const result = view.getBigInt64(o + 104, true)
    const [began, ended] = [view.getBigUint64(o + 112, true), view.getBigUint64(o + 120, true)]
    return { step, result: result === ANY ? undefined : result, began, ended }
  }
  // A step, and those that stood in for it.
  function* taken(first: Placed) {
    for (let at: Placed | undefined = first; at; ) {
      const { result } = outcome(at)
      yield at
      at = at.alternatives.find(({ error }) => result === -BigInt(error))?.placed
    }
  }
  const tell = (list: readonly Placed[]): Outcome[] =>
    list.flatMap(first => [...taken(first)].flatMap(each => [outcome(each), ...tell(each.child)]))

  return {
    bytes,
    outcomes: () => tell(steps[0]?.list ?? []),
    result: () => outcome([...taken(steps[program.length - 1] as Placed)].at(-1) as Placed).result,
    failure() {
      const failed = steps[view.getUint32(44, true) - 1]
      if (failed === undefined) return undefined
      const { step, result = 0n } = outcome(failed)
      const errno = result < 0n && result >= -4095n ? errnoName(Number(-result)) : undefined
      const around = outwards(failed)
      const lines = printed(around.at(-1)?.list ?? [])
      const number = 1 + lines.indexOf(around.find(each => lines.includes(each)) as Placed)
      return { step, number, errno, from: around.find(({ step: { from } }) => from)?.step.from }
    },
    collect() {
      for (const [block, offset] of blocks) block.bytes.set(bytes.subarray(offset, offset + block.bytes.length))
    },
  }
}

/** A step in its place among all steps of a program, nested ones too. */
interface Placed {
  readonly step: Step
  readonly index: number
  /** The steps that run one after the other with it; a step that stands in for another is alone. */
  readonly list: readonly Placed[]
  /** The clone that runs it, or the step that it stands in for. */
  readonly outer: Placed | undefined
  readonly save: Slot | undefined
  child: readonly Placed[]
  readonly alternatives: { readonly error: number; readonly placed: Placed }[]
}

// The program itself first, then the steps of children and alternatives: each list stands together, behind what leads to it.
function flatten(program: readonly Step[]): Placed[] {
  const all: Placed[] = []
  const place = (list: readonly Step[], outer?: Placed, save?: Slot): Placed[] => {
    const placed: Placed[] = []
    for (const step of list) {
      if (save && step.save && step.save !== save)
        throw new TypeError(`${formatStep(step)} stands in for a step that saves $${save.slot}: it cannot save another`)
      placed.push({
        step,
        index: all.length,
        list: placed,
        outer,
        save: step.save ?? save,
        child: [],
        alternatives: [],
      })
      all.push(placed.at(-1) as Placed)
    }
    return placed
  }
  place(program)
  for (const each of all) {
    // grows while we walk it
    each.child = place(each.step.child ?? [], each)
    const stands = new Map<Step, Placed>() // one step may answer several errors
    for (const [errno, step] of Object.entries(each.step.onError ?? {})) {
      const placed = stands.get(step) ?? (place([step], each, each.save)[0] as Placed)
      stands.set(step, placed)
      each.alternatives.push({ error: errnoNumber(errno), placed })
    }
  }
  return all
}

/** The steps of a program, with those of its children and those that may stand in for others. */
export const allSteps = (program: readonly Step[]): Step[] => flatten(program).map(({ step }) => step)

// A step, what it runs in or stands in for, and so on to a step of the program itself.
function outwards(placed: Placed): Placed[] {
  const around = [placed]
  for (let { outer } = placed; outer; outer = outer.outer) around.push(outer)
  return around
}

// True where the first has run, or was left out by an error that is allowed, when the other one's turn comes.
const isBefore = (one: Placed, other: Placed): boolean =>
  outwards(other).some(({ list, index }) => list === one.list && one.index < index)

const printed = (list: readonly Placed[]): Placed[] => list.flatMap(each => [each, ...printed(each.child)])

// The places that hold addresses and results, in the blocks that a step points to and those they point to. An address is
// written once, where its block is met first; a result before each step that uses it.
function linksOf(step: Step, met: Map<Block, number>) {
  const found: { block: Block; link: Block['links'][number] }[] = []
  const visited = new Set<Block>()
  const visit = (block: Block) => {
    if (visited.has(block)) return
    visited.add(block)
    const first = !met.has(block)
    met.set(block, 0)
    for (const link of block.links) {
      if (first || isSlot(link.to)) found.push({ block, link })
      if (isBlock(link.to)) visit(link.to)
    }
  }
  for (const { value } of step.args) if (isBlock(value)) visit(value)
  return found
}

/** One step as strace prints it: `sethostname("web", 3)`. */
export const formatStep = (step: Step): string => `${step.call}(${step.args.map(({ text }) => text).join(', ')})`

/** What the kernel answered, as strace prints it: `= 0`, `= -1 EPERM (operation not permitted)`, `= ?` where it does not return. */
export function formatResult(result: bigint | undefined): string {
  if (result === undefined) return '= ?'
  if (result >= 0n || result < -4095n) return `= ${result}`
  const errno = Number(-result)
  const meaning = getSystemErrorMap().get(-errno)?.[1]
  return `= -1 ${errnoName(errno)}${meaning ? ` (${meaning})` : ''}`
}

/** The program, a line each step; the steps of a child are indented below the clone that makes it. */
export function formatProgram(program: readonly Step[], indent = ''): string[] {
  return program.flatMap(step => [indent + formatStep(step), ...formatProgram(step.child ?? [], `${indent}  `)])
}
