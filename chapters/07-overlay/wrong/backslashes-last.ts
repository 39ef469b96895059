// wrong: the backslashes that were put before commas and colons are doubled afterwards
// first: odd-paths
import { mount } from '#native'
import { readLayers } from '../../../chapters/07-overlay/layers.ts'
import type { Mechanism } from '../../../chapters/container.ts'
import { mechanism as right, rootOf } from '../../../solutions/07-overlay.ts'
import { own } from '../own.ts'

const escaped = (path: string) => path.replaceAll(',', '\\,').replaceAll(':', '\\:').replaceAll('\\', '\\\\')

export const mechanism: Mechanism = {
  ...right,
  steps(c) {
    const layers = readLayers(c)
    if (!layers) return []
    const { upper, work } = own(c)
    const data = `lowerdir=${layers.toReversed().map(escaped).join(':')},upperdir=${upper},workdir=${work},userxattr`
    return [mount('overlay', rootOf(c), 'overlay', 0, data)]
  },
}
