import { basename } from 'node:path'
import type { ProcessView, Trial } from '../check.ts'
import type { Demo, Row } from '../demo.ts'

const LINES = 300
/** Prints lines of a thousand bytes, notes the number of each when it has gone, and waits to be asked to end. */
const PRINTS = `
i=0
while [ $i -lt ${LINES} ]; do printf '%0999d\\n' $i; i=$((i+1)); echo $i >/tmp/printed; done
exec /bin/probe trap TERM await exit 7`

interface Piece {
  readonly stream: string
  readonly bytes: string
}

/** The number on the host, and the program. */
const named = (process: ProcessView) => `${process.numbers[1]} ${basename(process.program)}`

const parent = (t: Trial, process: ProcessView) =>
  [t.host, t.answer, ...t.processes()].find(({ pid }) => pid === Number(process.status('PPid')))

/** Its parent, and the parent of that. */
function parents(t: Trial, process: ProcessView): string {
  const first = parent(t, process)
  const second = first && parent(t, first)
  return [first, second].map(each => (each ? named(each) : 'none')).join(', ')
}

/**
 * Two containers. The first prints a line on each stream, and waits. The second prints more than a pipe holds. Then the
 * runtime is killed; the second is asked to end, and another runtime is asked how it ended.
 */
export default {
  command: ['/bin/probe', 'pid', 'complain', 'on standard error', 'forever'],
  wish: { linux: { namespaces: [{ type: 'pid' }] }, watched: {} },
  async compare(t, container, running) {
    const log = (await running.call('log').catch(() => [])) as Piece[] // a hole: the lab tells
    const rows: Row[] = [
      ['the container', named(container), `${container.numbers.at(-1)}`],
      ['its parents', parents(t, container), ''],
      ...log.map(({ stream, bytes }): Row => [`log, ${stream}`, bytes.trimEnd(), '']),
    ]
    const second = await t.start(['/bin/sh', '-c', PRINTS], { watched: {} })
    let printed = 0
    const look = () => {
      printed = Math.max(printed, Number(second.command.file('/tmp/printed') ?? 0)) // it is empty for a moment
      return printed
    }
    for (let seen = -1; seen < printed && printed < LINES; ) {
      seen = printed
      await t.until('', () => look() > seen).catch(() => undefined) // it stands still
    }
    rows.push(['container 2 prints', '', `${printed} of ${LINES} lines`], ['kill -9', named(t.answer), ''])
    const keeper = parent(t, second.command)
    await t.crash()
    await t.until('', () => !container.alive).catch(() => undefined) // it lives
    rows.push(['the container', container.alive ? 'lives' : 'has gone', ''])
    if (container.alive) rows.push(['its parents', parents(t, container), ''])
    if (second.command.alive) second.command.kill('SIGTERM')
    await t.until('container 2 does not end', () => !second.command.alive && !keeper?.alive)
    const fate = (await second.call('fate').catch(() => ({}))) as { code?: number; unknown?: string }
    rows.push([
      'container 2 ended',
      '',
      fate.code === undefined ? (fate.unknown && 'unknown') || '' : `exit code ${fate.code}`,
    ])
    return rows
  },
} satisfies Demo
