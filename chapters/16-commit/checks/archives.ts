// What an archive of anybody becomes, and what it must not reach.
import type { Check } from '../../check.ts'
import { entry, type Packed } from '../tar/entry.ts'
import { CAME_BACK, file, hardLink, hole, IMAGE, LAYERS, link, over, refused, unpack } from '../trials.ts'

const FOREVER = ['/bin/probe', 'forever']

export const archives: readonly Check[] = [
  {
    id: 'runs-from-it',
    title: 'A container runs over an unpacked layer, and what that removes does not come back',
    points: 2,
    hint: 'put() and makeOpaque() are there; for .wh.passwd it is whiteOut(names, "passwd") (holes 4 to 7).',
    async test(t) {
      const folder = entry('var', 'directory')
      const said = await unpack(t, 'run', [
        entry('new', 'directory'),
        file('new/file'),
        file('etc/.wh.passwd', ''),
        folder,
        file('var/.wh..wh..opq', ''),
      ])
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
      const planted = async () => {
        const seen = await t.probe(
          'list',
          '/',
          'list',
          '/srv',
          'list',
          '/tmp',
          'list',
          '/var/lib/congo',
          'list',
          LAYERS,
        )
        return seen.filter(line => line.includes('planted'))
      }
      for (const [i, path] of [
        '../planted',
        'a/../../planted',
        '/../planted',
        'a/..',
        '../../../../srv/planted',
      ].entries()) {
        refused(t, JSON.stringify(path), await unpack(t, `names-${i}`, [entry('a', 'directory'), file(path)]))
        t.expect(`written outside by ${path}`, await planted(), [])
      }
      const fine = ['/srv/planted', './planted', 'b//planted', 'a..b', '...', '..c', 'd..']
      t.expect(
        `unpack() of ${fine.join(' ')}`,
        await unpack(
          t,
          'names',
          fine.map(path => file(path)),
        ),
        CAME_BACK,
      )
      for (const path of fine) t.expect(`${path} in the layer`, t.host.file(`${LAYERS}/names/${path}`), 'text\n')
      t.expect('written outside', await planted(), [])
    },
  },
  {
    id: 'links',
    title: 'Links of an archive lead nowhere but into the layer',
    points: 4,
    needs: ['names'],
    hint: 'openat2 from the layer, with RESOLVE_IN_ROOT: on each step of the way that is the root, for links as well (hole 5).',
    async test(t) {
      const PREY = '/srv/prey'
      const near = ['mkdir', LAYERS, 'mkdir', `${LAYERS}/links-near`]
      await t.probe('mkdir', PREY, 'write', `${PREY}/secret`, 'of the host\n', 'mkdir', `${PREY}/folder`, ...near)
      const looks = [
        'list',
        PREY,
        'show',
        `${PREY}/secret`,
        'stat',
        `${PREY}/secret`,
        'stat',
        `${PREY}/folder`,
        'xattrs',
        `${PREY}/folder`,
      ]
      const look = () => t.probe(...looks, 'list', '/srv', 'list', `${LAYERS}/links-near`)
      const before = await look()
      const up = '../../../../../..'
      const attacks: readonly (readonly Packed[])[] = [
        [link('out', PREY), file('out/planted')],
        [link('out', `${up}${PREY}`), file('out/planted')],
        [link('one', '/srv'), link('two', 'one/prey'), file('two/planted')],
        [link('out', `/proc/self/root${PREY}`), file('out/planted')],
        [link('out', '/proc/1/cwd'), file(`out${PREY}/planted`)],
        [link('out', '../links-near'), file('out/planted')],
        [link('secret', `${PREY}/secret`), file('secret', 'overwritten\n')],
        [link('out', PREY), hardLink('x', 'out/secret'), file('x', 'overwritten\n')],
        [hardLink('x', `${PREY}/secret`)],
        [hardLink('x', `${up}${PREY}/secret`)],
        [hardLink('x', `${LAYERS}/../../../..${PREY}/secret`)],
        [link('out', PREY), file('out/.wh.planted', '')],
        [link('out', PREY), file('out/folder/.wh..wh..opq', '')],
        [link('out', PREY), entry('out/folder', 'directory', { mode: 0o777 })],
      ]
      for (const [i, attack] of attacks.entries()) {
        const told = attack.map(({ path, target }) => (target ? `${path} -> ${target}` : path)).join(', ')
        await unpack(
          t,
          'links',
          attack.map(each => ({ ...each, path: `${i}/${each.path}` })),
        )
        t.expect(`on the host after ${told}`, await look(), before)
        const x = t.host.file(`${LAYERS}/links/${i}/x`)
        t.expect(`x in the layer after ${told} is the file of the host`, x === 'of the host\n', false)
      }
      const inside = [
        entry('real', 'directory'),
        link('link', '/real'),
        file('link/a'),
        link('to', `${up}/real`),
        file('to/b'),
      ]
      t.expect('unpack() with links that stay inside', await unpack(t, 'inside', inside), CAME_BACK)
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
        refused(t, JSON.stringify(path), await unpack(t, `away-${i}`, [entry('a', 'directory'), file(path, '')]))
        t.expect(`marks on the host after ${path}`, await marks(), [])
      }
      const fine = ['.wh.x', 'a/.wh..hidden', 'a/.wh....', '.wh.a.b', '.wh..wh.plnk']
      t.expect(
        `unpack() of ${fine.join(' ')}`,
        await unpack(
          t,
          'away',
          fine.map(path => file(path, '')),
        ),
        CAME_BACK,
      )
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
      const GREEDY: readonly (readonly [what: string, entries: readonly (Packed | Buffer)[], file: string])[] = [
        ['21 entries where 20 may be', many(21), 'f20'],
        ['a file of 2 MiB where 1 MiB may be', [file('big', 'x'.repeat(2 ** 21))], ''],
        ['a hole of 64 MiB', [await hole('big', 2 ** 26)], 'big'],
        ['two holes of 600 KiB', [await hole('a', half), await hole('b', half)], 'b'],
        ['a hole of 1 TiB', [await hole('big', 2 ** 40)], 'big'],
      ]
      for (const [i, [what, entries, path]] of GREEDY.entries()) {
        refused(t, what, await unpack(t, `limits-${i}`, entries, limits))
        const [told = ''] = await t.probe('stat', `${LAYERS}/limits-${i}/${path}`)
        if (path) t.expect(`${path} in the layer`, told.split(': ')[1], 'No such file or directory')
      }
      refused(t, 'a hole of 1 TiB, without limits', await unpack(t, 'limits', [await hole('big', 2 ** 40)]))
      const fits = [...many(19), await hole('big', 2 ** 19)]
      t.expect('unpack() of what fits', await unpack(t, 'fits', fits, limits), CAME_BACK)
      t.expect('a hole of 512 KiB', / size 524288$/.test((await t.probe('stat', `${LAYERS}/fits/big`))[0] ?? ''), true)
    },
  },
]
