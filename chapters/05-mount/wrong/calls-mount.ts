// wrong: leaves the work to the command mount, which the host does not have
// first: starts
// also: own-table, apart, proc, dev, fresh, bind, bind-options, order, propagation, refused, nothing-left, no-magic
import { execvpe } from '#native'
import type { Mechanism } from '../../../chapters/container.ts'
import { propagation as right } from '../../../solutions/05-mount.ts'

export const propagation: Mechanism = {
  ...right,
  prepare(c) {
    const { args, env } = c.config.process
    const mounts = (c.config.mounts ?? []).map(
      ({ type, source, destination, options }) =>
        `mount -t ${type} -o ${options?.join() || 'defaults'} ${source ?? type} ${destination} && `,
    )
    if (mounts.length > 0) c.exec = execvpe(['sh', '-c', `${mounts.join('')}exec "$@"`, 'sh', ...args], env)
  },
}

export const mechanism: Mechanism = { name: '05-mount', steps: () => [] }
