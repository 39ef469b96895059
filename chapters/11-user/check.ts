import type { Check, ProcessView, Trial, Wish } from '../check.ts'
import type { Config, IdMapping } from '../config.ts'

const FOREVER = ['/bin/probe', 'forever']
const IDS: readonly IdMapping[] = [{ containerID: 0, hostID: 1000, size: 1000 }]
const USER: Config['linux'] = { namespaces: [{ type: 'user' }], uidMappings: IDS, gidMappings: IDS }
const MAPPED: Wish = { linux: USER }

/** With a root file system as well, and so a mount namespace. */
const ROOTED: Wish = { linux: { ...USER, namespaces: [{ type: 'user' }, { type: 'mount' }, { type: 'pid' }] } }

/** A file of /proc/PID, as the host sees it: the ids in it are the host's. */
async function onHost(t: Trial, process: ProcessView, file: string): Promise<string[]> {
  const lines = await t.probe('show', `/proc/${process.numbers[1]}/${file}`)
  return lines.map(line => line.slice('file '.length).trim().replace(/\s+/g, ' '))
}

/** Lines of its status: "Uid: 1000 1000 1000 1000" are real, effective, saved, and that for files. */
async function ids(t: Trial, process: ProcessView, ...fields: string[]): Promise<string[]> {
  return (await onHost(t, process, 'status')).filter(line => fields.includes(line.split(':')[0] ?? ''))
}

const four = (id: number) => Array(4).fill(id).join(' ')

/** A small image, of the host's root. */
async function makeImage(t: Trial, path: string, ...verbs: string[]): Promise<Wish> {
  const folders = ['', '/bin', '/data', '/dev', '/etc', '/proc', '/srv'].flatMap(folder => ['mkdir', path + folder])
  await t.probe(...folders, 'copy', '/bin/probe', `${path}/bin/probe`, ...verbs)
  return { ...ROOTED, root: { path } }
}

export default [
  {
    id: 'starts',
    title: 'A container with a user namespace runs its command',
    points: 1,
    hint: 'npm run lab 11-user shows how far the program comes, and which hole is open.',
    async test(t) {
      await t.start(FOREVER, MAPPED)
    },
  },
  {
    id: 'host-files',
    title: "Root of the container can change no file of the host's root, and leave none that is root's",
    points: 3,
    needs: ['starts'],
    hint: 'created(c, "user") is the flag; the maps say who root is on the host (hole 3), and the child becomes it (hole 2).',
    async test(t) {
      await t.probe('mkdir', '/srv/shared', 'chmod', '1777', '/srv/shared', 'write', '/srv/shared/notes', 'of root\n')
      const attack = ['copy', '/bin/probe', '/srv/shared/tool', 'chmod', '4755', '/srv/shared/tool']
      const { lines } = await t.run(['/bin/probe', ...attack, 'write', '/srv/shared/notes', 'hacked'], MAPPED)
      const [tool, notes] = await t.probe(
        'stat',
        '/srv/shared/tool',
        'show',
        '/srv/shared/notes',
        'remove',
        '/srv/shared/tool',
      )
      t.expect('the first line of the command', lines[0], 'copy /srv/shared/tool: done')
      t.expect(
        'a set-user-id file from the container',
        /mode \d+ uid \d+/.exec(tool ?? '')?.[0],
        'mode 104755 uid 1000',
        tool,
      )
      t.expect("the file of the host's root", notes, 'file of root', lines.at(-1))
    },
  },
  {
    id: 'root-outside',
    title: 'On the host the process has the mapped ids, and no other one anywhere',
    points: 2,
    needs: ['starts'],
    hint: 'setresuid(0, 0, 0): the real id, the effective and the saved one. Each that stays is one of the host (hole 2).',
    async test(t) {
      const { command } = await t.start(FOREVER, MAPPED)
      const found = await ids(t, command, 'Uid', 'Gid')
      t.expect('user and group, as the host sees them', found, [`Uid: ${four(1000)}`, `Gid: ${four(1000)}`])
      const same = command.namespace('user') === t.host.namespace('user')
      t.expect('the container shares the user namespace of the host', same, false)
      t.expect('user namespace of the runtime', t.answer.namespace('user'), t.host.namespace('user'))
    },
  },
  {
    id: 'root-inside',
    title: 'Inside it is root, with all capabilities, and no group of the host comes along',
    points: 2,
    needs: ['starts'],
    hint: 'The groups of whoever starts the container are inherited: setgroups([]) leaves them (hole 2).',
    async test(t) {
      const { command, lines } = await t.start(['/bin/probe', 'status', 'forever'], MAPPED)
      const inside = lines().map(line => line.slice('status '.length).trim().replace(/\s+/g, ' '))
      const found = inside.filter(line => /^(Uid|Gid|Groups):/.test(line))
      t.expect('ids in the container', found, [`Uid: ${four(0)}`, `Gid: ${four(0)}`, 'Groups:'])
      t.expect('further groups on the host', await ids(t, command, 'Groups'), ['Groups:'])
      t.expect('effective capabilities', command.status('CapEff'), t.host.status('CapEff'))
    },
  },
  {
    id: 'ids',
    title: 'Every id of the maps has its counterpart: several ranges, users and groups apart',
    points: 3,
    needs: ['host-files'],
    hint: 'One write has the lines of all ranges (hole 3). chown says EINVAL for an id that the map does not have.',
    async test(t) {
      await t.probe('mkdir', '/srv/shared', 'chmod', '1777', '/srv/shared')
      const give = (file: string) => ['write', file, '', 'chown', '33', '44', file]
      const range = (containerID: number, hostID: number, size: number) => ({ containerID, hostID, size })
      const uidMappings = [range(0, 1000, 1), range(1, 5000, 100), range(65534, 3000, 1)]
      const gidMappings = [range(0, 2000, 1), range(1, 7000, 50)]
      const wish = { linux: { ...USER, uidMappings, gidMappings } }
      const { command, lines } = await t.start(['/bin/probe', ...give('/srv/shared/given'), 'forever'], wish)
      const [file] = await t.probe('stat', '/srv/shared/given', 'remove', '/srv/shared/given')
      t.expect('chown to user 33 and group 44', lines()[1], 'chown /srv/shared/given: done')
      t.expect('the file on the host', /uid \d+ gid \d+/.exec(file ?? '')?.[0], 'uid 5032 gid 7043', file)
      t.expect('the map of users', await onHost(t, command, 'uid_map'), ['0 1000 1', '1 5000 100', '65534 3000 1'])
      t.expect('the map of groups', await onHost(t, command, 'gid_map'), ['0 2000 1', '1 7000 50'])
    },
  },
  {
    id: 'mounts',
    title: 'The container makes its mounts as its own root, and what is bound keeps the limits of the host',
    points: 2,
    needs: ['host-files'],
    hint: 'The steps of this chapter come first of all, so that whatever the child makes belongs to its root (hole 2).',
    async test(t) {
      const mounts = [
        { destination: '/proc', type: 'proc' },
        { destination: '/dev', type: 'tmpfs', options: ['nosuid', 'mode=755'] },
        { destination: '/dev/pts', type: 'devpts', options: ['newinstance', 'ptmxmode=666', 'mode=620', 'gid=5'] },
        { destination: '/dev/mqueue', type: 'mqueue' },
        { destination: '/srv', source: '/run', options: ['bind', 'ro'] },
        { destination: '/data', type: 'volume', source: 'mapped' },
      ]
      const namespaces = (['user', 'mount', 'pid', 'ipc'] as const).map(type => ({ type }))
      const wish = { ...(await makeImage(t, '/srv/image')), linux: { ...USER, namespaces }, mounts }
      const looks = ['write', '/dev/mine', 'x', 'write', '/data/file', 'x', 'stat', '/dev', 'stat', '/dev/mine', 'self']
      const { command, lines } = await t.start(['/bin/probe', ...looks, 'forever'], wish)
      const written = ['write /dev/mine: done', 'write /data/file: done']
      t.expect('a file in /dev, and one in a new volume', lines().slice(0, 2), written)
      const owners = lines().flatMap(line => /uid \d+ gid \d+/.exec(line)?.[0] ?? [])
      t.expect('owners of /dev and of the file', owners, ['uid 0 gid 0', 'uid 0 gid 0'])
      t.expect('what /proc calls it', lines().includes('self 1'), true)
      const bound = command.mounts().find(({ point }) => point === '/srv')
      const limits = ['ro', 'nosuid', 'nodev'].filter(option => bound?.options.includes(option))
      t.expect('options of the bound /srv', limits, ['ro', 'nosuid', 'nodev'], bound?.options.join(','))
    },
  },
  {
    id: 'own-image',
    title: "The image's files belong to the container's users, and the image stays as it is",
    points: 2,
    needs: ['host-files'],
    hint: 'prepare() puts a copy in place of an image whose owner is not in the maps; hostId() says who gets its files (hole 1).',
    async test(t) {
      const own = ['write', '/srv/image/etc/own', 'x', 'chown', '33', '44', '/srv/image/etc/own']
      const image = await makeImage(t, '/srv/image', ...own, 'chmod', '4755', '/srv/image/bin/probe')
      const looks = ['stat', '/etc/own', 'stat', '/bin/probe', 'chown', '0', '0', '/etc/own', 'write', '/etc/new', 'x']
      const owners = (all: string[]) => all.map(line => line.replace(/^(stat) \S+:|size \d+$/g, '').trim())
      const expected = ['mode 100644 uid 33 gid 44', 'mode 104755 uid 0 gid 0']
      const layers = { root: { path: 'root' }, annotations: { 'org.congo.layers': '["/srv/image"]' } }
      for (const [how, wish] of [
        ['', image],
        [', as a layer', { ...ROOTED, ...layers }],
      ] as const) {
        const { command, lines } = await t.start(['/bin/probe', ...looks, 'forever'], wish)
        t.expect(`files of the image${how}, in the container`, owners(lines().slice(0, 2)), expected)
        const done = ['chown /etc/own: done', 'write /etc/new: done']
        t.expect(`chown, and a new file, in an image${how}`, lines().slice(2, 4), done)
        const [outside] = await t.probe('stat', `/proc/${command.numbers[1]}/root/bin/probe`)
        t.expect(`/bin/probe${how}, on the host`, owners([outside ?? '']), ['mode 104755 uid 1000 gid 1000'], outside)
        const kept = await t.probe(
          'stat',
          '/srv/image/etc/own',
          'stat',
          '/srv/image/bin/probe',
          'list',
          '/srv/image/etc',
        )
        t.expect(`the image itself${how}`, [...owners(kept.slice(0, 2)), ...kept.slice(2)], [...expected, 'list own'])
        command.kill('SIGKILL')
      }
    },
  },
  {
    id: 'user',
    title: 'The command runs as the user of the config, with its groups, and cannot come back',
    points: 3,
    needs: ['starts'],
    hint: 'setgroups, setresgid, setresuid: the last one gives up the right to the others. Each sets three ids (hole 4).',
    async test(t) {
      const user = { uid: 33, gid: 44, additionalGids: [50, 60], umask: 0o027 }
      for (const [first, wish] of [
        [0, {}],
        [1000, MAPPED],
      ] as const) {
        const { command } = await t.start(FOREVER, { ...wish, user })
        const where = first === 0 ? '' : ', with a map'
        const found = await ids(t, command, 'Umask', 'Uid', 'Gid', 'Groups')
        const groups = `Groups: ${first + 50} ${first + 60}`
        const expected = ['Umask: 0027', `Uid: ${four(first + 33)}`, `Gid: ${four(first + 44)}`, groups]
        t.expect(`ids on the host${where}`, found, expected)
        t.expect(`capabilities${where}`, BigInt(`0x${command.status('CapPrm')}`), 0n)
        command.kill('SIGKILL')
      }
    },
  },
  {
    id: 'names',
    title: "Names are looked up in the container's own passwd and group, and nowhere else",
    points: 2,
    needs: ['own-image'],
    hint: 'prepare() turns names into numbers, before there is a child: readUser(c). Does identity use what that has found?',
    async test(t) {
      await t.probe('write', '/srv/people', 'web:x:0:0::/:\nintruder:x:0:0::/:\n')
      const people = [
        'write',
        '/srv/image/srv/people',
        'web:x:33:44::/:\n',
        'symlink',
        '../../../srv/people',
        '/srv/image/etc/passwd',
      ]
      const groups = ['write', '/srv/image/etc/group', 'staff:x:50:web\nother:x:60:\n']
      const image = await makeImage(t, '/srv/image', ...people, ...groups)
      const numbers: Readonly<Record<string, readonly number[]>> = {
        web: [33, 44, 50],
        'web:other': [33, 60],
        '7:9': [7, 9],
      }
      for (const [username, [uid = 0, gid = 0, ...more]] of Object.entries(numbers)) {
        const { command } = await t.start(FOREVER, { ...image, user: { uid: 0, gid: 0, username } })
        const groups = ['Groups:', ...more.map(id => id + 1000)].join(' ')
        const expected = [`Uid: ${four(uid + 1000)}`, `Gid: ${four(gid + 1000)}`, groups]
        t.expect(`ids of "${username}" on the host`, await ids(t, command, 'Uid', 'Gid', 'Groups'), expected)
        command.kill('SIGKILL')
      }
      const { error } = await t.run(FOREVER, { ...image, user: { uid: 0, gid: 0, username: 'intruder' } })
      t.expect('the error names the user and the file', /intruder.*passwd/.test(error ?? ''), true, error)
    },
  },
  {
    id: 'refused',
    title: 'What the maps do not have is refused in a clear line, before anything is made',
    points: 2,
    needs: ['starts'],
    hint: 'hostId() gives undefined for an id that lies in no range; prepare() asks it for every id of the user (hole 1).',
    async test(t) {
      const refused = async (what: string, line: RegExp, wish: Wish) => {
        const { code, error = '' } = await t.run(['/bin/probe', 'exit', '0'], wish)
        t.expect(`a container with ${what} runs`, code !== undefined, false)
        t.expect(`the error tells of ${what}`, line.test(error) && !error.includes('(step'), true, error)
      }
      const uid = 1000 // the first that is not in the map
      await refused('user 1000', /\b1000\b.*uidMappings|uidMappings.*\b1000\b/, { ...MAPPED, user: { uid, gid: 0 } })
      const groups = { uid: 0, gid: 0, additionalGids: [999, 1000] }
      await refused('group 1000', /\b1000\b.*gidMappings|gidMappings.*\b1000\b/, { ...MAPPED, user: groups })
      const { gidMappings: _, ...half } = USER
      await refused('no map of groups', /gidMappings/, { linux: half })
      const beyond = [{ containerID: 0, hostID: 65000, size: 1000 }]
      await refused('ids that the host has not', /uidMappings.*65000/, { linux: { ...USER, uidMappings: beyond } })
    },
  },
  {
    id: 'joined',
    title: 'A container enters the user namespace whose path its config names',
    points: 1,
    needs: ['root-outside'],
    hint: 'entered(c, "user") gives the steps; after them the child still has to become root (hole 2).',
    async test(t) {
      const first = await t.start(FOREVER, MAPPED)
      const path = `/proc/${first.command.numbers[1]}/ns/user`
      const linux: Config['linux'] = { namespaces: [{ type: 'user', path }, { type: 'mount' }] }
      const wish = { ...(await makeImage(t, '/srv/joined')), linux, mounts: [{ destination: '/mnt', type: 'tmpfs' }] }
      const writes = ['write', '/mnt/file', 'x', 'write', '/etc/new', 'x']
      const second = await t.start(['/bin/probe', ...writes, 'forever'], wish)
      const [found, expected] = [second.command.namespace('user'), first.command.namespace('user')]
      t.expect('user namespace of the second container', found, expected)
      t.expect('its user on the host', await ids(t, second.command, 'Uid'), [`Uid: ${four(1000)}`])
      t.expect('its first lines', second.lines().slice(0, 2), ['write /mnt/file: done', 'write /etc/new: done'])
    },
  },
  {
    id: 'nothing-left',
    title: 'Nothing stays on the host: no process, no descriptor, no namespace',
    points: 1,
    needs: ['starts'],
    hint: 'What the runtime opens to write the maps it also closes; writeFileSync does both.',
    async test(t) {
      const left = await t.leftovers(async () => {
        await t.run(['/bin/probe', 'exit', '0'], { ...MAPPED, user: { uid: 33, gid: 44 } })
        await t.run(['no-such-command'], MAPPED)
        await t.run(['/bin/probe', 'exit', '0'], { ...MAPPED, user: { uid: 5000, gid: 0 } })
      })
      t.expect('left on the host', left, [])
    },
  },
] satisfies Check[]
