// Runs in a machine: what congo run --trace tells, beside the program that the same container has, which nobody walks here.
import { formatStep, type Step } from '#native'
import { composition } from '../../../chapters/composition.ts'
import { look } from '../../../chapters/lifecycle.ts'
import { begin } from '../../../chapters/start.ts'
import { beCongo, caught } from '../caught.ts'

await beCongo()

const words = process.argv.slice(2)
const made = await caught(['create', '--name', 'wanted', ...words])
if (made.code !== 0) throw new Error(made.err)
let steps: readonly Step[] = []
await begin(look('/var/lib/congo', 'wanted').container, composition, program => {
  steps = program
  throw new Error('only looked at')
}).catch(() => undefined)
const wanted = steps.flatMap(step => (step.from ? [`${step.from.padEnd(13)} ${formatStep(step)}`] : []))
const inFront = await caught(['run', '--trace', '--name', 'traced', ...words])
const detached = await caught(['run', '--trace', '--detach', '--name', 'behind', ...words])
process.stdout.write(JSON.stringify({ wanted, inFront, detached }))
process.exit(0)
