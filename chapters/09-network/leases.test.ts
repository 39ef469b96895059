import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { CLONE_NEWNET, deleteLink, newBridge } from '#native'
import { inNewNamespaces } from '../../native/test-kit.ts'
import { FIRST, LAST, linkName, macOf, withPrefix } from './addresses.ts'
import { type Lease, type Leases, take, withLeases } from './leases.ts'
import { onHost } from './talk.ts'

const STARTS = 10

await inNewNamespaces(CLONE_NEWNET)

// An interface of any kind keeps the lease.
const plugIn = ({ link }: Lease) => onHost(host => host.ask(newBridge({ name: link })))
const unplug = ({ link }: Lease) => onHost(host => host.ask(deleteLink(link)))

/** One of several processes that take numbers at the same time. */
function race(name: string, folder: string): never {
  for (let i = 0; i < STARTS; i++) withLeases(leases => plugIn(take(leases, `${name}-${i}`, [])), folder)
  process.exit(0)
}
if (process.env.CONGO_RACER) race(process.env.CONGO_RACER, process.env.CONGO_FOLDER ?? '')

const folder = mkdtempSync(join(tmpdir(), 'congo-leases-'))
test.after(() => rmSync(folder, { recursive: true }))

let count = 0
/** A folder that no test has used. */
const fresh = () => join(folder, String(count++))

const idsIn = (place: string) => {
  let ids: string[] = []
  withLeases(leases => {
    ids = [...leases.keys()]
  }, place)
  return ids
}

test('fifty starts at once, in five processes: fifty numbers', async () => {
  const place = fresh()
  const env = (name: string) => ({ ...process.env, CONGO_RACER: name, CONGO_FOLDER: place })
  const racers = ['a', 'b', 'c', 'd', 'e'].map(name =>
    spawn(process.execPath, [...process.execArgv, process.argv[1] ?? ''], { env: env(name), stdio: 'inherit' }),
  )
  const ends = await Promise.all(racers.map(racer => once(racer, 'exit')))
  assert.equal(
    ends.flat(),
    racers.flatMap(() => [0, null]),
  )
  let numbers: number[] = []
  withLeases(leases => {
    const all = [...leases.values()]
    numbers = all.map(({ number }) => number).sort((a, b) => a - b)
    all.forEach(unplug)
  }, place)
  assert.equal(
    numbers,
    Array.from({ length: 50 }, (_, i) => FIRST + i),
  )
})

test('a lease ends with its interface, and its number is taken again', () => {
  const place = fresh()
  let first: Lease | undefined
  withLeases(leases => {
    first = take(leases, 'first', [{ hostPort: 80, containerPort: 80, protocol: 'tcp' }])
    plugIn(first)
    plugIn(take(leases, 'second', []))
    assert.throws(() => take(leases, 'second', []), /container second is on the network already/)
  }, place)
  assert.equal(idsIn(place), ['first', 'second'])
  unplug(first as Lease) // as the kernel does when the namespace goes
  withLeases(leases => {
    assert.equal([...leases.keys()], ['second'])
    assert.is(take(leases, 'third', []).number, first?.number)
  }, place)
  assert.equal(idsIn(place), ['second'], 'the third has never got an interface')
  unplug({ ...(first as Lease), link: linkName('second') })
})

test('what fails on the way is not kept, and lets the next one in', () => {
  const place = fresh()
  const fail = (leases: Leases) => {
    plugIn(take(leases, 'unlucky', []))
    throw new Error('on the way')
  }
  assert.throws(() => withLeases(fail, place), /^on the way$/)
  assert.equal(idsIn(place), [])
  assert.not.ok(existsSync(join(place, 'leases.json.new')))
  unplug({ id: 'unlucky', link: linkName('unlucky'), number: FIRST, ports: [] })
})

test('a file that somebody has spoiled is named', () => {
  const place = fresh()
  idsIn(place)
  writeFileSync(join(place, 'leases.json'), '[{')
  assert.throws(() => idsIn(place), /leases\.json cannot be read; end the containers and remove it\. /)
  assert.is(readFileSync(join(place, 'leases.json'), 'utf8'), '[{')
})

test('when all numbers are given, a clear line', () => {
  const leases: Leases = new Map()
  for (let number = FIRST; number <= LAST; number++) assert.is(take(leases, `congo-${number}`, []).number, number)
  assert.throws(() => take(leases, 'late', []), /^all 253 addresses of 10\.77\.0\.0\/24 are taken; end a container$/)
})

test('what follows from a number, and from an id', () => {
  assert.equal(
    [withPrefix(2, 4), withPrefix(254, 6), macOf(254)],
    ['10.77.0.2/24', 'fd00:77::fe/64', '02:00:0a:4d:00:fe'],
  )
  const long = 'x'.repeat(63)
  const names = ['a', `${long}1`, `${long}2`].map(linkName)
  assert.is(new Set(names).size, 3)
  for (const name of names) assert.match(name, /^veth[\da-f]{11}$/)
})

test.run()
