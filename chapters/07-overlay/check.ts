import { resolve } from 'node:path'
import type { Check, ProcessView, Trial, Wish } from '../check.ts'

const IMAGE = '/images/busybox'
const FOREVER = ['/bin/probe', 'forever']

const bundleOf = (id: string) => `/var/lib/congo/${id}`

/** A container whose root is these layers, the lowest first. */
const over = (layers: readonly string[], root: Wish['root'] = { path: 'rootfs' }): Wish => ({
  root,
  annotations: { 'org.congo.layers': JSON.stringify(layers) },
  linux: { namespaces: [{ type: 'mount' }] },
})

/** Over nothing but the image, and at the image's own place. */
const IN_PLACE = over([IMAGE], { path: IMAGE })

/** Makes a layer on the host: files with a line each, and folders for them, one level deep. */
function layer(t: Trial, path: string, files: readonly string[]): Promise<string[]> {
  const folders = new Set(files.filter(file => file.includes('/')).map(file => file.split('/')[0]))
  const verbs = [...folders].flatMap(folder => ['mkdir', `${path}/${folder}`])
  const lines = files.flatMap(file => ['write', `${path}/${file}`, `from ${path}\n`])
  return t.probe('mkdir', path, ...verbs, ...lines)
}

const rootMount = (process: ProcessView) => process.mounts().findLast(({ point }) => point === '/')

const shows = (process: ProcessView) => {
  const { type, options, superOptions } = rootMount(process) ?? {}
  return `/proc/${process.pid}/mountinfo: / ${options} - ${type} ${superOptions}`
}

export default [
  {
    id: 'starts',
    title: 'A container over one layer runs its command',
    points: 1,
    hint: 'npm run lab 07-overlay shows how far the program comes, and which hole is open.',
    async test(t) {
      await t.start(FOREVER, IN_PLACE)
    },
  },
  {
    id: 'image-kept',
    title: 'What a container changes and removes does not reach the image',
    points: 3,
    needs: ['starts'],
    hint: 'Mount an overlay with the layers as lowerdir, and an empty folder as upperdir (holes 1 and 4).',
    async test(t) {
      const looks = ['passwd', 'group', '..'].map(name => ['stat', `${IMAGE}/etc/${name}`])
      looks.push(['show', `${IMAGE}/etc/passwd`], ['list', IMAGE])
      const before = await Promise.all(looks.map(look => t.probe(...look)))
      const spoil = ['write', '/etc/passwd', 'spoiled\n', 'remove', '/etc/group', 'mkdir', '/new']
      const { command } = await t.start(['/bin/probe', ...spoil, 'forever'], IN_PLACE)
      t.expect('/etc/passwd of the container', command.file('/etc/passwd'), 'spoiled\n', shows(command))
      t.expect('/etc/group of the container', command.file('/etc/group'), undefined, shows(command))
      for (const [i, look] of looks.entries())
        t.expect(`on the host, ${look.join(' ')}`, await t.probe(...look), before[i], shows(command))
    },
  },
  {
    id: 'order',
    title: 'Where several layers have a file, the uppermost one counts',
    points: 2,
    needs: ['starts'],
    hint: 'The layers come with the lowest first, and overlay wants the uppermost first (hole 1).',
    async test(t) {
      await layer(t, '/images/low', ['low', 'both', 'all'])
      await layer(t, '/images/middle', ['both', 'all'])
      await layer(t, '/images/top', ['all'])
      const { command } = await t.start(FOREVER, over([IMAGE, '/images/low', '/images/middle', '/images/top']))
      const found = ['/low', '/both', '/all'].map(path => command.file(path))
      const expected = ['from /images/low\n', 'from /images/middle\n', 'from /images/top\n']
      t.expect('the files low, both, all', found, expected, shows(command))
    },
  },
  {
    id: 'layers-remove',
    title: 'What a layer says is removed is gone: whiteouts and opaque folders',
    points: 2,
    needs: ['starts'],
    hint: 'A 0:0 device hides a name, user.overlay.opaque a folder. overlay, with userxattr, does both: copies do not.',
    async test(t) {
      await layer(t, '/images/full', ['gone', 'kept', 'folder/old'])
      await layer(t, '/images/fewer', ['folder/new'])
      const opaque = ['xattr', '/images/fewer/folder', 'user.overlay.opaque', 'y']
      const made = await t.probe('whiteout', '/images/fewer/gone', ...opaque)
      t.expect('the layer can be made', made.filter(line => line.endsWith('done')).length, 2, made.join('\n'))
      const { command } = await t.start(FOREVER, over([IMAGE, '/images/full', '/images/fewer']))
      const found = ['/kept', '/gone', '/folder/new', '/folder/old'].filter(path => command.file(path) !== undefined)
      t.expect('what is there of kept, gone, folder/new, folder/old', found, ['/kept', '/folder/new'], shows(command))
      t.expect('what is listed in folder', await t.probeIn(command, ['mount'], 'list', '/folder'), ['list new'])
    },
  },
  {
    id: 'removed',
    title: 'A container removes a file, and a folder that it makes anew',
    points: 3,
    needs: ['starts'],
    hint: 'Without userxattr overlay cannot note that a folder is a new one, and refuses to remove the old one (hole 1).',
    async test(t) {
      await layer(t, '/images/things', ['gone', 'folder/old'])
      const remake = ['remove', '/folder/old', 'remove', '/folder', 'mkdir', '/folder', 'write', '/folder/new', 'x']
      const wish = { ...over([IMAGE, '/images/things']), id: 'removing' }
      const container = await t.start(['/bin/probe', 'remove', '/gone', ...remake, 'forever'], wish)
      const { command } = container
      const failed = container.lines().filter(line => !/: done$|^ready$/.test(line))
      t.expect('what the container could not do', failed, [], shows(command))
      t.expect('/gone in the container', command.file('/gone'), undefined, shows(command))
      t.expect('in the new folder', await t.probeIn(command, ['mount'], 'list', '/folder'), ['list new'])
      const upper =
        rootMount(command)
          ?.superOptions.find(each => each.startsWith('upperdir='))
          ?.slice(9) ?? 'nowhere'
      const [whiteout = ''] = await t.probe('stat', `${resolve(bundleOf('removing'), upper)}/gone`)
      t.expect('gone, in upper on the host, is the device', whiteout.split(' device ')[1], '0:0', whiteout)
      const layers = await t.probe('list', '/images/things', 'list', '/images/things/folder')
      t.expect('the layer has', layers, ['list folder', 'list gone', 'list old'])
    },
  },
  {
    id: 'own-upper',
    title: 'Two containers of one image have each an upper of its own',
    points: 2,
    needs: ['starts'],
    hint: 'upperdir and workdir are c.bundle/upper and c.bundle/work: own(c) gives them (hole 1).',
    async test(t) {
      const write = ['/bin/probe', 'write', '/mine', 'of the first\n', 'forever']
      const first = await t.start(write, { ...over([IMAGE]), id: 'first' })
      const second = await t.start(FOREVER, { ...over([IMAGE]), id: 'second' })
      t.expect('/mine in the first', first.command.file('/mine'), 'of the first\n', shows(first.command))
      t.expect('/mine in the second', second.command.file('/mine'), undefined, shows(second.command))
      const kept = await t.probe('show', `${bundleOf('first')}/upper/mine`)
      t.expect('mine, in upper on the host', kept, ['file of the first'], shows(first.command))
      for (const [id, { command }] of Object.entries({ first, second })) {
        const work = `${bundleOf(id)}/work`
        t.expect(`in ${work}, where the kernel works`, await t.probe('list', work), ['list work'], shows(command))
      }
    },
  },
  {
    id: 'odd-paths',
    title: 'A layer may have a comma, a colon, a backslash in its path',
    points: 2,
    needs: ['starts'],
    hint: 'All three mean something in the options; after a backslash they do not, and that goes for itself (hole 2).',
    async test(t) {
      for (const path of ['/images/one,two', '/images/one:two', '/images/one\\two', '/images/\\,:']) {
        await layer(t, path, ['found'])
        const { command } = await t.start(['/bin/probe', 'say', path, 'forever'], over([IMAGE, path]))
        t.expect(`the file of ${path}`, command.file('/found'), `from ${path}\n`, shows(command))
      }
    },
  },
  {
    id: 'refused',
    title: 'Layers that are missing, or too many, are refused in a clear line',
    points: 3,
    needs: ['starts'],
    hint: 'Look at each layer, and count the bytes of the options, before there is a child (hole 3).',
    async test(t) {
      await layer(t, '/images/with-a-file', ['file'])
      for (const path of ['/images/missing', '/images/with-a-file/file']) {
        const { code, error = '' } = await t.run(['/bin/probe', 'pid'], over([IMAGE, path]))
        t.expect(`a container with the layer ${path} runs`, code !== undefined, false)
        const clear = error.includes(path) && error.includes('org.congo.layers') && !error.includes('\n')
        t.expect('the error is a line that names org.congo.layers and the layer', clear, true, error)
      }
      const many = Array.from({ length: 20 }, (_, i) => `/images/${'ü'.repeat(100)}${i}`)
      await t.probe(...many.flatMap(path => ['mkdir', path]))
      await layer(t, '/images/lowest', ['file'])
      const { command } = await t.start(FOREVER, over([IMAGE, '/images/lowest', ...many.slice(0, 15)]))
      t.expect('a file of the lowest of 17 layers', command.file('/file'), 'from /images/lowest\n', shows(command))
      const { code, error = '' } = await t.run(['/bin/probe', 'pid'], over([IMAGE, '/images/lowest', ...many]))
      t.expect('a container with more than 4095 bytes of options runs', code !== undefined, false)
      const clear = /\b4095\b/.test(error) && error.includes('org.congo.layers') && !error.includes('\n')
      t.expect('the error is a line that names org.congo.layers and the limit, 4095', clear, true, error)
    },
  },
  {
    id: 'read-only',
    title: 'A read-only root has places for mounts that no layer has',
    points: 1,
    needs: ['starts'],
    hint: 'Chapter 06 makes it read-only in the end. Until then mkdir writes to upper, so it is needed in any case (hole 1).',
    async test(t) {
      const wish = over([IMAGE], { path: 'rootfs', readonly: true })
      const mounts = [{ destination: '/data', type: 'tmpfs', source: 'tmpfs' }]
      const container = await t.start(['/bin/probe', 'write', '/new', 'x', 'forever'], { ...wish, mounts })
      const { command } = container
      t.expect('the first line of the container', container.lines()[0], 'write /new: Read-only file system')
      t.expect('the root is mounted', rootMount(command)?.options[0], 'ro', shows(command))
      const types = command.mounts().map(({ point, type }) => `${point} ${type}`)
      t.expect('/data is a tmpfs', types.includes('/data tmpfs'), true, types.join('\n'))
      t.expect('/data in the image', await t.probe('stat', `${IMAGE}/data`), [
        `stat ${IMAGE}/data: No such file or directory`,
      ])
    },
  },
  {
    id: 'plain-root',
    title: 'Without layers the root is the folder itself, as in chapter 06',
    points: 1,
    needs: ['starts'],
    hint: 'steps(c) is empty where readLayers(c) gives nothing.',
    async test(t) {
      const { command } = await t.start(FOREVER, { ...IN_PLACE, annotations: {} })
      const { type, root } = rootMount(command) ?? {}
      t.expect('the root of the container', [type, root], ['ext4', IMAGE], shows(command))
    },
  },
  {
    id: 'nothing-left',
    title: 'The host sees none of it, neither while it runs nor afterwards',
    points: 1,
    needs: ['starts'],
    hint: 'The child mounts, as a step, in its own table; prepare makes folders in c.bundle, and nothing elsewhere.',
    async test(t) {
      const list = () => t.probe(...['/run', '/tmp', '/var/lib', '/var/lib/congo'].flatMap(path => ['list', path]))
      const before = await list()
      const added = async () => (await list()).filter(line => !before.includes(line))
      const left = await t.leftovers(async () => {
        const container = await t.start(FOREVER, over([IMAGE]))
        const overlays = t.host.mounts().filter(({ type }) => type === 'overlay')
        const points = overlays.map(({ point }) => point)
        t.expect('overlays that the host sees', points, [], `/proc/${t.host.pid}/mountinfo`)
        container.command.kill('SIGKILL')
        await container.ended()
        await t.run(['no-such-command'], over([IMAGE]))
        await t.until('', async () => (await added()).length === 0).catch(() => undefined)
        t.expect('what is new in /run, /tmp, /var/lib, /var/lib/congo', await added(), [])
      })
      t.expect('left on the host', left, [])
    },
  },
] satisfies Check[]
