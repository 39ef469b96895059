import type { Check, ProcessView, Trial, Wish } from '../check.ts'

const NETWORK: Wish = { linux: { namespaces: [{ type: 'network' }] } }
const BRIDGE: Wish = { ...NETWORK, annotations: { 'org.congo.network': 'bridge' } }
const FOREVER = ['/bin/probe', 'forever']

interface Port {
  readonly host?: string
  readonly hostPort: number
  readonly containerPort: number
  readonly protocol?: 'udp'
}

const publishing = (...ports: Port[]): Wish => ({
  ...NETWORK,
  annotations: { 'org.congo.network': 'bridge', 'org.congo.ports': JSON.stringify(ports) },
})

/** Forgets its own localhost, and sends what is for 127.0.0.1 to the host: CVE-2020-8558 was that. */
const BY_THE_BRIDGE = `
  ifconfig lo 0.0.0.0
  echo 1 >/proc/sys/net/ipv4/conf/eth0/route_localnet
  route add -net 127.0.0.0 netmask 255.0.0.0 gw 10.77.0.1
  exec probe connect tcp 127.0.0.1 7000`

/** A server that answers `text` on its ports 80 (TCP) and 53 (UDP), by IPv4 and IPv6. */
const server = (text: string) => [
  '/bin/probe',
  ...['0.0.0.0', '::'].flatMap(at => ['listen', 'tcp', at, '80', 'listen', 'udp', at, '53']),
  'answer',
  text,
]

const tcp = (address: string, port: number) => ['connect', 'tcp', address, String(port)]
const udp = (address: string, port: number) => ['connect', 'udp', address, String(port)]

const shows = (process: ProcessView) => `/proc/${process.pid}/ns/net -> ${process.namespace('net')}`
const lines = (text: string) => text.split('\n').slice(0, -1)
const links = (host: ProcessView) => lines(host.proc('net/dev')).flatMap(line => /^ *(\S+):/.exec(line)?.[1] ?? [])

/** The addresses of a container's eth0, IPv4 first. */
async function addresses(t: Trial, container: ProcessView): Promise<[string, string]> {
  const lines = await t.probeIn(container, ['network'], 'interfaces')
  const found = lines.flatMap(line => /^address eth0 (.+)\/\d+$/.exec(line)?.[1] ?? [])
  t.expect('the container has an IPv4 and an IPv6 address on eth0', found.length, 2, lines.join('\n'))
  return found as [string, string]
}

export default [
  {
    id: 'starts',
    title: 'Containers with a network namespace run their commands, with a bridge and without',
    points: 1,
    hint: 'npm run lab 09-network shows how far the program comes, and which hole is open.',
    async test(t) {
      await t.start(FOREVER, NETWORK)
      await t.start(FOREVER, BRIDGE)
    },
  },
  {
    id: 'namespace',
    title: "The localhost of the host is out of the container's reach; the runtime stays where it is",
    points: 3,
    needs: ['starts'],
    hint: 'enter.flags gives the flag of a new namespace, enter.steps enters one that exists: both are given.',
    async test(t) {
      await t.start(['/bin/probe', 'listen', 'tcp', '127.0.0.1', '7000', 'answer', 'secret'])
      t.expect('what the host is told', await t.probe(...tcp('127.0.0.1', 7000)), ['tcp 127.0.0.1 7000: secret'])
      for (const wish of [NETWORK, BRIDGE]) {
        const { command, lines } = await t.start(['/bin/probe', ...tcp('127.0.0.1', 7000), 'forever'], wish)
        t.expect('the container hears the secret', lines()[0]?.endsWith('secret'), false, lines()[0])
        t.expect("it is in the host's namespace", command.namespace('net') === t.host.namespace('net'), false)
        t.expect('namespace of the runtime', t.answer.namespace('net'), t.host.namespace('net'), shows(t.answer))
        const path = `/proc/${command.numbers[1]}/ns/net`
        const joined = await t.start(['/bin/probe', 'sleep', '0', 'forever'], {
          linux: { namespaces: [{ type: 'network', path }] },
        })
        const [found, expected] = [joined.command.namespace('net'), command.namespace('net')]
        t.expect('the namespace of a container that names one by its path', found, expected, shows(joined.command))
        joined.command.kill('SIGKILL')
        await joined.ended()
      }
      const attack = await t.run(['/bin/sh', '-c', BY_THE_BRIDGE], {
        ...BRIDGE,
        root: { path: '/images/busybox' },
        linux: { namespaces: [{ type: 'network' }, { type: 'mount' }] },
        mounts: [{ destination: '/proc', type: 'proc' }],
      })
      const heard = attack.lines.some(line => line.endsWith('secret'))
      t.expect('the container hears the secret by way of the bridge', heard, false, attack.lines.join('\n'))
    },
  },
  {
    id: 'loopback',
    title: 'A container without a bridge has a localhost of its own, and nothing else',
    points: 2,
    needs: ['namespace'],
    hint: '"lo" is down in a new namespace. Put it up in the child: siocsifflags (hole 1).',
    async test(t) {
      const { command } = await t.start(FOREVER, NETWORK)
      const found = await t.probeIn(command, ['network'], 'interfaces', 'ping', '127.0.0.1', 'ping', '::1')
      t.expect('its interfaces', found, [
        'interface lo up',
        'address lo 127.0.0.1/8',
        'address lo ::1/128',
        'ping 127.0.0.1: answered',
        'ping ::1: answered',
      ])
    },
  },
  {
    id: 'address',
    title: 'On the bridge a container has eth0, an address of either kind, and a default route',
    points: 3,
    needs: ['namespace'],
    hint: 'A pair of interfaces, one end in the container (hole 2); its address, then up, then the route (hole 3).',
    async test(t) {
      const { command } = await t.start(FOREVER, BRIDGE)
      const [v4, v6] = await addresses(t, command)
      t.expect('the address', /^10\.77\.0\.\d+$/.test(v4) && /^fd00:77::/.test(v6), true, `${v4} ${v6}`)
      const pings = ['ping', v4, 'ping', v6]
      t.expect('from the host', await t.probe(...pings), [`ping ${v4}: answered`, `ping ${v6}: answered`])
      const table = command.proc('net/route')
      const found = lines(table).filter(line => /^eth0\t00000000\t01004D0A\t0003\t/.test(line))
      t.expect('default routes by 10.77.0.1', found.length, 1, table)
      const table6 = command.proc('net/ipv6_route')
      const found6 = lines(table6).filter(line => /^0{32} 00 0{32} 00 fd000077(0000){5}0001 .* eth0$/.test(line))
      t.expect('default routes by fd00:77::1', found6.length, 1, table6)
    },
  },
  {
    id: 'neighbours',
    title: 'Containers started at once have addresses and names of their own, and reach each other',
    points: 3,
    needs: ['address'],
    hint: 'The number of the lease makes the address (hole 3), lease.link the name: it has 15 bytes whatever the id is.',
    async test(t) {
      const names = ['one', 'two', 'three', 'four']
      const id = (name: string) => `${'congo-with-a-very-long-name-'.repeat(2)}${name}`
      const containers = await Promise.all(names.map(name => t.start(server(name), { ...BRIDGE, id: id(name) })))
      const all = await Promise.all(containers.map(({ command }) => addresses(t, command)))
      const asking = all.flatMap(pair => pair.flatMap(address => tcp(address, 80)))
      const told = all.flatMap((pair, i) => pair.map(address => `tcp ${address} 80: ${names[i]}`))
      t.expect('who answers the host', await t.probe(...asking), told)
      const [first] = containers
      if (first) t.expect('who answers a neighbour', await t.probeIn(first.command, ['network'], ...asking), told)
      const ends = links(t.host).filter(name => name.startsWith('veth'))
      t.expect("interfaces of containers on the host's side", ends.length, names.length, ends.join(' '))
    },
  },
  {
    id: 'outside',
    title: "A container reaches the world outside, in the host's name",
    points: 3,
    needs: ['address'],
    hint: 'Who is outside knows no way to 10.77.0.2: its packets have to carry the address of the host (masquerade).',
    async test(t) {
      await t.outside(async outside => {
        const { command } = await t.start(FOREVER, BRIDGE)
        for (const address of ['192.0.2.2', '2001:db8::2'])
          t.expect(
            'who answers the container',
            await t.probeIn(command, ['network'], ...tcp(address, 7), ...udp(address, 7)),
            [`tcp ${address} 7: outside`, `udp ${address} 7: outside`],
          )
        const [v4, v6] = ['from 192.0.2.1', 'from 2001:db8::1']
        await t.until('the outside has heard of too few', () => outside.lines().length === 4)
        t.expect('whom the outside has seen', outside.lines(), [v4, v4, v6, v6])
      })
    },
  },
  {
    id: 'published',
    title: 'A published port leads to the container, from wherever the host is asked; others do not',
    points: 4,
    seconds: 20,
    needs: ['address'],
    hint: 'The map has an element for each port (hole 4): address, protocol and port, and what they lead to.',
    async test(t) {
      await t.outside(async outside => {
        const ports: Port[] = [
          { hostPort: 8080, containerPort: 80 },
          { hostPort: 5353, containerPort: 53, protocol: 'udp' },
          { host: '127.0.0.1', hostPort: 9090, containerPort: 80 },
          { hostPort: 7, containerPort: 80 },
        ]
        const web = await t.start(server('web'), publishing(...ports))
        const other = await t.start(FOREVER, BRIDGE)
        const from = (who: string, found: string[], expected: string[]) =>
          t.expect(`asked from ${who}`, found, expected)

        const asked = [...tcp('192.0.2.1', 8080), ...udp('192.0.2.1', 5353), ...tcp('2001:db8::1', 8080)]
        const answers = ['tcp 192.0.2.1 8080: web', 'udp 192.0.2.1 5353: web', 'tcp 2001:db8::1 8080: web']
        from('outside', await outside.probe(...asked), answers)
        await t.until('the container tells of too few', () => web.lines().length > answers.length)
        const seen = ['192.0.2.2', '192.0.2.2', '2001:db8::2'].map(address => `from ${address}`)
        t.expect('whom the container has seen', web.lines().slice(1), seen)
        from('outside', await outside.probe(...tcp('192.0.2.1', 9090)), ['tcp 192.0.2.1 9090: Connection refused'])
        from('another container', await t.probeIn(other.command, ['network'], ...asked), answers)
        from('the container itself', await t.probeIn(web.command, ['network'], ...asked), answers)
        const local = [
          ...tcp('127.0.0.1', 8080),
          ...udp('127.0.0.1', 5353),
          ...tcp('127.0.0.1', 9090),
          ...tcp('::1', 8080),
        ]
        from('the host', await t.probe(...asked, ...local), [
          ...answers,
          'tcp 127.0.0.1 8080: web',
          'udp 127.0.0.1 5353: web',
          'tcp 127.0.0.1 9090: web',
          'tcp ::1 8080: Connection refused',
        ])
        const elsewhere = await t.probeIn(other.command, ['network'], ...tcp('192.0.2.2', 7))
        from('another container, for port 7 elsewhere', elsewhere, ['tcp 192.0.2.2 7: outside'])
        const [v4] = await addresses(t, web.command)
        outside.learnWay()
        from('the host, for a port that is not published', await t.probe(...tcp(v4, 80)), [`tcp ${v4} 80: web`])
        from('outside, for a port that is not published', await outside.probe(...tcp(v4, 80)), [
          `tcp ${v4} 80: Connection refused`,
        ])
      })
    },
  },
  {
    id: 'survives',
    title: 'The end of one container does not cut off another',
    points: 2,
    needs: ['published', 'outside'],
    hint: 'Bridge and rules are for all: what belongs to one container goes with it, the rest with the last one.',
    async test(t) {
      await t.outside(async outside => {
        const first = await t.start(server('first'), publishing({ hostPort: 8080, containerPort: 80 }))
        const second = await t.start(server('second'), publishing({ hostPort: 8081, containerPort: 80 }))
        const asking = [...tcp('192.0.2.1', 8080), ...tcp('192.0.2.1', 8081)]
        t.expect('before', await outside.probe(...asking), ['tcp 192.0.2.1 8080: first', 'tcp 192.0.2.1 8081: second'])
        first.command.kill('SIGKILL')
        await first.ended()
        t.expect('after', await outside.probe(...asking), [
          'tcp 192.0.2.1 8080: Connection refused',
          'tcp 192.0.2.1 8081: second',
        ])
        const way = await t.probeIn(second.command, ['network'], ...tcp('192.0.2.2', 7))
        t.expect('the way out of the second', way, ['tcp 192.0.2.2 7: outside'])
      })
    },
  },
  {
    id: 'port-taken',
    title: 'A port that is taken is refused in a clear line, and nothing stays of the attempt',
    points: 2,
    needs: ['published'],
    hint: 'holdPorts in prepare asks the kernel, before anything is made: it is given. See what is left.',
    async test(t) {
      const web = await t.start(server('web'), publishing({ hostPort: 8080, containerPort: 80 }))
      await t.start(['/bin/probe', 'listen', 'udp', '127.0.0.1', '5353', 'answer', 'program'])
      for (const port of [
        { hostPort: 8080, containerPort: 81 },
        { hostPort: 5353, containerPort: 53, protocol: 'udp' } as const,
      ]) {
        let error = ''
        const left = await t.leftovers(async () => {
          const ended = await t.run(FOREVER, publishing({ hostPort: 8081, containerPort: 80 }, port))
          error = ended.error ?? `none, and exit code ${ended.code}`
        })
        const says = error.includes(`${port.hostPort}`) && /taken|in use|used/.test(error)
        t.expect('the error tells the port, and that it is taken', says, true, error)
        t.expect('left on the host', left, [])
      }
      t.expect('who answers', await t.probe(...tcp('127.0.0.1', 8080), ...udp('127.0.0.1', 5353)), [
        'tcp 127.0.0.1 8080: web',
        'udp 127.0.0.1 5353: program',
      ])
      t.expect('the first container lives', web.command.alive, true)
    },
  },
  {
    id: 'files',
    title: 'A container with a root knows its name, its addresses and the name servers by files in /etc',
    points: 2,
    needs: ['address'],
    hint: 'bindFiles lays them over those of the image, writeFiles fills them when the address is known: both are given.',
    async test(t) {
      const { command } = await t.start(FOREVER, {
        ...BRIDGE,
        hostname: 'web',
        root: { path: '/images/busybox' },
        linux: { namespaces: [{ type: 'network' }, { type: 'mount' }, { type: 'uts' }] },
      })
      const [v4, v6] = await addresses(t, command)
      t.expect('/etc/hostname', command.file('/etc/hostname'), 'web\n')
      const names = lines(command.file('/etc/hosts') ?? '').map(line => line.split(/\s+/).slice(0, 2).join(' '))
      t.expect('/etc/hosts', names, ['127.0.0.1 localhost', '::1 localhost', `${v4} web`, `${v6} web`])
      const points = command.mounts().map(({ point }) => point)
      t.expect('mounted', points.filter(point => point.startsWith('/etc/')).sort(), [
        '/etc/hostname',
        '/etc/hosts',
        '/etc/resolv.conf',
      ])
      t.expect("the image's own /etc/hosts", t.host.file('/images/busybox/etc/hosts') ?? '', '')
    },
  },
  {
    id: 'crash',
    title: 'What a killed runtime leaves is taken back by the next start',
    points: 3,
    seconds: 20,
    needs: ['published'],
    hint: 'Rules and leases outlive a runtime. table(leases) draws the rules anew from the containers that live (hole 4).',
    async test(t) {
      const state = async () => [...links(t.host), ...(await t.ruleset())]
      await t.run(['/bin/probe', 'exit', '0'], BRIDGE) // takes back what a check before this one may have left
      const before = await state()
      const ports = publishing({ hostPort: 8080, containerPort: 80 })
      await t.start(server('first'), ports)
      t.expect('before', await t.probe(...tcp('127.0.0.1', 8080)), ['tcp 127.0.0.1 8080: first'])
      await t.crash()
      await t.until(
        'the first container outlives its runtime',
        () => !links(t.host).some(name => name.startsWith('veth')),
      )
      t.expect('something is left behind', (await state()).length > before.length, true)
      const second = await t.start(server('second'), ports)
      t.expect('after', await t.probe(...tcp('127.0.0.1', 8080)), ['tcp 127.0.0.1 8080: second'])
      second.command.kill('SIGKILL')
      await second.ended()
      t.expect('interfaces and rules of the host', await state(), before)
    },
  },
  {
    id: 'nothing-left',
    title: 'Nothing stays on the host: no interface, address, route or rule',
    points: 1,
    needs: ['starts'],
    hint: 'release() takes back what prepare() and connect() made, also when the start has failed; see what is listed.',
    async test(t) {
      const left = await t.leftovers(async () => {
        const ports = publishing({ hostPort: 8080, containerPort: 80 })
        await t.run(['/bin/probe', 'exit', '0'], NETWORK)
        await t.run(['/bin/probe', 'exit', '0'], ports)
        await t.run(['/bin/probe', 'exit', '0'], { ...ports, cwd: '/nowhere' })
      })
      t.expect('left on the host', left, [])
      t.expect('interfaces of the host', links(t.host), ['lo'])
      t.expect('rules of the host', await t.ruleset(), [])
    },
  },
] satisfies Check[]
