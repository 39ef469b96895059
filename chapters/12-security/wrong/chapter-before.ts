// wrong: nothing at all, as if this chapter were not there
// first: masked
// also: masked-by-the-host, read-only, no-new-privileges, bounding, sets, filter, no-way-around, order, limits
import type { Mechanism } from '../../../chapters/container.ts'

const nothing: Mechanism = { name: '12-security', steps: () => [] }

export { nothing as bounding, nothing as masking, nothing as mechanism }
