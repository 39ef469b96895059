// A program of steps as the bytes that walker.c walks: program.h has the same layout.
import { formatStep } from './format.ts'
import { Encoded, HEADER, NONE, STEP } from './outcome.ts'
import { flatten, isBefore, linksOf, type Placed } from './placed.ts'
import { type Block, errnoNumber, isBlock, isSlot, type Slot, type Step } from './step.ts'

const RULE = 8
const PATCH = 16
const [NUMBER, POINTER, SLOT] = [0, 1, 2] as const

/** Encodes. Throws a TypeError where a step uses a slot that no earlier step saves. */
export function encode(program: readonly Step[], { trace = false } = {}): Encoded {
  const steps = flatten(program)
  const slots = new Map<Slot, number>()
  const blocks = new Map<Block, number>()
  const at = { steps: HEADER, rules: HEADER + steps.length * STEP, patches: 0, slots: 0, data: 0 }
  const [rules, links] = [steps.map(rulesOf), steps.map(({ step }) => linksOf(step, blocks))]
  for (const { save } of steps) if (save && !slots.has(save)) slots.set(save, slots.size)
  const [ruleCount, linkCount] = [total(rules), total(links)]
  at.patches = at.rules + ruleCount * RULE
  at.slots = at.patches + linkCount * PATCH
  let size = at.slots + slots.size * 8
  for (const [block] of blocks) {
    blocks.set(block, size)
    size += Math.ceil(block.bytes.length / 8) * 8
  }

  const words = new Int32Array(size / 4)
  const bytes = new Uint8Array(words.buffer)
  const longs = new BigInt64Array(words.buffer)
  const put = (offset: number, ...values: number[]) => words.set(values, offset / 4)
  const putLong = (offset: number, value: number | bigint) => {
    if (typeof value === 'bigint') longs[offset / 8] = value
    else put(offset, value, Math.floor(value / 2 ** 32))
  }
  // Where a block is, or which slot it is.
  const placeOf = (to: Slot | Block, user: Placed): number => {
    if (isBlock(to)) return blocks.get(to) as number
    if (!steps.some(saver => saver.save === to && isBefore(saver, user)))
      throw new TypeError(`${formatStep(user.step)}: no earlier step saves its result as $${to.slot}`)
    return slots.get(to) as number
  }

  put(0, size, program.length, at.steps, steps.length, at.rules, ruleCount, at.patches, linkCount)
  put(32, at.slots, slots.size, trace ? 1 : 0)
  let [rule, patch] = [0, 0]
  for (const placed of steps) {
    const { step, index, save, child } = placed
    const [itsRules, itsLinks] = [rules[index] ?? [], links[index] ?? []]
    const o = at.steps + index * STEP
    putLong(o, step.nr)
    step.args.forEach(({ value }, i) => {
      const plain = typeof value !== 'object'
      putLong(o + 8 + i * 8, plain ? value : placeOf(value, placed))
      bytes[o + 56 + i] = plain ? NUMBER : isSlot(value) ? SLOT : POINTER
    })
    put(o + 64, save ? (slots.get(save) as number) : -1, rule, itsRules.length, patch, itsLinks.length)
    put(o + 84, child[0]?.index ?? 0, child.length)
    putLong(o + 96, step.least ?? NONE)
    putLong(o + 104, NONE)
    for (const [error, then] of itsRules) put(at.rules + rule++ * RULE, error, then)
    for (const { block, link } of itsLinks) {
      const place = (blocks.get(block) as number) + link.at
      put(at.patches + patch++ * PATCH, place, placeOf(link.to, placed), link.width, isSlot(link.to) ? 1 : 0)
    }
  }
  for (const [block, offset] of blocks) bytes.set(block.bytes, offset)
  return new Encoded(bytes, steps, program.length, blocks)
}

const total = (lists: readonly (readonly unknown[])[]) => lists.reduce((sum, { length }) => sum + length, 0)

// Each an errno and the step that it leads to; -1 where it is allowed.
const rulesOf = ({ step, alternatives }: Placed): (readonly [number, number])[] => [
  ...alternatives.map(({ error, placed }) => [error, placed.index] as const),
  ...(step.allow ?? []).map(name => [errnoNumber(name), -1] as const),
]
