// wrong: a name that begins with two dots is taken for ".."
// first: names
import { unpacking } from './no-limits.ts'

export * from '../../../solutions/16-commit.ts'

export const unpack = unpacking({
  namesOf(path) {
    const names = path.split('/').filter(name => name !== '' && name !== '.')
    if (names.some(name => name.startsWith('..'))) throw new Error(`${path}: this leads out of the layer`)
    return names
  },
})
