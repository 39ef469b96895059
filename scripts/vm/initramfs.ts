import { readdirSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { basename, join, relative } from 'node:path'
import { build } from 'esbuild'
import { bundleCourse, courseFiles, importedBy } from '../answer/course.ts'
import { root } from '../cli/paths.ts'
import { contentOf, type Part } from '../setup/part.ts'
import { guestAddon, products } from '../setup/parts/addon.ts'
import { guest } from '../setup/parts/guest.ts'
import { charDevice, cpio, directory, type Entry, file } from './cpio.ts'
import { resolveModules } from './modules.ts'

/** Kernel modules of the machine's devices and of what lessons use; what these need comes along. */
const MODULES = [
  ...['virtio_pci', 'virtio_blk', 'virtio_console', 'virtio_rng', 'loop', 'tun', 'overlay'],
  ...['veth', 'bridge', 'br_netfilter', 'dummy', 'macvlan', 'ipvlan', 'nf_conntrack_netlink'],
  ...[
    'nf_tables',
    'nft_chain_nat',
    'nft_nat',
    'nft_masq',
    'nft_redir',
    'nft_ct',
    'nft_limit',
    'nft_connlimit',
    'nft_quota',
  ],
  ...['nft_reject_inet', 'nft_log', 'nft_fib_inet', 'nft_objref', 'nft_numgen', 'nft_hash', 'nft_socket', 'nft_compat'],
]

const RUNNER = 'scripts/answer/runner.ts'

const AGENT = 'scripts/vm/agent/agent.ts'

/** All that the agent and what it starts are bundled from. */
const SOURCES = [...importedBy(AGENT, RUNNER).keys(), ...sourcesIn('native')]

/** And what is there for every answer. */
const COURSE = ['scripts/answer/course.ts', 'scripts/answer/guest.ts', ...courseFiles().keys()]

function sourcesIn(folder: string): string[] {
  const names = readdirSync(join(root, folder)).filter(name => name.endsWith('.ts') && !name.endsWith('.test.ts'))
  return names.sort().map(name => `${folder}/${name}`)
}

/**
 * What the kernel starts from: busybox, the modules, and in /congo the agent with the compiled part of native/. Made
 * anew in a moment when the agent changes; the disks stay.
 */
export const initramfs: Part = {
  name: 'initramfs',
  title: "the virtual machine's agent",
  cost: { download: 0, disk: 7 },
  needs: [guest, guestAddon],
  inputs: () => contentOf('scripts/vm/initramfs.ts', 'scripts/vm/guest', ...SOURCES, ...COURSE),
  async make(dir, _progress, [guestDir = '', addonDir = '']) {
    const packages = join(guestDir, 'root')
    const modules = resolveModules(join(packages, 'lib/modules'), MODULES)
    const order = modules.map(path => `${basename(path)}\n`).join('')
    const read = async (path: string, source: string, permissions?: number) =>
      file(path, await readFile(source), permissions)
    await writeFile(
      join(dir, 'initramfs'),
      cpio([
        ...['bin', 'congo', 'dev', 'modules', 'proc', 'root', 'sys'].map(directory),
        charDevice('dev/console', 5, 1),
        await read('bin/busybox', join(packages, 'bin/busybox'), 0o755),
        await read('init', join(root, 'scripts/vm/guest/init.sh'), 0o755),
        await read('congo/rc.sh', join(root, 'scripts/vm/guest/rc.sh')),
        await read('congo/inside', join(root, 'scripts/vm/guest/inside.sh'), 0o755),
        file('modules/order', Buffer.from(order)),
        ...(await Promise.all(modules.map(path => read(`modules/${basename(path)}`, path)))),
        ...(await Promise.all(products.map(name => read(`congo/${name}`, join(addonDir, name), 0o755)))),
        ...(await bundleAgent()),
        file('congo/course.cjs', Buffer.from(await bundleCourse())),
      ]),
    )
  },
}

/**
 * agent.mjs, native.mjs and runner.mjs, and the chunks they share: a job's `import '#native'` is the agent's own copy.
 */
async function bundleAgent(): Promise<Entry[]> {
  const { outputFiles, metafile } = await build({
    absWorkingDir: root,
    entryPoints: { agent: AGENT, native: 'native/index.ts', runner: RUNNER },
    outdir: 'congo',
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    minifySyntax: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    write: false,
    metafile: true,
    logLevel: 'error',
  })
  const stray = Object.keys(metafile.inputs).find(input => !SOURCES.includes(input))
  if (stray) throw new Error(`the agent imports ${stray}, which is not among SOURCES in scripts/vm/initramfs.ts`)
  const manifest = { type: 'module', imports: { '#native': './native.mjs' } }
  return [
    file('congo/package.json', Buffer.from(JSON.stringify(manifest))),
    ...outputFiles.map(({ path, contents }) => file(relative(root, path), contents)),
  ]
}
