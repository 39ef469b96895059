import type { Demo } from '../demo.ts'

/**
 * The container waits. A second process is run in it, on a terminal of its own, and tells what it sees: its numbers, its
 * terminal, who else is there.
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
  async compare(_, container, running) {
    const second = await running.beside(['/bin/probe', 'pid', 'terminal', 'forever'], { terminal: true })
    const { command } = second
    return [
      ['first process', `${container.numbers[1]}`, `${container.numbers.at(-1)}`],
      ['second process', `${command.numbers[1]}`, `${command.numbers.at(-1)}`],
    ]
  },
} satisfies Demo
