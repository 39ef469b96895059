// What an archive of anybody becomes, and what it must not reach.
import type { Check } from '../../check.ts'
import { entry, type Packed } from '../tar/entry.ts'
import { CAME_BACK, file, hardLink, IMAGE, LAYERS, link, over, refused, sparse, unpack } from '../trials.ts'

const FOREVER = ['/bin/probe', 'forever']

const PREY = '/srv/prey'
const UP = '../../../../../..'

/** Each leads to the prey, or to a layer beside this one. */
const ATTACKS: Readonly<Record<string, readonly Packed[]>> = {
  absolute: [link('out', PREY), file('out/planted')],
  relative: [link('out', `${UP}${PREY}`), file('out/planted')],
  twice: [link('one', '/srv'), link('two', 'one/prey'), file('two/planted')],
  magic: [link('out', '/proc/self/root'), file(`out${PREY}/planted`)],
  'other-magic': [link('out', '/proc/1/cwd'), file(`out${PREY}/planted`)],
  near: [link('out', '../links-near-by'), file('out/planted')],
  last: [link('secret', `${PREY}/secret`), file('secret', 'overwritten\n')],
  hard: [hardLink('x', `${PREY}/secret`)],
  climbing: [hardLink('x', `${UP}${PREY}/secret`)],
  both: [link('out', PREY), hardLink('x', 'out/secret'), file('x', 'overwritten\n')],
  whiteout: [link('out', PREY), file('out/.wh.planted', '')],
  opaque: [link('out', PREY), file('out/folder/.wh..wh..opq', '')],
  rights: [link('out', PREY), entry('out/folder', 'directory', { mode: 0o777 })],
}

export const archives: readonly Check[] = [
  {
    id: 'runs-from-it',
    title: 'A container runs over an unpacked layer, and what that removes does not come back',
    points: 2,
    hint: 'put() and makeOpaque() are there; for .wh.passwd it is whiteOut(names, "passwd") (holes 4 to 7).',
    async test(t) {
      const added = [entry('new', 'directory'), file('new/file')]
      const removed = [file('etc/.wh.passwd', ''), entry('var', 'directory'), file('var/.wh..wh..opq', '')]
      const said = await unpack(t, 'run', [...added, ...removed])
      t.expect('unpack()', said, CAME_BACK)
      await t.probe('mkdir', '/srv/below', 'mkdir', '/srv/below/var', 'write', '/srv/below/var/old', 'x')
      const { command } = await t.start(FOREVER, over([IMAGE, '/srv/below', `${LAYERS}/run`]))
      t.expect('/new/file in the container', command.file('/new/file'), 'text\n')
      t.expect('/etc in the container', await t.probeIn(command, ['mount'], 'list', '/etc'), ['list group'])
      t.expect('/var in the container', await t.probeIn(command, ['mount'], 'list', '/var'), [])
    },
  },
  {
    id: 'names',
    title: 'A name that leads out of the layer is refused; all others begin at its folder',
    points: 2,
    needs: ['runs-from-it'],
    hint: '".." is one of the names between the slashes; "a..b" and "..." are names like others (hole 4).',
    async test(t) {
      const folders = ['/', '/srv', '/tmp', '/var/lib/congo', LAYERS]
      const planted = async () => {
        const all = await t.probe(...folders.flatMap(folder => ['list', folder]))
        return all.filter(line => line.includes('planted'))
      }
      const out = ['../planted', 'a/../../planted', '/../planted', 'a/..', '../../../../../srv/planted']
      for (const [i, path] of out.entries()) {
        refused(t, path, await unpack(t, `names-${i}`, [entry('a', 'directory'), file(path)]))
        t.expect(`written outside by ${path}`, await planted(), [])
      }
      const fine = ['/srv/planted', './planted', 'b//planted', 'a..b', '...', '..c', 'd..']
      const files = fine.map(path => file(path))
      const said = await unpack(t, 'names', files)
      t.expect(`unpack() of ${fine.join(' ')}`, said, CAME_BACK)
      for (const path of fine) t.expect(`${path} in the layer`, t.host.file(`${LAYERS}/names/${path}`), 'text\n')
      t.expect('written outside', await planted(), [])
    },
  },
  {
    id: 'links',
    title: 'Links of an archive lead nowhere but into the layer',
    points: 4,
    needs: ['runs-from-it'],
    hint: 'openat2 from the layer, with RESOLVE_IN_ROOT: on each step of the way that is the root, for links as well (hole 5).',
    async test(t) {
      const near = ['mkdir', LAYERS, 'mkdir', `${LAYERS}/links-near-by`]
      await t.probe('mkdir', PREY, 'write', `${PREY}/secret`, 'of the host\n', 'mkdir', `${PREY}/folder`, ...near)
      const looks = [PREY, '/srv', `${LAYERS}/links-near-by`].flatMap(path => ['list', path])
      for (const name of ['secret', 'folder']) looks.push('stat', `${PREY}/${name}`, 'xattrs', `${PREY}/${name}`)
      const look = () => t.probe(...looks, 'show', `${PREY}/secret`)
      const before = await look()
      for (const [name, attack] of Object.entries(ATTACKS)) {
        const told = attack.map(({ path, target }) => (target ? `${path} -> ${target}` : path)).join(', ')
        await unpack(t, `links-${name}`, attack)
        const after = await look()
        const changed = [
          ...after.filter(each => !before.includes(each)),
          ...before.filter(each => !after.includes(each)),
        ]
        t.expect(`what is different on the host after ${told}`, changed, [])
        const leaked = t.host.file(`${LAYERS}/links-${name}/x`) === 'of the host\n'
        t.expect(`x of the layer after ${told} is the file of the host`, leaked, false)
      }
      const well = [link('link', '/real'), file('link/a'), link('to', `${UP}/real`), file('to/b')]
      const said = await unpack(t, 'inside', [entry('real', 'directory'), ...well])
      t.expect('unpack() with links that stay inside', said, CAME_BACK)
      t.expect('in the folder they lead to', await t.probe('list', `${LAYERS}/inside/real`), ['list a', 'list b'])
    },
  },
  {
    id: 'takes-away',
    title: 'A whiteout takes away one name of its own folder, and no folder as a whole',
    points: 2,
    needs: ['runs-from-it'],
    hint: 'What follows .wh. may be nothing, "." or "..": then the entry is no whiteout of a name. Refuse it (hole 7).',
    async test(t) {
      const marks = () => t.probe('xattrs', LAYERS, 'xattrs', '/var/lib/congo')
      for (const [i, path] of ['.wh...', 'a/.wh..', '.wh.', 'a/.wh...'].entries()) {
        refused(t, path, await unpack(t, `away-${i}`, [entry('a', 'directory'), file(path, '')]))
        t.expect(`marks on the host after ${path}`, await marks(), [])
      }
      const fine = ['.wh.x', 'a/.wh..hidden', 'a/.wh....', '.wh.a.b', '.wh..wh.plnk']
      const files = fine.map(path => file(path, ''))
      const said = await unpack(t, 'away', files)
      t.expect(`unpack() of ${fine.join(' ')}`, said, CAME_BACK)
      for (const path of ['x', 'a/.hidden', 'a/...', 'a.b']) {
        const [told = ''] = await t.probe('stat', `${LAYERS}/away/${path}`)
        t.expect(`${path} in the layer is the device`, told.split(' device ')[1], '0:0', told)
      }
      t.expect('in the layer', await t.probe('list', `${LAYERS}/away`), ['list a', 'list a.b', 'list x'])
    },
  },
  {
    id: 'limits',
    title: 'An archive that asks for more than may be is refused before it has it',
    points: 3,
    needs: ['runs-from-it'],
    hint: 'Count what each entry says, before put(): a file of holes is short in the archive and long on the disk (hole 6).',
    async test(t) {
      const limits = { bytes: 2 ** 20, entries: 20 }
      const many = (count: number) => Array.from({ length: count }, (_, i) => file(`f${i}`, ''))
      const half = 600 * 1024
      const greedy: readonly (readonly [what: string, entries: readonly (Packed | Buffer)[]])[] = [
        ['21 entries where 20 may be', [...many(20), file('over')]],
        ['a hole of 64 MiB where 1 MiB may be', [await sparse('over', 2 ** 26)]],
        ['two holes of 600 KiB', [await sparse('a', half), await sparse('over', half)]],
        ['a hole of 1 TiB', [await sparse('over', 2 ** 40)]],
      ]
      for (const [i, [what, entries]] of greedy.entries()) {
        refused(t, what, await unpack(t, `limits-${i}`, entries, limits))
        const [told = ''] = await t.probe('stat', `${LAYERS}/limits-${i}/over`)
        t.expect('what was too much, in the layer', told.split(': ')[1], 'No such file or directory')
      }
      refused(t, 'a hole of 1 TiB, without limits', await unpack(t, 'limits', [await sparse('big', 2 ** 40)]))
      const fits = [...many(19), await sparse('big', 2 ** 19)]
      t.expect('unpack() of what fits', await unpack(t, 'fits', fits, limits), CAME_BACK)
      t.expect('a hole of 512 KiB', / size 524288$/.test((await t.probe('stat', `${LAYERS}/fits/big`))[0] ?? ''), true)
    },
  },
]
