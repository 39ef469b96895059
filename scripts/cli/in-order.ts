/**
 * Does the work for each item, so many at once, and lets each show its lines as if they came one after the other: those of
 * the first that is not done yet at once, the others' when their turn comes. Results are in the order of the items.
 */
export async function inOrder<Item, Result>(
  items: readonly Item[],
  atOnce: number,
  show: (line: string) => void,
  work: (item: Item, show: (line: string) => void) => Promise<Result>,
): Promise<Result[]> {
  const held = items.map((): string[] => [])
  const results: Result[] = []
  let [next, turn] = [0, 0]
  const showNext = () => {
    turn++
    held[turn]?.splice(0).forEach(show)
    if (turn in results) showNext()
  }
  const worker = async () => {
    for (let i = next++; i < items.length; i = next++) {
      const mine = i
      results[mine] = await work(items[mine] as Item, line => (mine === turn ? show(line) : held[mine]?.push(line)))
      if (mine === turn) showNext()
    }
  }
  await Promise.all(Array.from({ length: atOnce }, worker))
  return results
}
