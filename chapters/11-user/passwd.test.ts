import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { identify } from './passwd.ts'

const PASSWD = `# people
root:x:0:0:root:/root:/bin/sh

web:x:33:44::/var/www:/bin/false
web:x:34:45::/:/bin/false
7:x:70:70::/:/bin/false
+nis:x:::::
broken:x:-1:0::/:
huge:x:4294967295:0::/:
short:x:9
seven:x:7:77::/:`
const GROUP = `root:x:0:
staff:x:50:root,web
adm:x:4: , web,seven
twice:x:50:web
web:x:44:
80:x:81:
bad:x:nine:web
`

const is = (asked: string, uid: number, gid: number, ...additionalGids: number[]) =>
  assert.equal(identify(asked, PASSWD, GROUP), { uid, gid, additionalGids }, asked)

test('a name stands for its first entry, and comes with its groups', () => {
  is('root', 0, 0, 50)
  is('web', 33, 44, 50)
})

test('a number is somebody, too', () => {
  is('33', 33, 44, 50) // has an entry
  is('7', 70, 70) // first of all a name
  is('1000', 1000, 0)
  is('0', 0, 0, 50)
})

test('a group that was asked for stands alone', () => {
  is('web:staff', 33, 50)
  is('web:0', 33, 0)
  is('1000:5', 1000, 5)
  is('1000:80', 1000, 81) // first of all a name
  is('seven:4', 7, 4)
})

test('without these files there are numbers only', () => {
  assert.equal(identify('5:6', undefined, undefined), { uid: 5, gid: 6, additionalGids: [] })
  assert.throws(
    () => identify('web', undefined, undefined),
    /^process.user.username: no user "web" in the container's \/etc\/passwd, which it does not have; a number needs no entry$/,
  )
  assert.throws(
    () => identify('5:web', '', undefined),
    /no group "web" in the container's \/etc\/group, which it does not/,
  )
})

test('who is unknown is named', () => {
  assert.throws(() => identify('intruder', PASSWD, GROUP), /: no user "intruder" in the container's \/etc\/passwd; a /)
  assert.throws(
    () => identify('web:intruder', PASSWD, GROUP),
    /: no group "intruder" in the container's \/etc\/group; a /,
  )
  for (const asked of ['broken', 'huge', 'short', '+nis', '# people', '-1', '4294967295', '1e3', '0x10', ' 5'])
    assert.throws(() => identify(asked, PASSWD, GROUP), /no user/, asked)
  for (const asked of ['', ':', 'web:', ':staff', 'web:staff:x'])
    assert.throws(() => identify(asked, PASSWD, GROUP), /write it as user or user:group/, asked)
})

test.run()
