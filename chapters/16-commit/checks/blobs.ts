// What is taken in from somebody else.
import type { Check } from '../../check.ts'
import { digestOf } from '../oci.ts'
import { blobPath, refused, thrown } from '../trials.ts'

export const blobs: readonly Check[] = [
  {
    id: 'admitted',
    title: 'A blob that is not what its digest says is not taken in',
    points: 3,
    hint: 'Hash the whole file before it gets its name; where that is another digest, remove it and say both (hole 1).',
    async test(t) {
      const good = Buffer.from('what was asked for')
      const wanted = { digest: digestOf(good), size: good.length }
      for (const wrong of ['what nobody wanted', 'what was', 'what was asked for, and more']) {
        const bytes = Buffer.from(wrong)
        const said = await thrown(t.call('admit', wanted, bytes.toString('base64')))
        refused(t, JSON.stringify(wrong), said)
        const names = bytes.length > good.length || (said.includes(wanted.digest) && said.includes(digestOf(bytes)))
        t.expect('it names both digests', names, true, said)
        t.expect('a blob of that name', t.host.file(blobPath(wanted.digest)), undefined)
      }
      await t.call('admit', wanted, good.toString('base64'))
      t.expect('the right one, afterwards', t.host.file(blobPath(wanted.digest)), String(good))
      t.expect('from where another try asks', await t.call('admit', wanted, good.toString('base64')), [])
      refused(t, 'a digest that is a path', await thrown(t.call('admit', { ...wanted, digest: 'sha256:../../x' }, '')))
    },
  },
  {
    id: 'resumed',
    title: 'A download that was cut goes on where it was, and is looked at from its beginning',
    points: 2,
    needs: ['admitted'],
    hint: 'What an earlier try has brought was never looked at: the hash is of the whole file, not of what came now (hole 1).',
    async test(t) {
      for (const begin of ['x', 'y']) {
        const good = Buffer.from('x'.repeat(10_000) + begin)
        const wanted = { digest: digestOf(good), size: good.length }
        const first = Buffer.from(begin.repeat(10_000)).toString('base64')
        t.expect('a source that is cut', await thrown(t.call('admit', wanted, first, 5000)), 'the line is cut')
        t.expect('a blob after half of it', t.host.file(blobPath(wanted.digest)), undefined)
        const rest = t.call('admit', wanted, good.toString('base64'))
        if (begin === 'x') t.expect('from where the next try asks', await rest, [5000])
        else refused(t, 'a whole with a wrong beginning', await thrown(rest))
        if (begin === 'y')
          t.expect('from where the next asks', await t.call('admit', wanted, good.toString('base64')), [0])
        t.expect('the blob', t.host.file(blobPath(wanted.digest)) === String(good), true)
      }
    },
  },
]
