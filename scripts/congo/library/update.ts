import { update as setLimits } from '#mechanisms/08-cgroups'
import { saveConfig, setPolicy } from '../../../chapters/lifecycle.ts'
import { findId, Misuse, storeRoot } from '../place.ts'
import { readPolicy } from '../policy.ts'
import { runningAlone } from '../running.ts'
import { limits, withLimits } from '../spec/limits.ts'
import type { CreateOptions } from './types.ts'

export type UpdateOptions = Pick<CreateOptions, 'root' | 'memory' | 'cpu' | 'cpus' | 'pids' | 'restart'>

/** Gives a container that runs other limits, and one that need not run another policy. */
export async function update(id: string, { root, restart, ...flags }: UpdateOptions): Promise<void> {
  const store = storeRoot(root)
  const whole = findId(store, id)
  const wanted = limits(flags)
  const policy = restart === undefined ? undefined : readPolicy(restart, 1)
  if (!wanted && !policy) throw new Misuse('update: say --memory, --cpu, --cpus, --pids or --restart')
  if (policy) await setPolicy(store, whole, policy)
  if (!wanted) return
  await runningAlone(store, whole, async c => {
    setLimits(c, wanted)
    const { config } = c
    const resources = withLimits(config.linux?.resources, wanted)
    saveConfig(c.bundle, { ...config, linux: { ...config.linux, resources } })
  })
}
