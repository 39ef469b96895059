// wrong: ".wh..." takes away "..", which is the folder that all layers are in
// first: takes-away
import { unpacking } from './no-limits.ts'

export * from '../../../solutions/16-commit.ts'

export const unpack = unpacking({ goneOf: name => name.slice('.wh.'.length) })
