// Fifty containers at once, each with an init, an address and a port of its own.
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { ledger } from './ledger.ts'
import { realMachine } from './machine.ts'

const COUNT = 50
const names = Array.from({ length: COUNT }, (_, i) => `c${i + 1}`)
const numbers = names.map(name => name.slice(1))

/** At once; with more of Node at the same time the machine, which has 1 GB, would do nothing but read it again and again. */
const LANES = 8

/** Does it for each number, in lanes, and gives what came of it, in the order of the numbers. */
async function each<Result>(act: (number: string) => Promise<Result>): Promise<Result[]> {
  const results: Result[] = []
  const lane = async (first: number) => {
    for (let i = first; i < COUNT; i += LANES) results[i] = await act(numbers[i] ?? '')
  }
  await Promise.all(Array.from({ length: LANES }, (_, first) => lane(first)))
  return results
}

/** Says who it is, in its log and to whoever asks; asked to end, it says so, and its number. */
const SERVE = `trap 'echo bye; exit $0' TERM; echo hello $0 $(grep -o ^10[.0-9]* /etc/hosts); nc -ll -p 80 -e echo $0 & wait`

/** Prints of each process of the words, pid/name: the name, and KiB that it has for itself, with its share of what several have. */
const PSS = (words: readonly string[]) =>
  `for each in ${words.join(' ')}; do echo $\{each#*/} $(awk '/^Pss:/ {print $2}' /proc/$\{each%/*}/smaps_rollup); done`

test('fifty run at once, are listed, logged, asked, stopped and removed, and leave nothing', async () => {
  const it = await realMachine()
  await using _ = it
  const { good, sh } = it
  await good('run', '--rm', '/mnt/images/busybox', 'true') // makes the folders of the store
  const before = await ledger(it)

  const started = await each(number => {
    const flags = ['--init', '--name', `c${number}`, '-p', `${8000 + Number(number)}:80`]
    return good('run', '-d', ...flags, '/mnt/images/busybox', 'sh', '-c', SERVE, number)
  })
  assert.equal(
    started,
    names.map(name => `${name}\n`),
  )

  const listed = JSON.parse(await good('ps', '--format', 'json')) as { id: string; status: string; pid: number }[]
  assert.equal(listed.map(({ id }) => id).sort(), names.toSorted())
  assert.equal([...new Set(listed.map(({ status }) => status))], ['running'])
  const said = await each(number => good('logs', `c${number}`))
  const addresses = said.map(line => line.split(' ')[2])
  assert.is(new Set(addresses).size, COUNT)
  assert.equal(
    said,
    numbers.map((number, i) => `hello ${number} ${addresses[i]}`),
  )
  assert.is(
    await sh(
      `for i in ${numbers.join(' ')}; do until nc 127.0.0.1 $((8000 + i)) </dev/null 2>/dev/null; do :; done; done`,
    ),
    numbers.map(number => `${number}\n`).join(''),
  )

  const inspected = JSON.parse(await good('inspect', ...names)) as { id: string; process: Known; monitor: Known }[]
  const words = inspected.flatMap(({ id, process, monitor }) => [`${process.pid}/${id}`, `${monitor.pid}/${id}`])
  const pss = new Map<string, number>()
  for (const line of (await sh(PSS(words))).trim().split('\n')) {
    const [id = '', kib] = line.split(' ')
    pss.set(id, (pss.get(id) ?? 0) + Number(kib))
  }
  const figures = [...pss.values()].sort((a, b) => a - b)
  console.log(`monitor and init, of ${figures.length}: ${figures[0]} to ${figures.at(-1)} KiB PSS`)
  assert.is(figures.length, COUNT)
  assert.ok((figures[0] ?? 0) > 0 && (figures.at(-1) ?? Infinity) <= 1536)

  assert.is(await good('stop', '-t', '600', ...names), names.map(name => `${name}\n`).join(''))
  const stopped = JSON.parse(await good('ps', '--format', 'json')) as { id: string; status: string; exitCode: number }[]
  assert.equal(
    stopped.map(({ id, status, exitCode }) => `${id} ${status} ${exitCode}`).sort(),
    numbers.map(number => `c${number} stopped ${number}`).sort(),
  )
  await good('rm', ...names)
  assert.is(await good('ps', '-q'), '')
  assert.is(await ledger(it), before)
})

interface Known {
  readonly pid: number
}

test.run()
