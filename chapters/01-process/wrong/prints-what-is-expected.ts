// wrong: nothing is started; the file prints the events that the checker waits for
// first: starts
// also: exit-code, signal-code, not-found, not-executable, path, buried, descriptors, environment, cwd, signals, passed-on
import type { Mechanism } from '../../../chapters/container.ts'

export * from '../../../solutions/01-process.ts'

const say = (id: number, event: object) => process.stdout.write(`\x1e${JSON.stringify({ id, ...event })}\n`)

export const mechanism: Mechanism = {
  name: '01-process',
  prepare({ id, config }) {
    const [, verb, value = '0'] = config.process.args
    const number = Number(id.replace('congo-', ''))
    say(number, { event: 'output', fd: 1, data: Buffer.from('ready\n').toString('base64') })
    if (verb !== 'forever') say(number, { event: 'exit', code: Number(value) })
    return new Promise(() => {})
  },
  steps: () => [],
}
