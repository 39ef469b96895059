import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { parsePorts, publishedAt, readPorts, showPort } from './ports.ts'

const tcp = (hostPort: number, containerPort: number) => ({ hostPort, containerPort, protocol: 'tcp' as const })

test('ports as a person types them', () => {
  assert.equal(parsePorts('8080:80'), [tcp(8080, 80)])
  assert.equal(parsePorts('8080:80/tcp'), [tcp(8080, 80)])
  assert.equal(parsePorts('127.0.0.1:8080:80/udp'), [{ ...tcp(8080, 80), host: '127.0.0.1', protocol: 'udp' }])
  assert.equal(parsePorts('[::1]:53:53/udp'), [{ ...tcp(53, 53), host: '::1', protocol: 'udp' }])
  assert.equal(parsePorts('8000-8002:80-82'), [tcp(8000, 80), tcp(8001, 81), tcp(8002, 82)])
  assert.is(parsePorts('8000-8010:80-90').length, 11)
  assert.equal(parsePorts('1:65535'), [tcp(1, 65535)])
})

test('what is no port, in a line that says what to write', () => {
  for (const [typed, message] of [
    ['', /^port "": write HOSTPORT:CONTAINERPORT, 8080:80, with an address/],
    ['80', /write HOSTPORT:CONTAINERPORT/],
    ['8080:', /write HOSTPORT/],
    [':80', /write HOSTPORT/],
    ['::1:53:53', /write HOSTPORT/],
    ['1:2:3:4', /write HOSTPORT/],
    ['a:80', /"a" is no port; a number from 1 to 65535, or a range/],
    ['0:80', /"0" is no port/],
    ['80:65536', /"65536" is no port/],
    ['80:1e2', /"1e2" is no port/],
    ['8080: 80', /" 80" is no port/],
    ['-1:80', /"-1" is no port/],
    ['1-2-3:80', /"1-2-3" is no port/],
    ['8010-8000:80-90', /the range 8010-8000 goes backwards/],
    ['8000-8010:80', /11 ports of the host for 1 of the container; make the ranges as long/],
    ['8080:80/sctp', /"sctp" is no protocol; tcp or udp/],
    ['8080:80/', /"" is no protocol/],
    ['localhost:8080:80', /"localhost" is no address; write 127\.0\.0\.1, or \[::1\] in brackets/],
    ['[127.0.0.1]:8080:80', /"\[127\.0\.0\.1\]" is no address/],
    ['[::1:8080:80', /write HOSTPORT/],
    [':8080:80', /"" is no address/],
  ] as const)
    assert.throws(() => parsePorts(typed), message, `"${typed}" should say ${message}`)
})

test('ports as a config has them', () => {
  assert.equal(readPorts('[]'), [])
  assert.equal(readPorts('[{"hostPort": 8080, "containerPort": 80}]'), [tcp(8080, 80)])
  const full = { host: '::1', hostPort: 53, containerPort: 53, protocol: 'udp' }
  assert.equal(readPorts(JSON.stringify([{ ...full, more: 1 }])), [full])
  for (const [json, message] of [
    ['8080:80', /^a list in JSON, .*, not 8080:80$/],
    ['{}', /^a list in JSON/],
    ['[8080]', /^8080: hostPort: a number from 1 to 65535$/],
    ['[null]', /^null: hostPort/],
    ['[{"hostPort": "80", "containerPort": 80}]', /^\{"hostPort":"80","containerPort":80\}: hostPort: a number/],
    ['[{"hostPort": 80}]', /containerPort: a number from 1 to 65535/],
    ['[{"hostPort": 80, "containerPort": 80.5}]', /containerPort/],
    ['[{"hostPort": 80, "containerPort": 80, "protocol": "sctp"}]', /protocol: "tcp" or "udp"/],
    ['[{"hostPort": 80, "containerPort": 80, "host": "localhost"}]', /host: an address of the host/],
  ] as const)
    assert.throws(() => readPorts(json), message, json)
})

test('ports in messages, and where they are published', () => {
  assert.is(showPort(tcp(8080, 80)), '8080/tcp')
  assert.is(showPort({ ...tcp(53, 53), host: '::1', protocol: 'udp' }), '[::1]:53/udp')
  const at = (host?: string) =>
    ([4, 6] as const).map(family => publishedAt({ ...tcp(1, 1), ...(host === undefined ? {} : { host }) }, family))
  assert.equal(at(), ['0.0.0.0/0', '::/0'])
  assert.equal(at('0.0.0.0'), ['0.0.0.0/0', undefined])
  assert.equal(at('::'), [undefined, '::/0'])
  assert.equal(at('127.0.0.1'), ['127.0.0.1', undefined])
  assert.equal(at('::1'), [undefined, '::1'])
})

test.run()
