// --label: what somebody notes of a container. In config.json these are annotations, among those that mean something to us.
import type { Config } from '../../../chapters/config.ts'
import { STOP_SIGNAL } from '../signal.ts'
import { refused } from './flag.ts'

const isMeant = (name: string) => name.startsWith('org.congo.') || name === STOP_SIGNAL

const own = (all: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(all).filter(([name]) => !isMeant(name)))

/** NAME=VALUE, or a NAME alone; and what the image notes. */
export const labels = (
  typed: readonly string[],
  image: Readonly<Record<string, string>> = {},
): Record<string, string> => ({
  ...own(image),
  ...Object.fromEntries(
    typed.map(each => {
      const [, name = '', value = ''] = /^([^=]*)=?(.*)$/s.exec(each) ?? []
      if (name === '') throw refused('--label', each, 'write NAME=VALUE')
      if (isMeant(name)) throw refused('--label', each, `${name} is no name for a label`)
      return [name, value]
    }),
  ),
})

/** Those that a container has. */
export const labelsOf = ({ annotations = {} }: Config): Record<string, string> => own(annotations)
