// What becomes of a container's changes.
import type { Check, Trial, Wish } from '../../check.ts'
import { digestOf, LAYER } from '../oci.ts'
import { archiveOf, blobPath, commit, committed, IMAGE, over, refused, thrown } from '../trials.ts'

/** Runs a shell, and leaves the container there to be looked at. */
const shell = (script: string) => ['/bin/sh', '-c', `${script}\n/bin/probe forever; :`]

const isFrozen = (t: Trial, wish: Wish) =>
  /^frozen 1$/m.test(t.cgroup(wish.linux?.cgroupsPath ?? '').read('cgroup.events') ?? '')

/** Writes two numbers one after the other, as often as it can; a large file lies between them in a layer. */
const IN_STEP = `
i=10000000; echo $i >/first; echo $i >/second
/bin/probe fill /middle 5
echo ready
while :; do i=$((i+1)); echo $i 1<>/first; echo $i 1<>/second; done`

export const layers: readonly Check[] = [
  {
    id: 'starts',
    title: 'What a container has changed is in a layer',
    points: 2,
    hint: 'commit() packs the changes of own(c).upper (hole 8), each entry (hole 2) written and compressed (hole 3).',
    async test(t) {
      const writes = ['mkdir', '/new', 'write', '/new/file', 'made inside\n']
      const container = await t.start(['/bin/probe', ...writes, 'forever'], over([IMAGE]))
      const found = await committed(t, container)
      t.expect('new/file in the layer', found.find(({ path }) => path === 'new/file')?.text, 'made inside\n')
    },
  },
  {
    id: 'only-changes',
    title: 'Volumes, /proc and what the image has itself are in no layer',
    points: 3,
    needs: ['starts'],
    hint: 'Walk the folder that overlay writes to, own(c).upper, and not what the container sees (hole 8).',
    async test(t) {
      await t.probe('mkdir', '/srv/letters', 'write', '/srv/letters/private', 'of the host\n')
      const mounts = [
        { destination: '/proc', type: 'proc' },
        { destination: '/tmp', type: 'tmpfs' },
        { destination: '/letters', source: '/srv/letters', options: ['bind'] },
      ]
      const writes = ['/letters/another', '/tmp/scratch', '/etc/motd'].flatMap(path => ['write', path, 'x'])
      const container = await t.start(['/bin/probe', ...writes, 'forever'], { ...over([IMAGE]), mounts })
      t.expect('what the container has done', container.lines().filter(line => /: done$/.test(line)).length, 3)
      const found = await committed(t, container)
      const paths = found.map(({ path, kind }) => `${kind} ${path}`)
      t.expect('the layer has', paths.slice(0, 10), ['directory etc', 'file etc/motd', 'directory letters'])
    },
  },
  {
    id: 'removed',
    title: 'What a container has removed is removed in the layer: whiteouts, opaque folders',
    points: 3,
    needs: ['starts'],
    hint: 'For passwd that is gone an empty file .wh.passwd beside it; in a folder made anew an empty .wh..wh..opq (hole 2).',
    async test(t) {
      const removes = 'rm /etc/passwd; rm -r /var; mkdir -m 700 /var; echo x >/var/new'
      const found = await committed(t, await t.start(shell(removes), over([IMAGE])))
      const told = found.map(
        each => `${each.kind} ${each.path} ${each.kind === 'file' ? each.size : each.mode.toString(8)}`,
      )
      const [mark, folder] = ['file var/.wh..wh..opq 0', 'directory var 700']
      const expected = ['directory etc 755', folder, 'file etc/.wh.passwd 0', mark, 'file var/new 2']
      t.expect('the layer has', told.toSorted(), expected)
      t.expect('the folder comes before its mark', told.indexOf(folder) < told.indexOf(mark), true, told.join('; '))
    },
  },
  {
    id: 'whole',
    title: 'A file keeps its rights, its owner inside, its attributes, and all its names',
    points: 2,
    needs: ['starts'],
    hint: 'Yield what walk() has found, with all that belongs to it: { ...plain, path }; and give it `ids` (holes 2 and 8).',
    async test(t) {
      const script = `
        echo x >/one; chown 5:6 /one; chmod 4751 /one; /bin/probe xattr /one user.note hello
        ln /one /two; ln -s /one /to; touch -d @1000 /one`
      const container = await t.start(shell(script), over([IMAGE]))
      const [one, to, two] = await committed(t, container)
      const { mode = 0, uid, gid, mtime } = one ?? {}
      t.expect('rights, owner, group and time', [mode.toString(8), uid, gid, mtime], ['4751', 5, 6, 1000])
      t.expect('its attribute user.note', String(one?.attributes.get('user.note')), `${Buffer.from('hello')}`)
      t.expect('a symbolic link', [to?.kind, to?.target], ['symlink', '/one'])
      t.expect('another name of it', [two?.kind, two?.target], ['link', 'one'])
      const map = [{ containerID: 0, hostID: 1000, size: 1000 }]
      const { linux, ...wish } = over([IMAGE])
      const namespaces = [{ type: 'user' }, ...(linux?.namespaces ?? [])] as const
      const users: Wish['linux'] = { ...linux, namespaces, uidMappings: map, gidMappings: map }
      const writes = ['write', '/mine', 'x', 'chown', '7', '8', '/mine']
      const mapped = await t.start(['/bin/probe', ...writes, 'forever'], { ...wish, linux: users })
      const all = await committed(t, mapped)
      const mine = all.find(({ path }) => path === 'mine')
      t.expect('owner and group of a file of 7:8, who are 1007:1008 on the host', [mine?.uid, mine?.gid], [7, 8])
    },
  },
  {
    id: 'digests',
    title: 'A layer has two names: the digest of its blob, and that of the archive in it',
    points: 2,
    needs: ['starts'],
    hint: 'diffId is the hash of what written() gives, before gzip; keep() makes that of what comes out (hole 3).',
    async test(t) {
      const container = await t.start(['/bin/probe', 'write', '/new', 'x', 'forever'], over([IMAGE]))
      const made = await commit(container)
      const { mediaType, digest, size } = made.layer
      const blob = t.host.bytes(blobPath(digest)) ?? Buffer.alloc(0)
      t.expect('the digest of the blob', digest, digestOf(blob))
      t.expect('its size and its type', [size, mediaType], [blob.length, LAYER])
      t.expect('its first bytes, as gzip has them', blob.toString('hex', 0, 2), '1f8b')
      t.expect('diffId, the digest of the archive', made.diffId, digestOf(await archiveOf(t, made)))
      t.expect('made once more, it is', await commit(container), made)
    },
  },
  {
    id: 'still',
    title: 'Nothing in the container moves while the layer is made',
    points: 3,
    needs: ['starts'],
    hint: 'pause(c) first, unpause(c) last; `return await` in the try, or `finally` comes before the work is done (hole 8).',
    async test(t) {
      const container = await t.start(['/bin/sh', '-c', IN_STEP], over([IMAGE]))
      const found = await committed(t, container)
      const number = (name: string) => Number(found.find(({ path }) => path === name)?.text)
      const [first, second] = [number('first'), number('second')]
      t.expect(
        'writes between two files that are written in turn',
        [0, 1].includes(first - second) ? 0 : second - first,
        0,
      )
    },
  },
  {
    id: 'goes-on',
    title: 'Afterwards a container runs again, also after an error; one that did not run is left alone',
    points: 2,
    needs: ['starts'],
    hint: 'unpause(c) in a finally, and only where `running` has had it paused (hole 8).',
    async test(t) {
      const wish = over([IMAGE])
      const container = await t.start(['/bin/probe', 'write', '/new', 'x', 'forever'], { ...wish, watched: {} })
      await commit(container)
      t.expect('it is frozen after commit', isFrozen(t, wish), false)
      await container.call('pause')
      await commit(container, { running: false })
      t.expect('one that was paused is frozen after commit', isFrozen(t, wish), true)
      container.command.kill('SIGKILL')
      await container.ended()
      const found = await committed(t, container, { running: false })
      t.expect('the layer of one that has ended', found.map(({ path }) => path).join(), 'new')
      const tricky = over([IMAGE])
      const other = await t.start(['/bin/probe', 'write', '/.wh.passwd', 'x', 'forever'], tricky)
      refused(t, 'a file that would be a whiteout', await thrown(commit(other)))
      t.expect('it is frozen after an error', isFrozen(t, tricky), false)
    },
  },
]
