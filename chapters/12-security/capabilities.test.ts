import { readFileSync } from 'node:fs'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { CAP } from '#native'
import type { Capabilities, Config } from '../config.ts'
import { capabilitySets, held, known, members, nameOf } from './capabilities.ts'

const container = (capabilities?: Capabilities, user = true) => ({
  id: 'test',
  bundle: '/nowhere',
  config: {
    ociVersion: '1.2.0',
    process: { args: ['true'], env: [], cwd: '/', ...(capabilities && { capabilities }) },
    linux: { namespaces: user ? [{ type: 'user' }] : [] },
  } satisfies Config,
})

/** What was warned of meanwhile. */
async function warnings(act: () => void): Promise<string[]> {
  const heard: string[] = []
  const listen = ({ message }: Error) => heard.push(message)
  process.on('warning', listen)
  act()
  await new Promise(resolve => setImmediate(resolve))
  process.off('warning', listen)
  return heard
}

test('numbers and bits', () => {
  assert.equal(members(0n), [])
  assert.equal(members((1n << 40n) | 0b101n), [0, 2, 40])
  assert.is(nameOf(21), 'CAP_SYS_ADMIN')
  const last = Number(readFileSync('/proc/sys/kernel/cap_last_cap', 'utf8'))
  assert.is(members(known()).length, last + 1)
  assert.ok(last <= Math.max(...Object.values(CAP)), 'a younger kernel: add its capabilities to native/constants.ts')
})

test('a container begins with what we have, or in a user namespace with all', () => {
  assert.is(held(container()), known())
  const own = BigInt(`0x${/^CapPrm:\s*(\w+)$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]}`)
  assert.is(held(container(undefined, false)), own)
})

test('five sets, empty where the config is silent', () => {
  assert.is(capabilitySets(container()), undefined)
  const names = ['CAP_CHOWN', 'CAP_BPF']
  assert.equal(capabilitySets(container({ bounding: names, permitted: ['CAP_CHOWN'] })), {
    bounding: (1n << 39n) | 1n,
    permitted: 1n,
    effective: 0n,
    inheritable: 0n,
    ambient: 0n,
  })
})

test('what cannot be granted is left out with a warning, once', async () => {
  const names = ['CAP_FLY', 'CAP_KILL', 'constructor']
  const heard = await warnings(() =>
    assert.is(capabilitySets(container({ bounding: names, permitted: names }))?.permitted, 1n << 5n),
  )
  assert.equal(heard, ['process.capabilities: CAP_FLY, constructor: not to be had here, and left out'])
  assert.equal(await warnings(() => capabilitySets(container({ bounding: ['CAP_KILL'] }))), [])
})

test('what the kernel takes only together is refused before there is a child', () => {
  const [all, kill] = [['CAP_KILL', 'CAP_CHOWN'], ['CAP_KILL']]
  const refused: [Capabilities, RegExp][] = [
    [
      { bounding: all, effective: kill },
      /^process\.capabilities\.effective: CAP_KILL: .* only if it is permitted, too; add it/,
    ],
    [{ permitted: all, inheritable: kill }, /inheritable: CAP_KILL: .* bounding/],
    [{ bounding: all, inheritable: kill, ambient: kill }, /ambient: CAP_KILL: .* permitted/],
    [{ bounding: all, permitted: all, ambient: kill }, /ambient: CAP_KILL: .* inheritable/],
  ]
  for (const [capabilities, message] of refused) assert.throws(() => capabilitySets(container(capabilities)), message)
})

test.run()
