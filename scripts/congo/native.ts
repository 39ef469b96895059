// Finds what is compiled of native/. To be done before a module is loaded that needs the addon.
import { compiled, lookIn } from '../../native/compiled.ts'

/** Beside this bundle, or else in the cache, where it is compiled if need be. Throws a Problem (3) where that cannot be. */
export async function findNative(): Promise<void> {
  try {
    compiled('addon.node')
  } catch {
    const [{ ready }, { addon }] = await Promise.all([import('../setup/part.ts'), import('../setup/parts/addon.ts')])
    lookIn((await ready(addon))[0])
  }
}
