// What is the same for every answer, as one module: the program that drives an answer, the chapters' helpers, all solutions.
// A process that waits for an answer has it compiled before it is known which one comes.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { build, type Plugin } from 'esbuild'
import { root } from '../cli/paths.ts'
import { GUEST } from './guest.ts'

const MAIN = 'scripts/answer/main.ts'

/** Each of its files, by its path in the repository, with all that it imports, directly or not; '#mechanisms/NN' among them. */
export const courseFiles = (): ReadonlyMap<string, ReadonlySet<string>> =>
  importedBy(MAIN, ...readdirSync(join(root, 'solutions')).map(name => `solutions/${name}`))

/** The same of any files, without those of #native. */
export function importedBy(...files: readonly string[]): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, ReadonlySet<string>>()
  const all = (file: string): ReadonlySet<string> => {
    const known = found.get(file)
    if (known) return known
    const own = importsOf(file)
    const needs = new Set(own)
    found.set(file, needs)
    for (const each of own) if (!each.startsWith('#')) for (const far of all(each)) needs.add(far)
    return needs
  }
  for (const file of files) all(file)
  return found
}

function importsOf(file: string): string[] {
  const text = readFileSync(join(root, file), 'utf8')
  return [...text.matchAll(/^(?:import(?! type)|export|\}).* from '([.#][^']+)'/gm)]
    .map(([, path = '']) => (path.startsWith('.') ? join(file, '..', path) : path))
    .filter(path => path !== '#native' && !path.startsWith('native/'))
}

/** In the place of a mechanism: the answer, where that is of this chapter (scripts/answer/lent.ts), or the solution. */
const mechanisms: Plugin = {
  name: 'mechanisms',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^#mechanisms\// }, ({ path }) => ({ path: path.slice(1), namespace: 'mechanisms' }))
    onLoad({ filter: /./, namespace: 'mechanisms' }, ({ path }) => {
      const chapter = path.replace('mechanisms/', '')
      const contents = `if (!answered('${chapter}', module)) module.exports = require('./solutions/${chapter}.ts')`
      return { contents, resolveDir: root }
    })
  },
}

/** The text of the module; it is called with what scripts/answer/lent.ts names. */
export async function bundleCourse(): Promise<string> {
  const files = courseFiles()
  const helpers = [...files].filter(([file]) => file.startsWith('chapters/'))
  const free = helpers.filter(([, needs]) => ![...needs].some(each => each.startsWith('#'))).map(([file]) => file)
  const chapters = [...files.keys()].filter(file => file.startsWith('solutions/'))
  const names = chapters.map(file => file.replace('solutions/', '#mechanisms/').replace('.ts', ''))
  const lent = [...helpers.map(([file]) => [file, `./${file}`]), ...names.map(name => [name, name])]
  const getters = lent.map(([name, path]) => `'${name}': () => require('${path}')`)
  const contents = `lend({ files: { ${getters.join()} }, free: ${JSON.stringify(free)}, main: () => require('./${MAIN}') })`
  const { outputFiles } = await build({ ...GUEST, stdin: { contents, resolveDir: root }, plugins: [mechanisms] })
  return outputFiles[0]?.text ?? ''
}
