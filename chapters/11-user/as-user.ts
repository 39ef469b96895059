// Checks of the finished chapter in the hands of an ordinary user; as-user.vm.test.ts runs them.
import type { Check, Wish } from '../check.ts'
import type { IdMapping } from '../config.ts'

const own: readonly IdMapping[] = [{ containerID: 0, hostID: 1000, size: 1 }]
const more: readonly IdMapping[] = [...own, { containerID: 1, hostID: 5000, size: 10 }]

const ROOTLESS: Wish = {
  linux: {
    namespaces: [{ type: 'user' }, { type: 'mount' }, { type: 'pid' }, { type: 'network' }],
    uidMappings: own,
    gidMappings: own,
  },
  mounts: [
    { destination: '/proc', type: 'proc' },
    { destination: '/sys', type: 'sysfs', options: ['nosuid', 'noexec', 'nodev', 'ro'] },
    { destination: '/dev', type: 'tmpfs', options: ['nosuid', 'mode=755'] },
    { destination: '/dev/pts', type: 'devpts', options: ['newinstance', 'ptmxmode=666', 'mode=620'] },
  ],
}

export default [
  {
    id: 'runs',
    title: 'A whole container runs, and its root is the user',
    points: 1,
    hint: '',
    async test(t) {
      const folders = ['', '/bin', '/etc'].flatMap(folder => ['mkdir', `/srv/image${folder}`])
      const given = ['', '/bin', '/etc', '/bin/probe'].flatMap(file => ['chown', '1000', '1000', `/srv/image${file}`])
      await t.probe(...folders, 'copy', '/bin/probe', '/srv/image/bin/probe', ...given)
      const layered = { root: { path: 'root' }, annotations: { 'org.congo.layers': '["/srv/image"]' } }
      for (const wish of [{ root: { path: '/srv/image' } }, layered]) {
        const looks = ['pid', 'write', '/etc/mine', 'x', 'stat', '/etc/mine', 'status', 'forever']
        const { command, lines } = await t.start(['/bin/probe', ...looks], { ...ROOTLESS, ...wish })
        const output = lines().join('\n')
        t.expect('its number, and a file', lines().slice(0, 2), ['pid 1 ppid 0', 'write /etc/mine: done'])
        t.expect('the owner inside', /uid 0 gid 0/.test(output), true, output)
        const proc = `/proc/${command.numbers[1]}`
        const [uid, groups, mine] = await t.probe(
          'show',
          `${proc}/setgroups`,
          'show',
          `${proc}/uid_map`,
          'stat',
          `${proc}/root/etc/mine`,
        )
        t.expect('setgroups', uid, 'file deny')
        t.expect('the map', groups?.replace(/\s+/g, ' '), 'file 0 1000 1')
        t.expect('the owner outside', /uid 1000 gid 1000/.test(mine ?? ''), true, mine)
        command.kill('SIGKILL')
      }
    },
  },
  {
    id: 'refused',
    title: 'What only root can give is refused in a clear line',
    points: 1,
    hint: '',
    async test(t) {
      const refused = async (wish: Wish, line: RegExp) => {
        const { error = 'none' } = await t.run(['/bin/probe', 'exit', '0'], { ...ROOTLESS, ...wish })
        t.expect(`an error like ${line}`, line.test(error), true, error)
      }
      await refused(
        { root: { path: '/images/busybox' } },
        /^\/images\/busybox belongs to user 0, who is not in the maps/,
      )
      const linux = { ...ROOTLESS.linux, uidMappings: more, gidMappings: more }
      await refused({ linux }, /uidMappings\[1\] \(1 5000 10\): of the host's ids only 1000 can be handed on/)
      await t.probe('write', '/etc/subuid', '1000:5000:10\n', 'write', '/etc/subgid', '1000:5000:10\n')
      await refused({ linux }, /^newgidmap: not installed; more than one id needs it \(package uidmap\)$/)
      const user = { uid: 0, gid: 0, additionalGids: [0] }
      await refused({ user }, /additionalGids: a map of nothing but your own group forbids them/)
      await refused({ annotations: { 'org.congo.network': 'bridge' } }, /a bridge is made by the host's root/)
    },
  },
  {
    id: 'nothing-left',
    title: 'Nothing stays',
    points: 1,
    hint: '',
    async test(t) {
      t.expect('left on the host', await t.leftovers(() => t.run(['/bin/probe', 'exit', '0'], ROOTLESS)), [])
    },
  },
] satisfies Check[]
