// --label: what somebody notes of a container. In config.json these are annotations, among those that mean something to us.
import type { Config } from '../../../chapters/config.ts'
import { refused } from './flag.ts'

const MEANT = ['org.congo.', 'org.opencontainers.']

/** NAME=VALUE, or a NAME alone. */
export const labels = (typed: readonly string[]): Record<string, string> =>
  Object.fromEntries(
    typed.map(each => {
      const [, name = '', value = ''] = /^([^=]*)=?(.*)$/s.exec(each) ?? []
      if (name === '') throw refused('--label', each, 'write NAME=VALUE')
      if (MEANT.some(begin => name.startsWith(begin))) throw refused('--label', each, `${name} is no name for a label`)
      return [name, value]
    }),
  )

/** Those that a container has. */
export const labelsOf = ({ annotations = {} }: Config): Record<string, string> =>
  Object.fromEntries(Object.entries(annotations).filter(([name]) => !MEANT.some(begin => name.startsWith(begin))))
