import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { root } from '../../cli/paths.ts'
import { Problem } from '../../cli/problem.ts'
import { compilerFor } from '../compiler.ts'
import { contentOf, type Part, ready } from '../part.ts'
import { type Failed, run } from '../run.ts'

/** What is compiled from native/. */
export const products = ['addon.node', 'become', 'init', 'monitor', 'probe']

const sources = () =>
  ['', 'monitor/', 'probe/'].flatMap(folder =>
    readdirSync(join(root, 'native', folder))
      .filter(file => /\.(gyp|c|cc|h)$/.test(file))
      .map(file => folder + file),
  )

/** native/ compiled for an architecture (Node's name for it). It speaks Node-API: one build serves all versions of Node. */
function addonFor(arch: string): Part {
  return {
    name: `addon-${arch}`,
    title: `the addon for ${arch}, from native/`,
    cost: { download: 0, disk: 1 },
    inputs: () => [readFileSync(nodeApi()), ...contentOf(...sources().map(file => `native/${file}`))],
    async make(dir, progress) {
      const environment = compilerFor(arch, 'compiling the addon')
      progress('compiling')
      const build = join(dir, 'native')
      for (const folder of ['monitor', 'probe']) mkdirSync(join(build, folder), { recursive: true })
      for (const file of sources()) copyFileSync(join(root, 'native', file), join(build, file))
      const gyp = ['rebuild', `--arch=${arch}`, '--release', ...nodedir()]
      await run(process.execPath, [fileOfPackage('node-gyp/bin/node-gyp.js'), ...gyp], {
        cwd: build,
        env: { NODE_PATH: dirname(dirname(nodeApi())), ...environment },
      }).catch((failed: Failed) => {
        throw failed.stderr.includes('network connectivity') ? noHeaders() : notCompiled(failed)
      })
      for (const file of products) renameSync(join(build, 'build/Release', file), join(dir, file))
      rmSync(build, { recursive: true })
    },
  }
}

/** For this host. */
export const addon: Part = addonFor(process.arch)

/** For the machine, which is x86-64 on every host. */
export const guestAddon: Part = process.arch === 'x64' ? addon : addonFor('x64')

/** Puts the host's addon into dist/, where native/addon.ts looks for it. */
export async function placeAddon(): Promise<void> {
  const [dir] = await ready(addon)
  for (const file of products) {
    const [from, to] = [join(dir, file), join(root, 'dist', file)]
    if (existsSync(to) && readFileSync(from).equals(readFileSync(to))) continue
    mkdirSync(dirname(to), { recursive: true })
    copyFileSync(from, `${to}.${process.pid}`) // by rename: a process may have loaded the old one
    renameSync(`${to}.${process.pid}`, to)
  }
}

/** A file of a package that we depend on, wherever npm has put that. */
const fileOfPackage = (path: string) => createRequire(join(root, 'package.json')).resolve(path)

/** Names the version of the headers that addon.cc includes. */
const nodeApi = () => fileOfPackage('node-addon-api/package.json')

/**
 * Where Node's headers are: beside its program, or those of another Node, for Node-API is the same in all. Without any,
 * node-gyp fetches them from the network.
 */
function nodedir(): string[] {
  const prefixes = [dirname(dirname(process.execPath)), '/usr/local', '/usr']
  const found = prefixes.find(prefix => existsSync(join(prefix, 'include/node/node_api.h')))
  return found ? [`--nodedir=${found}`] : []
}

function noHeaders(): Problem {
  const place = join(dirname(dirname(process.execPath)), 'include/node')
  const instead = 'install a Node that has them (nodejs.org, nvm), or npm run doctor -- --import FILE'
  return new Problem(`the headers of Node are not in ${place}, and node-gyp cannot fetch them: ${instead}`, 3)
}

function notCompiled({ stdout, stderr }: Failed): Problem {
  return new Problem(`native/ does not compile:\n${stdout}${stderr}`.trimEnd(), 3)
}
