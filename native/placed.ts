// The steps of a program in the order in which they stand in memory, nested and alternative ones too.
import { formatStep } from './format.ts'
import { type Block, errnoNumber, isBlock, isSlot, type Slot, type Step } from './step.ts'

/** A step in its place among all steps of a program, nested ones too. */
export interface Placed {
  readonly step: Step
  readonly index: number
  /** The steps that run one after the other with it; a step that stands in for another is alone. */
  readonly list: readonly Placed[]
  /** The clone that runs it, or the step that it stands in for. */
  readonly outer: Placed | undefined
  readonly save: Slot | undefined
  child: readonly Placed[]
  alternatives: readonly { readonly error: number; readonly placed: Placed }[]
}

const NONE: readonly never[] = []

/** The program itself first, then the steps of children and alternatives: each list together, behind what leads to it. */
export function flatten(program: readonly Step[]): Placed[] {
  const all: Placed[] = []
  const place = (steps: readonly Step[], outer?: Placed, save?: Slot): Placed[] => {
    const list: Placed[] = []
    for (const step of steps) {
      if (save && step.save && step.save !== save)
        throw new TypeError(`${formatStep(step)} stands in for a step that saves $${save.slot}: it cannot save another`)
      const placed = { step, index: all.length, list, outer, save: step.save ?? save, child: NONE, alternatives: NONE }
      list.push(placed)
      all.push(placed)
    }
    return list
  }
  place(program)
  for (const each of all) {
    // grows while we walk it
    const { child, onError } = each.step
    if (child) each.child = place(child, each)
    if (!onError) continue
    const stands = new Map<Step, Placed>() // one step may answer several errors
    for (const [errno, step] of Object.entries(onError)) {
      const placed = stands.get(step) ?? (place([step], each, each.save)[0] as Placed)
      stands.set(step, placed)
      each.alternatives = [...each.alternatives, { error: errnoNumber(errno), placed }]
    }
  }
  return all
}

/** A step, what it runs in or stands in for, and so on to a step of the program itself. */
export function outwards(placed: Placed): Placed[] {
  const around = [placed]
  for (let { outer } = placed; outer; outer = outer.outer) around.push(outer)
  return around
}

/** True where the first has run, or its error was allowed, when the other one's turn comes. */
export const isBefore = (one: Placed, other: Placed): boolean =>
  outwards(other).some(({ list, index }) => list === one.list && one.index < index)

/** The steps that formatProgram() prints, in its order. */
export const printed = (list: readonly Placed[]): Placed[] => list.flatMap(each => [each, ...printed(each.child)])

/**
 * The places that hold addresses and results, in the blocks that a step points to and those they point to. An address is
 * written once, where its block is met first; a result before each step that uses it. Adds the blocks to those that were met.
 */
export function linksOf(step: Step, met: Map<Block, number>): readonly Link[] {
  if (!step.args.some(({ value }) => isBlock(value))) return NO_LINKS
  const found: Link[] = []
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

interface Link {
  readonly block: Block
  readonly link: Block['links'][number]
}
const NO_LINKS: readonly Link[] = []
