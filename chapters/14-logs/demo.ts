import type { Demo } from '../demo.ts'

/** A container that prints a line and waits, under a monitor. What it printed comes out of the log. */
export default {
  command: ['/bin/probe', 'pid', 'complain', 'on standard error', 'forever'],
  wish: { linux: { namespaces: [{ type: 'pid' }] }, watched: {} },
  async compare(t, container, running) {
    const [monitor] = t.processes().filter(({ args }) => args[0] === 'monitor')
    const log = (await running.call('log')) as { stream: string; bytes: string }[]
    return [
      ['the runtime', `${t.answer.numbers[1]}`, ''],
      ['its child, the monitor', `${monitor?.numbers[1] ?? 'none'}`, ''],
      ["the monitor's child", `${container.numbers[1]}`, `${container.numbers.at(-1)}`],
      ...log.map(({ stream, bytes }) => [`log, ${stream}`, bytes.trimEnd(), ''] as const),
    ]
  },
} satisfies Demo
