// congo run --labs: by a congo that is made of the learner's own labs, where they pass, and of the solutions for the rest.
import { compose } from './compose.ts'
import { here } from './here.ts'
import type { RunLabs } from './hook.ts'
import { inMachine } from './in-machine.ts'

export const runLabs: RunLabs = async typed => {
  const onThisSystem = typed.verb.opts<{ here?: boolean }>().here === true
  const run = onThisSystem ? here(typed) : await inMachine(typed)
  const yours = await compose(line => process.stderr.write(`congo: ${line}\n`))
  return run(yours.map(id => `lab-${id}`)) // package.json, "imports"
}
