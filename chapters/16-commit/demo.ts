import { basename } from 'node:path'
import type { Running, Trial } from '../check.ts'
import type { Demo, Row } from '../demo.ts'
import { digestOf } from './oci.ts'
import type { Packed } from './tar/entry.ts'
import {
  archiveOf,
  CAME_BACK,
  commit,
  entriesOf,
  file,
  IMAGE,
  LAYERS,
  link,
  over,
  sparse,
  thrown,
  unpack,
} from './trials.ts'

const LETTERS = '/srv/letters'
const MOUNTS = [
  { destination: '/proc', type: 'proc' },
  { destination: '/letters', source: LETTERS, options: ['bind'] },
]

/**
 * Removes a file and writes another; and then two in turn, as fast as it can, with a large one between them in a layer. After
 * SIGUSR1 it is quiet.
 */
const WORK = `
trap 'exit 0' TERM; trap quiet=1 USR1
rm /etc/passwd; echo welcome >/etc/motd
i=10000000; echo $i >/first; echo $i >/second; /bin/probe fill /middle 2
echo ready
until [ $quiet ]; do i=$((i+1)); echo $i 1<>/first; echo $i 1<>/second; done
while :; do /bin/probe sleep 100; done`

const names = (listed: readonly string[]) => listed.map(line => line.replace('list ', '')).join(' ')

/** What has become of an archive, or of the hole that it came to. */
const outcome = (said: string, inside: string) =>
  said === CAME_BACK ? inside : (/hole \d+/.exec(said)?.[0].concat(' is open') ?? 'refused')

/** The layer that is made of the container, and the container that is made of the layer. */
async function* made(t: Trial, running: Running): AsyncGenerator<Row> {
  const layer = await commit(running).catch(() => undefined) // a hole: the lab tells
  running.command.kill('SIGUSR1')
  if (!layer) return
  const archive = await archiveOf(t, layer)
  const entries = await entriesOf(archive)
  const text = (name: string) => entries.find(({ path }) => path === name)?.text.trim()
  const below = (folder: string) =>
    entries.flatMap(({ path }) => (path.startsWith(`${folder}/`) ? [basename(path)] : []))
  yield ['entries of the layer', `${entries.length}`, '']
  yield ['in its /etc', below('etc').join(' '), '']
  yield ['in its /letters', below('letters').join(' ') || 'nothing', '']
  yield ['in its /proc', below('proc').length === 0 ? 'nothing' : `${below('proc').length} entries`, '']
  yield ['first, second', `${text('first')}, ${text('second')}`, '']
  yield ['its blob', layer.layer.digest.slice(0, 23), '']
  yield ['the archive in it', digestOf(archive).slice(0, 23), '']
  yield ['diff_id', layer.diffId.slice(0, 23), '']
  if ((await unpack(t, 'made', [archive])) !== CAME_BACK) return
  const { command } = await t.start(['/bin/probe', 'forever'], over([IMAGE, `${LAYERS}/made`]))
  yield ['/etc of container 2', '', names(await t.probeIn(command, ['mount'], 'list', '/etc'))]
}

/** What comes of archives that mean no good. */
async function* taken(t: Trial): AsyncGenerator<Row> {
  const limits = { bytes: 2 ** 20, entries: 20 }
  const planted = async (...folders: string[]) =>
    (await t.probe(...folders.flatMap(folder => ['list', folder]))).includes('list planted')
  const attacks: readonly (readonly [what: string, entries: readonly (Packed | Buffer)[]])[] = [
    ['../planted', [file('../planted')]],
    ['out -> /srv/letters, out/planted', [link('out', LETTERS), file('out/planted')]],
    ['64 MiB of nothing', [await sparse('big', 2 ** 26)]],
    ['.wh...', [file('.wh...', '')]],
  ]
  for (const [i, [what, entries]] of attacks.entries()) {
    const said = await unpack(t, `attack-${i}`, entries, limits)
    yield [what, (await planted(LAYERS, LETTERS)) ? 'on the host' : outcome(said, 'in the layer'), '']
    await t.probe('remove', `${LAYERS}/planted`, 'remove', `${LETTERS}/planted`)
  }
  const wanted = { digest: digestOf('wanted'), size: 6 }
  const other = await thrown(t.call('admit', wanted, Buffer.from('others').toString('base64')))
  yield ['a blob of other bytes', outcome(other, 'taken in'), '']
}

/** The container becomes a layer, and the layer another container. Then there come archives of others. */
export default {
  command: ['/bin/sh', '-c', WORK],
  wish: { ...over([IMAGE]), mounts: MOUNTS },
  async prepare(t) {
    await t.probe('mkdir', LETTERS, 'write', `${LETTERS}/private`, 'of the host\n')
  },
  async compare(t, container, running) {
    const upper = container.mounts().findLast(({ point }) => point === '/')?.superOptions ?? []
    const folder = upper.find(option => option.startsWith('upperdir='))?.slice('upperdir='.length)
    const [passwd = ''] = await t.probe('stat', `${folder}/etc/passwd`)
    const rows: Row[] = [
      [
        '/etc',
        names(await t.probe('list', `${IMAGE}/etc`)),
        names(await t.probeIn(container, ['mount'], 'list', '/etc')),
      ],
      ['upper/etc/passwd', passwd.replace(/.* device/, 'device'), ''],
    ]
    for await (const row of made(t, running)) rows.push(row)
    for await (const row of taken(t)) rows.push(row)
    return rows
  },
} satisfies Demo
