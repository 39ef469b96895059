// A program of steps beside another one: what is missing is named, and no more; what is there is shown.

export type Difference =
  /** The other program has a call here that this one lacks. `after` is the number of the step before it, -1 for none. */
  | { readonly kind: 'missing'; readonly call: string; readonly after: number }
  /** The step of this number: nowhere in the other program; there as well, but elsewhere; there with other arguments. */
  | { readonly kind: 'more' | 'moved' | 'other'; readonly step: number }

/** In which `theirs` differs from `ours`, both as texts: "chdir(\"/\")". */
export function compare(theirs: readonly string[], ours: readonly string[]): Difference[] {
  const [mine, wanted] = [theirs.map(steady), ours.map(steady)]
  const found: Difference[] = []
  let [m, w] = [0, 0]
  for (const [nextM, nextW] of [...common(mine, wanted), [mine.length, wanted.length] as const]) {
    const more = range(m, nextM)
    const missing = range(w, nextW)
    for (const step of more) {
      const same = missing.findIndex(each => callOf(wanted[each] ?? '') === callOf(mine[step] ?? ''))
      if (same >= 0) missing.splice(same, 1)
      found.push({ kind: same >= 0 ? 'other' : 'more', step })
    }
    for (const each of missing) found.push({ kind: 'missing', call: wanted[each] ?? '', after: nextM - 1 })
    ;[m, w] = [nextM + 1, nextW + 1]
  }
  return withMoved(found, mine).map(each => (each.kind === 'missing' ? { ...each, call: callOf(each.call) } : each))
}

/** What is too much at one place and missing at another stands in another order. */
function withMoved(found: readonly Difference[], mine: readonly string[]): Difference[] {
  const left = [...found]
  for (const each of found) {
    if (each.kind !== 'more') continue
    const elsewhere = left.findIndex(one => one.kind === 'missing' && one.call === mine[each.step])
    if (elsewhere < 0) continue
    left.splice(elsewhere, 1)
    left[left.indexOf(each)] = { kind: 'moved', step: each.step }
  }
  return left
}

const callOf = (text: string) => /^\w+/.exec(text)?.[0] ?? text

/** What changes from run to run: which descriptor it was, and which process. */
const steady = (text: string) =>
  text
    .replace(/^(\w+\()\d+\b/, '$1FD')
    .replace(/(?<=^close_range\(.*)\b\d{1,9}\b/g, 'FD')
    .replace(/(?<=^execve.*)"\d+"/g, '"FD"')
    .replace(/(?<=\/proc\/|\/self\/fd\/)\d+/g, 'N')

const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i)

/** The longest common subsequence, as pairs of places. */
function common(a: readonly string[], b: readonly string[]): (readonly [number, number])[] {
  const longest = Array.from({ length: a.length + 1 }, () => new Array<number>(b.length + 1).fill(0))
  const at = (i: number, j: number) => longest[i]?.[j] ?? 0
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      const here = a[i] === b[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1))
      ;(longest[i] as number[])[j] = here
    }
  }
  const pairs: (readonly [number, number])[] = []
  for (let [i, j] = [0, 0]; i < a.length && j < b.length; ) {
    if (a[i] === b[j]) pairs.push([i++, j++])
    else if (at(i + 1, j) >= at(i, j + 1)) i++
    else j++
  }
  return pairs
}
