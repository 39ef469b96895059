import { join } from 'node:path'
import { command } from './cli/command.ts'
import { root } from './cli/paths.ts'
import { buildPackage } from './congo/package.ts'

export default command({
  usage: `
npm run build
  Makes dist/congo.cjs, the program, and dist/index.js, the library, which a
  package of npm's carries. npm does it by itself where it has to.`,
  options: {},
  async run() {
    await buildPackage(join(root, 'dist'))
    return 0
  },
})
