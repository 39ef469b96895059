import type { ProcessView, Wish } from '../check.ts'
import type { Demo, Row } from '../demo.ts'

const IMAGE = '/images/busybox'
const BIG = '/images/big'
const SIZES = ['1', '16', '64'] // MiB

const over = (layers: readonly string[], path: string): Wish => ({
  root: { path },
  annotations: { 'org.congo.layers': JSON.stringify(layers) },
  linux: { namespaces: [{ type: 'mount' }] },
})

const names = (listed: readonly string[]) => listed.map(line => line.replace('list ', '')).join(' ')

/** The mount that is its root, and overlay's options of it, as the kernel has them. */
function rootOf(process: ProcessView): { type: string; options: Record<string, string> } {
  const { type = '', superOptions = [] } = process.mounts().findLast(({ point }) => point === '/') ?? {}
  return { type, options: Object.fromEntries(superOptions.map(option => option.split('=', 2))) }
}

/**
 * The first container spoils its /etc, and a second one of the same image looks at its own. A third has large files in a
 * layer, and appends a byte to each.
 */
export default {
  command: ['/bin/probe', 'remove', '/etc/passwd', 'write', '/etc/motd', 'spoiled\n', 'list', '/etc', 'forever'],
  wish: over([IMAGE], IMAGE),
  async compare(t, container) {
    const { type, options } = rootOf(container)
    await t.start(['/bin/probe', 'list', '/etc', 'forever'], over([IMAGE], IMAGE))
    const rows: Row[] = [
      ['root', rootOf(t.host).type, type],
      ['/etc of the image', names(await t.probe('list', `${IMAGE}/etc`)), ''],
      ['/etc', '', names(await t.probeIn(container, ['mount'], 'list', '/etc'))],
    ]
    if (type !== 'overlay') return rows
    const { lowerdir = '', upperdir = '', workdir = '' } = options
    rows.push(['lowerdir', lowerdir, ''], ['upperdir', upperdir, ''], ['workdir', workdir, ''])
    for (const name of ['motd', 'passwd']) {
      const [found = ''] = await t.probe('stat', `${upperdir}/etc/${name}`)
      rows.push([`upper/etc/${name}`, found.split(': ')[1] ?? '', ''])
    }
    await t.probe('mkdir', BIG, ...SIZES.flatMap(size => ['fill', `${BIG}/${size}MiB`, size]))
    const append = SIZES.flatMap(size => [1, 2].flatMap(() => ['append', `/${size}MiB`, 'x']))
    const third = await t.start(['/bin/probe', ...append, 'forever'], over([IMAGE, BIG], 'rootfs'))
    const { lowerdir: both = '', upperdir: upper } = rootOf(third.command).options
    const copies = await t.probe(...SIZES.flatMap(size => ['stat', `${upper}/${size}MiB`]))
    const bytes = copies.map(line => line.replace(/.*size /, ''))
    rows.push(['lowerdir of container 3', both, ''], ['its upper, in bytes', bytes.join(' '), ''])
    return rows
  },
} satisfies Demo
