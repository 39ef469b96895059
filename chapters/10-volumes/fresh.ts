// A new file system in the way of the newer calls: configured word by word, and a descriptor before it is anywhere.
import {
  close,
  FSCONFIG_CMD_CREATE,
  FSCONFIG_SET_FLAG,
  FSCONFIG_SET_STRING,
  FSMOUNT_CLOEXEC,
  FSOPEN_CLOEXEC,
  fsconfig,
  fsmount,
  fsopen,
  type Step,
  slot,
} from '#native'
import type { Volume } from './volume.ts'

/** Steps that save it as `tree`. A word of `data` is "key=value", or a key alone. */
export function fresh({ type, source, data, tree }: Volume): Step[] {
  const file = slot(type)
  const options = [`source=${source}`, ...data].map(option => {
    const end = option.indexOf('=')
    return end < 0
      ? fsconfig(file, FSCONFIG_SET_FLAG, option, null)
      : fsconfig(file, FSCONFIG_SET_STRING, option.slice(0, end), option.slice(end + 1))
  })
  return [
    { ...fsopen(type, FSOPEN_CLOEXEC), save: file },
    ...options,
    fsconfig(file, FSCONFIG_CMD_CREATE, null, null),
    { ...fsmount(file, FSMOUNT_CLOEXEC, 0), save: tree },
    close(file),
  ]
}
