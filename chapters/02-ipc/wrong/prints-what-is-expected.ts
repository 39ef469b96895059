// wrong: nothing is started; the file prints what the command would print
// first: starts
// also: new-namespace, parent-stays, not-wanted, neighbours, joined, wrong-kind, every-type, nothing-left
import type { Mechanism } from '../../../chapters/container.ts'
import { mechanism as right } from '../../../solutions/02-ipc.ts'

export * from '../../../solutions/02-ipc.ts'

const say = (id: number, event: object) => process.stdout.write(`\x1e${JSON.stringify({ id, ...event })}\n`)

export const mechanism: Mechanism = {
  ...right,
  prepare({ id }) {
    const number = Number(id.replace('congo-', ''))
    const lines = 'ready\nletter none\nletter none\nsegment none\n'
    say(number, { event: 'output', fd: 1, data: Buffer.from(lines).toString('base64') })
    return new Promise(() => {})
  },
}
