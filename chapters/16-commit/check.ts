import type { Check } from '../check.ts'
import { archives } from './checks/archives.ts'
import { blobs } from './checks/blobs.ts'
import { layers } from './checks/layers.ts'
import { digestOf } from './oci.ts'
import { commit, file, IMAGE, over, thrown, unpack } from './trials.ts'

export default [
  ...layers,
  ...blobs,
  ...archives,
  {
    id: 'nothing-left',
    title: 'Nothing stays open, and no half-made blob stays',
    points: 1,
    needs: ['starts', 'runs-from-it'],
    hint: '`using layer` closes the layer at the end, however that comes; keep() removes what has no name yet.',
    async test(t) {
      const container = await t.start(['/bin/probe', 'write', '/.wh.x', 'x', 'forever'], over([IMAGE]))
      const wanted = { digest: digestOf('x'), size: 1 }
      const all = async () => {
        await thrown(commit(container))
        await unpack(t, 'left', [file('a/b/c'), file('.wh.d', '')])
        await unpack(t, 'left-too', [file('a'), file('../b')])
        await thrown(t.call('admit', wanted, Buffer.from('y').toString('base64')))
      }
      await all() // what a first use opens is not left behind
      t.expect('what is left', await t.leftovers(all), [])
      const left = (await t.probe('list', '/var/lib/congo/images')).filter(line => line.includes('.new-'))
      t.expect('half-made blobs', left, [])
    },
  },
] satisfies Check[]
