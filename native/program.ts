// A program of steps as the bytes that walker.c walks (program.h has the same layout), and as lines that a person reads.
import { getSystemErrorMap } from 'node:util'
import { type Block, errnoName, errnoNumber, isBlock, isSlot, type Slot, type Step } from './step.ts'

const HEADER = 64
const STEP = 128
const RULE = 8
const PATCH = 16
const [NUMBER, POINTER, SLOT] = [0, 1, 2]
const ANY = -(2n ** 63n)

/** What became of a step. Times are nanoseconds of the monotonic clock, 0 where nobody traced. */
export interface Outcome {
  readonly step: Step
  /** Its result, minus its errno, or undefined where it was never reached. */
  readonly result: bigint | undefined
  readonly began: bigint
  readonly ended: bigint
}

/** The step at which a program stopped. errno is undefined where the result was merely too small. */
export interface Failure {
  readonly step: Step
  /** Counted from 1, nested steps after those before them. */
  readonly number: number
  readonly errno: string | undefined
}

/** A program as bytes, and how to read the bytes once they were walked. */
export interface Encoded {
  readonly bytes: Uint8Array
  outcomes(): Outcome[]
  failure(): Failure | undefined
  /** Brings what the kernel wrote back into the blocks of the program. */
  collect(): void
}

/** Encodes. Throws a TypeError where a step uses a slot that no earlier step saves. */
export function encode(program: readonly Step[], { trace = false } = {}): Encoded {
  const steps = flatten(program)
  const index = new Map(steps.map((each, i) => [each.id, i]))
  const slots = new Map<Slot, number>()
  for (const { step } of steps) if (step.save && !slots.has(step.save)) slots.set(step.save, slots.size)
  const slotOf = (slot: Slot): number => {
    const found = slots.get(slot)
    if (found === undefined) throw new TypeError(`no step saves its result as $${slot.slot}`)
    return found
  }
  const rules = steps.flatMap(({ step, alternatives }) => [
    ...(step.allow ?? []).map(name => ({ error: errnoNumber(name), then: -1 })),
    ...alternatives.map(({ errno, id }) => ({ error: errnoNumber(errno), then: index.get(id) as number })),
  ])
  const blocks = new Map<Block, number>()
  const perStep = steps.map(({ step }) => linksOf(step, blocks))

  const at = { steps: HEADER, rules: 0, patches: 0, slots: 0 }
  at.rules = at.steps + steps.length * STEP
  at.patches = at.rules + rules.length * RULE
  at.slots = at.patches + perStep.flat().length * PATCH
  let end = at.slots + slots.size * 8
  for (const [block] of blocks) {
    blocks.set(block, end)
    end += Math.ceil(block.bytes.length / 8) * 8
  }

  const bytes = new Uint8Array(end)
  const view = new DataView(bytes.buffer)
  const u32 = (offset: number, ...values: number[]) => values.forEach((v, i) => view.setUint32(offset + i * 4, v, true))
  u32(0, end, program.length, at.steps, steps.length, at.rules, rules.length, at.patches, perStep.flat().length)
  u32(32, at.slots, slots.size, trace ? 1 : 0)
  rules.forEach((rule, i) => {
    view.setInt32(at.rules + i * RULE, rule.error, true)
    view.setInt32(at.rules + i * RULE + 4, rule.then, true)
  })
  const places = (to: Block | Slot) =>
    isSlot(to) ? { from: slotOf(to), slot: 1 } : { from: blocks.get(to) as number, slot: 0 }
  perStep.flat().forEach(({ block, link }, i) => {
    const { from, slot } = places(link.to)
    u32(at.patches + i * PATCH, (blocks.get(block) as number) + link.at, from, link.width, slot)
  })
  let rule = 0
  let patch = 0
  steps.forEach(({ step, child, alternatives }, i) => {
    const o = at.steps + i * STEP
    view.setBigInt64(o, BigInt(step.nr), true)
    step.args.forEach(({ value }, a) => {
      const kind = isSlot(value) ? SLOT : isBlock(value) ? POINTER : NUMBER
      const word = isSlot(value) ? slotOf(value) : isBlock(value) ? (blocks.get(value) as number) : value
      view.setBigInt64(o + 8 + a * 8, BigInt.asIntN(64, BigInt(word)), true)
      view.setUint8(o + 56 + a, kind as number)
    })
    view.setInt32(o + 64, step.save ? slotOf(step.save) : -1, true)
    const count = (step.allow?.length ?? 0) + alternatives.length
    const links = (perStep[i] as unknown[]).length
    u32(
      o + 68,
      rule,
      count,
      patch,
      links,
      child.length > 0 ? (index.get(child[0] as number) as number) : 0,
      child.length,
    )
    view.setBigInt64(o + 96, step.least === undefined ? ANY : BigInt(step.least), true)
    view.setBigInt64(o + 104, ANY, true) // not reached
    rule += count
    patch += links
  })
  for (const [block, offset] of blocks) bytes.set(block.bytes, offset)

  return {
    bytes,
    outcomes: () =>
      steps.map(({ step }, i) => {
        const o = at.steps + i * STEP
        const result = view.getBigInt64(o + 104, true)
        const [began, ended] = [view.getBigUint64(o + 112, true), view.getBigUint64(o + 120, true)]
        return { step, result: result === ANY ? undefined : result, began, ended }
      }),
    failure() {
      const failed = view.getUint32(44, true)
      if (failed === 0) return undefined
      const error = view.getInt32(48, true)
      const { step } = steps[failed - 1] as (typeof steps)[number]
      return { step, number: failed, errno: error === 0 ? undefined : errnoName(error) }
    },
    collect() {
      for (const [block, offset] of blocks) block.bytes.set(bytes.subarray(offset, offset + block.bytes.length))
    },
  }
}

interface Placed {
  id: number
  step: Step
  child: number[]
  alternatives: { errno: string; id: number }[]
}

// The program itself first, then the steps of children and alternatives: each list stands together.
function flatten(program: readonly Step[]): Placed[] {
  let ids = 0
  const place = (step: Step): Placed => ({ id: ids++, step, child: [], alternatives: [] })
  const placed = program.map(place)
  for (const each of placed) {
    // grows while we walk it
    const children = (each.step.child ?? []).map(place)
    each.child = children.map(({ id }) => id)
    placed.push(...children)
    for (const [errno, step] of Object.entries(each.step.onError ?? {})) {
      const other = place(step)
      each.alternatives.push({ errno, id: other.id })
      placed.push(other)
    }
  }
  return placed
}

// The blocks that a step points to, and those they point to; each block has one place, and is linked where it is met first.
function linksOf(step: Step, seen: Map<Block, number>) {
  const found: { block: Block; link: Block['links'][number] }[] = []
  const visit = (block: Block) => {
    const known = seen.has(block)
    seen.set(block, 0)
    for (const link of block.links) {
      if (!known || isSlot(link.to)) found.push({ block, link })
      if (isBlock(link.to) && !known) visit(link.to)
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
