import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { amount, cpuMaxOf, ioWeightOf, swapOf, unifiedOf, weightOf } from './limits.ts'

test('an amount is a whole number, or none', () => {
  assert.equal(
    [amount('w', undefined), amount('w', -1), amount('w', 1), amount('w', 2 ** 40)],
    [undefined, 'max', '1', '1099511627776'],
  )
  for (const value of [0, -2, 1.5, Number.NaN, 2 ** 60, '64m' as unknown as number])
    assert.throws(() => amount('memory.limit', value), /^memory\.limit .*: a whole number of 1 or more is wanted$/)
})

test('swap is what is beyond memory', () => {
  const cases: [Parameters<typeof swapOf>[0], string | undefined][] = [
    [undefined, undefined],
    [{ reservation: 5 }, undefined],
    [{ limit: 100 }, '0'],
    [{ limit: -1 }, 'max'],
    [{ limit: 100, swap: 100 }, '0'],
    [{ limit: 100, swap: 150 }, '50'],
    [{ limit: 100, swap: -1 }, 'max'],
    [{ swap: -1 }, 'max'],
  ]
  for (const [memory, text] of cases) assert.is(swapOf(memory), text, JSON.stringify(memory))
  assert.throws(() => swapOf({ limit: 100, swap: 99 }), /memory\.swap .* 99: a whole number of 100 or more/)
  assert.throws(() => swapOf({ swap: 100 }), /memory\.swap 100: it needs a memory\.limit/)
  assert.throws(() => swapOf({ limit: -1, swap: 100 }), /it needs a memory\.limit/)
})

test('shares become weights, the lowest, the usual and the highest each their like', () => {
  const pairs = [2, 3, 10, 512, 1000, 1024, 2000, 4096, 102400, 262143, 262144].map(shares => weightOf(shares))
  assert.equal(pairs, ['1', '2', '4', '59', '99', '100', '170', '303', '4429', '10000', '10000'])
  assert.is(weightOf(undefined), undefined)
  for (const shares of [-1, 0, 1, 262145, 2.5]) assert.throws(() => weightOf(shares), /cpu\.shares .* from 2 to 262144/)
})

test('quota and period go into one file', () => {
  assert.equal(
    [
      cpuMaxOf(),
      cpuMaxOf({ shares: 5 }),
      cpuMaxOf({ quota: 5000 }),
      cpuMaxOf({ quota: -1 }),
      cpuMaxOf({ period: 2000 }),
    ],
    [undefined, undefined, '5000 100000', 'max 100000', 'max 2000'],
  )
  assert.is(cpuMaxOf({ quota: 5000, period: 50000 }), '5000 50000')
  assert.throws(() => cpuMaxOf({ quota: 999 }), /cpu\.quota .* 1000 or more/)
  assert.throws(() => cpuMaxOf({ period: 999 }), /cpu\.period 999: .* from 1000 to 1000000/)
  assert.throws(() => cpuMaxOf({ period: -1 }), /cpu\.period -1/)
})

test('weights of disks', () => {
  assert.equal([undefined, 10, 500, 1000].map(ioWeightOf), [undefined, '1', '4950', '10000'])
  assert.throws(() => ioWeightOf(9), /blockIO\.weight 9: .* from 10 to 1000/)
})

test('files that are named by the config: of controllers, those of io last', () => {
  assert.equal(unifiedOf(), [])
  assert.equal(unifiedOf({ 'io.max': '8:0 rbps=1', 'memory.high': 'max', 'hugetlb.2MB.max': '1' }), [
    ['memory.high', 'max'],
    ['hugetlb.2MB.max', '1'],
    ['io.max', '8:0 rbps=1'],
  ])
  for (const file of ['cgroup.procs', 'cgroup.kill', '../x.max', 'memory', 'memory.', '.max', 'a/b.c', ''])
    assert.throws(() => unifiedOf({ [file]: '1' }), /the name of a controller's file is wanted/)
  assert.throws(() => unifiedOf({ 'pids.max': 5 as unknown as string }), /unified pids\.max: its text is wanted/)
})

test.run()
