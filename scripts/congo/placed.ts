// Finds what is compiled of native/, for the library: modules that are loaded after this one load the addon.
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { compiled, lookIn } from '../../native/compiled.ts'
import { folderOf, isWhole } from '../setup/part.ts'
import { addon } from '../setup/parts/addon.ts'
import { self } from './self.ts'

const program = join(import.meta.dirname, 'congo.cjs')
self.push(program)
try {
  compiled('addon.node')
} catch {
  // The program puts it into the cache.
  if (!isWhole(addon)) execFileSync(process.execPath, [program, 'version'], { stdio: ['ignore', 'ignore', 'inherit'] })
  lookIn(folderOf(addon))
}
