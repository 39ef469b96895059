// wrong: no name that begins with a dot can be taken away
// first: takes-away
import { unpacking } from './no-limits.ts'

export * from '../../../solutions/16-commit.ts'

export const unpack = unpacking({
  goneOf(name, path) {
    const gone = name.slice('.wh.'.length)
    if (gone === '' || gone.startsWith('.')) throw new Error(`${path}: this takes away no name of a folder`)
    return gone
  },
})
