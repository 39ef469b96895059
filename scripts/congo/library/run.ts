import { remove } from '../../../chapters/lifecycle.ts'
import { storeRoot } from '../place.ts'
import { create } from './create.ts'
import { startAttached } from './start.ts'
import type { CreateOptions, Running } from './types.ts'

/** Makes a container, starts it, and gives its streams. One that cannot be started is not there any more. */
export async function run(
  image: string,
  command: readonly string[] = [],
  options: CreateOptions = {},
): Promise<Running> {
  const id = await create(image, command, options)
  try {
    return await startAttached(id, options)
  } catch (error) {
    await remove(storeRoot(options.root), id).catch(() => undefined) // what failed first says more
    throw error
  }
}
