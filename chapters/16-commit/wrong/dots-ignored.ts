// wrong: ".." is left out of a path without a word
// first: names
import { unpacking } from './no-limits.ts'

export * from '../../../solutions/16-commit.ts'

export const unpack = unpacking({
  namesOf: path => path.split('/').filter(name => name !== '' && name !== '.' && name !== '..'),
})
