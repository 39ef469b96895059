import type { ProcessView, Trial } from '../check.ts'
import type { Demo, Row } from '../demo.ts'

const PID = { linux: { namespaces: [{ type: 'pid' }] } } as const
const INIT = { ...PID, annotations: { 'org.congo.init': 'true' } }

/** What the processes are called on the host, and in the container. */
const numbers = (what: string, processes: readonly ProcessView[]): Row => [
  what,
  processes.map(({ numbers }) => numbers[1]).join(' ') || 'none',
  processes.map(({ numbers }) => numbers.at(-1)).join(' ') || 'none',
]

/** The dead children of process 1 that stay, after a moment in which it could have buried them. */
async function zombies(t: Trial, first: ProcessView): Promise<ProcessView[]> {
  const dead = () => first.children().filter(({ alive }) => !alive)
  await t.until('zombies stay', () => dead().length === 0).catch(() => undefined)
  return dead()
}

/**
 * The command leaves three orphans, asks whom it could kill (signal 0, to all), and has no handler for SIGTERM. A
 * second container with an init in front does the same, and is stopped before the first.
 */
export default {
  command: ['/bin/probe', 'pid', 'self', 'kill', '0', '-1', 'orphans', '3', '1', 'forever'],
  wish: PID,
  async compare(t, container) {
    const rows: Row[] = [
      ['pid namespace', t.host.namespace('pid'), container.namespace('pid')],
      ['of the runtime', t.answer.namespace('pid'), ''],
      numbers('the command', [container]),
      numbers('its zombies', await zombies(t, container)),
    ]
    const second = await t.start(['/bin/probe', 'pid', 'orphans', '3', '1', 'forever'], INIT).catch(() => undefined)
    const init = t.answer.children().find(({ pid }) => pid !== container.pid)
    if (!second || !init) return rows
    rows.push(
      numbers('container 2', [init, ...init.children().filter(({ alive }) => alive)]),
      numbers('zombies there', await zombies(t, init)),
    )
    await second.stop(1)
    return rows
  },
} satisfies Demo
