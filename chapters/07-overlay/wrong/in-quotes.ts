// wrong: paths with a comma, a colon, a backslash are put in quotes, as in a shell
// first: odd-paths
import { mount } from '#native'
import { readLayers } from '../../../chapters/07-overlay/layers.ts'
import type { Mechanism } from '../../../chapters/container.ts'
import { options, mechanism as right, rootOf } from '../../../solutions/07-overlay.ts'

export const mechanism: Mechanism = {
  ...right,
  steps(c) {
    const layers = readLayers(c)
    if (!layers) return []
    const quoted = layers.map(path => (/[,:\\]/.test(path) ? `"${path}"` : path))
    const data = options(c, quoted).replace(/\\([\\,:])/g, '$1')
    return [mount('overlay', rootOf(c), 'overlay', 0, data)]
  },
}
