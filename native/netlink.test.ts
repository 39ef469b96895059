import { readFileSync } from 'node:fs'
import { type NetworkInterfaceInfo, networkInterfaces } from 'node:os'
import { setTimeout } from 'node:timers/promises'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { addressBytes, macBytes } from './address.ts'
import { CLONE_NEWNET, O_CLOEXEC, O_RDONLY } from './constants.ts'
import { attributes, decodeMessages, encodeMessage, Netlink, NetlinkError, type Request, u32 } from './netlink.ts'
import * as rt from './rtnetlink.ts'
import { run } from './run.ts'
import { close, openat, setns, unshare } from './syscalls.ts'
import { failure, inNewNamespaces, tidyTest } from './test-kit.ts'

await inNewNamespaces(CLONE_NEWNET)

/** In hexadecimal, a space between words of four bytes. */
const hex = (bytes: Uint8Array) =>
  (
    Buffer.from(bytes)
      .toString('hex')
      .match(/.{1,8}/g) ?? []
  ).join(' ')

/** What ip(8) sends, as strace shows it; but ip says `index 2` where we say the name, and it names a namespace by a process. */
const GOLDEN: [Request, string][] = [
  [
    rt.newBridge({ name: 'br0' }),
    '00000000 00000000 00000000 00000000 08000300 62723000 10001200 0a000100 62726964 67650000',
  ],
  [
    rt.newVeth({ name: 'a' }, { name: 'b', netns: 7 }),
    '00000000 00000000 00000000 00000000 06000300 61000000 34001200 08000100 76657468 28000200 24000100 ' +
      '00000000 00000000 00000000 00000000 08001c00 07000000 06000300 62000000',
  ],
  [
    rt.setLink({ name: 'a', master: 3, up: true }),
    '00000000 00000000 01000000 01000000 06000300 61000000 08000a00 03000000',
  ],
  [rt.moveLink('a', 9), '00000000 00000000 00000000 00000000 06000300 61000000 08001c00 09000000'],
  [rt.deleteLink('a'), '00000000 00000000 00000000 00000000 06000300 61000000'],
  [rt.newAddress(2, '10.77.0.2/24'), '02180000 02000000 08000200 0a4d0002 08000100 0a4d0002'],
  [
    rt.newAddress(2, 'fd00:77::2/64'),
    '0a400000 02000000 14000200 fd000077 00000000 00000000 00000002 14000100 fd000077 00000000 00000000 00000002 ' +
      '08000800 02000000',
  ],
  [rt.newDefaultRoute('10.77.0.1'), '02000000 fe030001 00000000 08000500 0a4d0001'],
]

test('messages are byte for byte those of ip(8)', () => {
  for (const [request, bytes] of GOLDEN) assert.is(hex(request.body), bytes, request.text)
  const message = encodeMessage({ type: 16, flags: 0x600, body: u32(7) }, 5)
  assert.is(hex(message), '14000000 10000506 05000000 00000000 07000000')
})

test('messages are told as a person reads them', () => {
  assert.equal(
    [...GOLDEN.slice(1, 3), ...GOLDEN.slice(-3)].map(([{ text }]) => text),
    [
      'RTM_NEWLINK("a", veth, peer "b", in 7)',
      'RTM_NEWLINK("a", master 3, up)',
      'RTM_NEWADDR("10.77.0.2/24", at 2)',
      'RTM_NEWADDR("fd00:77::2/64", at 2)',
      'RTM_NEWROUTE(default, via 10.77.0.1)',
    ],
  )
})

test('addresses as bytes', () => {
  const bytes = (address: string) => hex(addressBytes(address))
  assert.is(bytes('127.0.0.1'), '7f000001')
  assert.is(bytes('::'), '00000000 00000000 00000000 00000000')
  assert.is(bytes('::1'), '00000000 00000000 00000000 00000001')
  assert.is(bytes('fe80::'), 'fe800000 00000000 00000000 00000000')
  assert.is(bytes('2001:db8:1:2:3:4:5:ABCD'), '20010db8 00010002 00030004 0005abcd')
  assert.is(bytes('::ffff:10.77.0.2'), '00000000 00000000 0000ffff 0a4d0002')
  assert.is(hex(macBytes('02:00:0a:4d:00:fe')), '02000a4d 00fe')
  for (const wrong of ['', '10.77.0', '10.77.0.256', ':::', 'fe80::1%eth0', 'localhost'])
    assert.throws(() => addressBytes(wrong), /is no address of the Internet/)
  assert.throws(() => macBytes('02:00:0a:4d:00'), /is no hardware address/)
})

test('what cannot be sent is refused before', () => {
  for (const name of ['', 'a name', 'a/b', 'a:b', '.', '..', 'x'.repeat(16), 'ü'.repeat(8)])
    assert.throws(() => rt.newBridge({ name }), /cannot be the name of an interface: 1 to 15 bytes/)
  assert.is(rt.deleteLink('x'.repeat(15)).body.length, 36)
  for (const address of ['10.77.0.2', '10.77.0.2/33', 'fd00::1/129', '10.77.0.2/', '10.77.0.2/x'])
    assert.throws(() => rt.newAddress(1, address), /an address with its network, "10.77.0.2\/24", not/)
})

test('broken answers are told, not followed', () => {
  assert.throws(() => decodeMessages(new Uint8Array(16)), /a message of 0 bytes at 0/)
  assert.throws(() => decodeMessages(Uint8Array.of(32, ...new Uint8Array(15))), /a message of 32 bytes at 0/)
  assert.throws(() => attributes(Uint8Array.of(3, 0, 1, 0)), /an attribute of 3 bytes at 0/)
  assert.throws(() => attributes(Uint8Array.of(9, 0, 1, 0)), /an attribute of 9 bytes at 0/)
  assert.equal([...attributes(Uint8Array.of(5, 0, 1, 0x80, 7, 0, 0, 0))], [[1, Uint8Array.of(7)]])
})

const proc = (file: string) => readFileSync(`/proc/thread-self/net/${file}`, 'utf8')

/** Does it with a socket of its own, and closes that. */
function talk<T>(action: (netlink: Netlink) => T): T {
  const netlink = new Netlink()
  try {
    return action(netlink)
  } finally {
    netlink.close()
  }
}

/** Node tells only of interfaces that have a carrier, and the kernel gives them one in its own time: a second, if many want one. */
async function untilRunning(name: string): Promise<NetworkInterfaceInfo[]> {
  for (;;) {
    const found = networkInterfaces()[name]
    if (found) return found
    await setTimeout(10)
  }
}

tidyTest('a bridge, a pair, addresses and a route, as the kernel has them afterwards', async () => {
  talk(netlink => {
    netlink.ask(rt.newBridge({ name: 'br0', address: '02:00:0a:4d:00:01' }))
    netlink.ask(rt.newVeth({ name: 'one' }, { name: 'two', address: '02:00:0a:4d:00:02' }))
    const bridge = rt.linkIndex(netlink, 'br0')
    netlink.ask(rt.newAddress(bridge, '10.77.0.1/24'))
    netlink.ask(rt.newAddress(bridge, 'fd00:77::1/64'))
    netlink.ask(rt.setLink({ name: 'br0', up: true }))
    netlink.ask(rt.setLink({ name: 'one', master: bridge, up: true }))
    netlink.ask(rt.setLink({ name: 'one', hairpin: true }))
    netlink.ask(rt.setLink({ name: 'two', up: true }))
    netlink.ask(rt.newDefaultRoute('10.77.0.9'))
    netlink.ask(rt.newDefaultRoute('fd00:77::9'))
  })
  const found = await untilRunning('br0')
  assert.equal(
    found.map(({ cidr }) => cidr).filter(cidr => !cidr?.startsWith('fe80')),
    ['10.77.0.1/24', 'fd00:77::1/64'],
  )
  assert.is(found[0]?.mac, '02:00:0a:4d:00:01')
  talk(netlink => {
    assert.match(proc('route'), /^br0\t00000000\t09004D0A\t0003/m)
    assert.match(proc('ipv6_route'), /^0{32} 00 0{32} 00 fd0000770{20}0009 /m)
    assert.match(proc('if_inet6'), /^fd0000770{20}0001 .. 40 00 82 +br0$/m) // 0x80 permanent, 0x02 without a question
    assert.match(proc('dev'), /^ +one:/m)
    netlink.ask(rt.deleteLink('one'))
    assert.not.match(proc('dev'), /^ +(one|two):/m)
    netlink.ask(rt.deleteLink('br0'))
  })
})

tidyTest('the other end of a pair in another namespace, and an end that is moved there', () => {
  const [AT_FDCWD, here] = [-100, '/proc/thread-self/ns/net']
  const home = run(openat(AT_FDCWD, here, O_RDONLY | O_CLOEXEC))
  run(unshare(CLONE_NEWNET))
  const other = run(openat(AT_FDCWD, here, O_RDONLY | O_CLOEXEC))
  const inside = new Netlink()
  run(setns(home, CLONE_NEWNET))
  talk(netlink => {
    netlink.ask(rt.newVeth({ name: 'host' }, { name: 'eth0', netns: other }))
    netlink.ask(rt.newVeth({ name: 'left' }, { name: 'right' }))
    netlink.ask(rt.moveLink('right', other))
    assert.ok(rt.linkIndex(inside, 'eth0') > 1, 'a socket stays in the namespace in which it was made')
    assert.ok(rt.linkIndex(inside, 'right') > 1)
    const { message } = talkFails(() => rt.linkIndex(netlink, 'eth0'))
    assert.is(message, 'RTM_GETLINK("eth0"): ENODEV')
    netlink.ask(rt.deleteLink('host'))
    netlink.ask(rt.deleteLink('left'))
    assert.is(talkFails(() => rt.linkIndex(inside, 'eth0')).errno, 'ENODEV')
  })
  inside.close()
  run(close(home), close(other))
})

function talkFails(action: () => unknown): NetlinkError {
  try {
    action()
  } catch (error) {
    if (error instanceof NetlinkError) return error
    throw error
  }
  throw new Error('it did not fail')
}

tidyTest('what the kernel refuses, with its own words', async () =>
  talk(netlink => {
    netlink.ask(rt.newBridge({ name: 'br1' }))
    const again = rt.newBridge({ name: 'br1' })
    assert.is(talkFails(() => netlink.ask(again)).message, 'RTM_NEWLINK("br1", bridge): EEXIST')
    assert.equal(netlink.ask({ ...again, allow: ['EEXIST'] }), [])
    const route = talkFails(() => netlink.ask(rt.newDefaultRoute('10.99.0.1')))
    assert.equal([route.call, route.errno], ['RTM_NEWROUTE', 'ENETUNREACH'])
    assert.match(
      route.message,
      /^RTM_NEWROUTE\(default, via 10\.99\.0\.1\): ENETUNREACH \(Nexthop has invalid gateway\)$/,
    )
    assert.is(talkFails(() => netlink.ask(rt.setLink({ name: 'none', up: true }))).errno, 'ENODEV')
    assert.is(talkFails(() => netlink.ask({ type: 9999, flags: 0, body: u32(0), text: 'X()' })).errno, 'ENOTSUP')
    netlink.ask(rt.deleteLink('br1'))
  }),
)

tidyTest('without rights: EPERM, and no socket stays open', async () => {
  const { message } = await failure(() => new Netlink(31))
  assert.match(message, /^socket\(AF_NETLINK, SOCK_RAW\|SOCK_CLOEXEC, 31\): EPROTONOSUPPORT$/)
})

test.run()
