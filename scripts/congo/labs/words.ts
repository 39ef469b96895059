// What somebody has typed, as words for another congo.
import type { Command } from 'commander'

/** The flags of a verb and their values, but for those that are left out. */
export function words(verb: Command, leftOut: readonly string[]): string[] {
  const values = verb.opts<Readonly<Record<string, unknown>>>()
  return verb.options.flatMap(option => {
    const [flag, value] = [option.long ?? option.short ?? '', values[option.attributeName()]]
    if (value === undefined || leftOut.includes(option.attributeName())) return []
    if (!option.required) return value === true ? [flag] : []
    return (Array.isArray(value) ? value : [value]).flatMap(each => [flag, String(each)])
  })
}
