import type { ProcessView } from '../check.ts'
import type { Demo, Row } from '../demo.ts'

const TERMINAL = { terminal: true, consoleSize: { width: 90, height: 30 } }
/** From the folder of the cgroup, as the host has it, to the host's root. */
const UP = '../../../../..'

/** Field 6 of /proc/PID/stat. */
const session = (process: ProcessView) => Number(/^.*\) \S+ \d+ \d+ (\d+)/.exec(process.proc('stat'))?.[1])
/** The first of its descriptors that is a terminal. */
const terminal = (process: ProcessView) =>
  [...process.descriptors().values()].find(path => /^\/dev\/pts\/\d+$/.test(path)) ?? 'none'

/**
 * The container waits. Three more processes are run in it. The second types into the terminal that it finds, and tries whom
 * it could signal. The third has a working directory that a careless runtime lets it have. The fourth is on a terminal of
 * its own, at which the user presses Ctrl-C.
 */
export default {
  command: ['/bin/probe', 'pid', 'forever'],
  wish: {
    root: { path: '/images/busybox' },
    mounts: [
      { destination: '/proc', type: 'proc' },
      { destination: '/dev', type: 'tmpfs' },
      { destination: '/dev/pts', type: 'devpts', options: ['newinstance', 'ptmxmode=0666'] },
    ],
    linux: {
      cgroupsPath: '/congo/demo',
      namespaces: [{ type: 'pid' }, { type: 'mount' }, { type: 'uts' }, { type: 'ipc' }],
    },
  },
  async compare(t, container, running) {
    const { command: second } = await running.beside(['/bin/probe', 'pid', 'kill', '0', '-1', 'push', 'forever'])
    const [fd] = t.unusedDescriptors(1) // the cgroup's folder will have it
    await running.runBeside(['/bin/probe', 'show', `${UP}/root/secret`], { cwd: `/proc/self/fd/${fd}` })
    const fourth = await running.beside(['/bin/probe', 'trap', 'INT', 'terminal', 'await'], TERMINAL)
    const numbers = (process: ProcessView) => [`${process.numbers[1]}`, `${process.numbers.at(-1)}`] as const
    const leader = [t.answer, second].find(({ pid }) => pid === session(second))
    const rows: Row[] = [
      ['the runtime', `${t.answer.numbers[1]}`, ''],
      ['first process', ...numbers(container)],
      ['second process', ...numbers(second)],
      ['its session', `${leader?.numbers[1]}`, leader === second ? numbers(second)[1] : '0'],
      ['its cgroup', t.cgroup(t.answer).path, t.cgroup(second).path],
      ["user's terminal", terminal(t.answer), ''],
      ['of the fourth', '', terminal(fourth.command)],
    ]
    fourth.type('\x03')
    await t.until('Ctrl-C ends no process 4', () => fourth.lines().some(line => line.endsWith('got 2')))
    return rows
  },
} satisfies Demo
