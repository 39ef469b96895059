// What `bin` and `exports` of package.json lead to: all of congo, in files that need no others but the addon.
import { isBuiltin } from 'node:module'
import { type BuildOptions, build, type Plugin } from 'esbuild'
import { root } from '../cli/paths.ts'

/** Modules of Node's are loaded when something of them is first used: node:crypto alone takes a tenth of a start. */
const lateModules: Plugin = {
  name: 'late modules',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^node:/ }, ({ path, namespace }) =>
      isBuiltin(path) && namespace !== 'late' ? { path, namespace: 'late' } : { path, external: true },
    )
    onLoad({ filter: /./, namespace: 'late' }, async ({ path }) => {
      const names = Object.keys(await import(path)).filter(name => name !== 'default')
      const getters = names.map(name => `get ${name}() { return require('${path}').${name} }`)
      return { contents: `module.exports = { ${getters.join(', ')} }` }
    })
  },
}

const ONE_FILE = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  target: 'node20.19',
  minify: true, // half as much to read at each start
  legalComments: 'none',
  external: ['*.node'],
  plugins: [lateModules],
  logLevel: 'error',
} as const satisfies BuildOptions

/** Makes congo.cjs, the program, in a folder: CommonJS, which Node loads sooner. And index.js, the library. */
export async function buildPackage(folder: string): Promise<void> {
  await build({
    ...ONE_FILE,
    entryPoints: ['scripts/congo/bin.ts'],
    outfile: `${folder}/congo.cjs`,
    format: 'cjs',
    define: { 'import.meta.filename': '__filename', 'import.meta.dirname': '__dirname' },
  })
}
