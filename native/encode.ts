// A program of steps as the bytes that walker.c walks: program.h has the same layout.
import { formatStep } from './format.ts'
import { Encoded, HEADER, NONE, STEP } from './outcome.ts'
import { flatten, isBefore, linksOf, type Placed } from './placed.ts'
import { type Argument, type Block, errnoNumber, isBlock, isSlot, type Slot, type Step } from './step.ts'

const RULE = 8
const PATCH = 16
const [NUMBER, POINTER, SLOT] = [0, 1, 2] as const

/** Encodes. Throws a TypeError where a step uses a slot that no earlier step saves. */
export function encode(program: readonly Step[], { trace = false } = {}): Encoded {
  const steps = flatten(program)
  const slots = new Map<Slot, number>()
  const blocks = new Map<Block, number>()
  const strings = new Map<string, number>()
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
  for (const { step } of steps) {
    for (const { value } of step.args) {
      if (typeof value !== 'string' || strings.has(value)) continue
      strings.set(value, size)
      size += Buffer.byteLength(value) + 1
    }
  }
  size = Math.ceil(size / 8) * 8

  // Written word by word: programs are encoded while somebody waits for the child.
  const words = new Int32Array(size / 4)
  const bytes = Buffer.from(words.buffer)
  const long = (word: number, value: number | bigint) => {
    const large = typeof value === 'bigint'
    words[word] = large ? Number(BigInt.asIntN(32, value)) : value
    words[word + 1] = large ? Number(BigInt.asIntN(32, value >> 32n)) : Math.floor(value / 2 ** 32)
  }
  // Where a block or string is, or which slot it is.
  const placeOf = (to: Slot | Block | string, user: Placed): number => {
    if (typeof to === 'string') return strings.get(to) as number
    if (isBlock(to)) return blocks.get(to) as number
    if (!steps.some(saver => saver.save === to && isBefore(saver, user)))
      throw new TypeError(`${formatStep(user.step)}: no earlier step saves its result as $${to.slot}`)
    return slots.get(to) as number
  }

  words.set([size, program.length, at.steps, steps.length, at.rules, ruleCount, at.patches, linkCount, at.slots])
  words.set([slots.size, trace ? 1 : 0, 0, 0, steps.some(({ child }) => child.length > 0) ? 1 : 0], 9)
  let [rule, patch] = [0, 0]
  for (const placed of steps) {
    const { step, index, save, child } = placed
    const [itsRules, itsLinks] = [rules[index] ?? [], links[index] ?? []]
    const o = (at.steps + index * STEP) / 4
    long(o, step.nr)
    for (let i = 0; i < step.args.length; i++) {
      const { value } = step.args[i] as Argument
      const plain = typeof value === 'number' || typeof value === 'bigint'
      long(o + 2 + i * 2, plain ? value : placeOf(value, placed))
      bytes[o * 4 + 56 + i] = plain ? NUMBER : isSlot(value) ? SLOT : POINTER
    }
    words[o + 16] = save ? (slots.get(save) as number) : -1
    words[o + 17] = rule
    words[o + 18] = itsRules.length
    words[o + 19] = patch
    words[o + 20] = itsLinks.length
    words[o + 21] = child[0]?.index ?? 0
    words[o + 22] = child.length
    words[o + 23] = step.again ? errnoNumber(step.again) : 0
    long(o + 24, step.least ?? NONE)
    long(o + 26, NONE)
    for (const [error, then] of itsRules) words.set([error, then], at.rules / 4 + 2 * rule++)
    for (const { block, link } of itsLinks) {
      const place = (blocks.get(block) as number) + link.at
      const patching = [place, placeOf(link.to, placed), link.width, isSlot(link.to) ? 1 : 0]
      words.set(patching, at.patches / 4 + 4 * patch++)
    }
  }
  for (const [block, offset] of blocks) bytes.set(block.bytes, offset)
  for (const [text, offset] of strings) bytes.write(text, offset) // the NUL after it is there
  return new Encoded(bytes, steps, program.length, blocks)
}

const total = (lists: readonly (readonly unknown[])[]) => lists.reduce((sum, { length }) => sum + length, 0)

// Each an errno and the step that it leads to; -1 where it is allowed.
function rulesOf({ step, alternatives }: Placed): readonly Rule[] {
  if (alternatives.length === 0 && !step.allow) return NO_RULES
  const rules = alternatives.map(({ error, placed }) => [error, placed.index] as Rule)
  for (const name of step.allow ?? []) rules.push([errnoNumber(name), -1])
  return rules
}

type Rule = readonly [error: number, then: number]
const NO_RULES: readonly Rule[] = []
