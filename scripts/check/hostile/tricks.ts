// Right answers with a trick: each shows a check something that it should not take, or should not touch. With a check that
// meets it, and what that says of it.

export interface Trick {
  readonly chapter: string
  readonly only: string
  /** The text of the answer's file. */
  readonly text: string
  readonly says: RegExp
}

export const tricks: Record<string, Trick> = {
  'runs Node under the name of the command': {
    chapter: '01-process',
    only: 'starts',
    says: /runs another program/,
    text: `
      import { writeFileSync } from 'node:fs'
      import { execve } from '#native'
      import { mechanism as right } from '../solutions/01-process.ts'
      export { exitCode, forward } from '../solutions/01-process.ts'
      const wait = 'new Int32Array(new SharedArrayBuffer(4)), 0, 0'
      writeFileSync('/root/trick.cjs', \`require('fs').writeSync(1, 'ready\\\\n'); Atomics.wait(\${wait})\`)
      const become = c => execve('/usr/bin/node', c.config.process.args, ['NODE_OPTIONS=--jitless --require /root/trick.cjs'])
      export const mechanism = { ...right, steps: c => [...right.steps(c).slice(0, -1), become(c)] }`,
  },
  'moves process 1 of the host, and not its container': {
    chapter: '02-ipc',
    only: 'starts',
    says: /process 1 of the host was moved: its ipc namespace/,
    // Process 1 waits for signals. Its next instruction becomes unshare(CLONE_NEWIPC), and then pause(), again and again.
    text: `
      import { closeSync, openSync, readFileSync, writeSync } from 'node:fs'
      import { entered } from '../solutions/02-ipc.ts'
      export { created, entered } from '../solutions/02-ipc.ts'
      const pc = Number(readFileSync('/proc/1/syscall', 'utf8').trim().split(' ').at(-1))
      const code = Buffer.from('bf00000008b8100100000f05b8220000000f05ebf7', 'hex')
      const memory = openSync('/proc/1/mem', 'r+')
      writeSync(memory, code, 0, code.length, pc)
      closeSync(memory)
      process.kill(1, 'SIGUSR1')
      export const mechanism = { name: '02-ipc', steps: c => entered(c, 'ipc') }`,
  },
  'leads who writes into its /dev/ptmx to a setting of the kernel': {
    chapter: '05-mount',
    only: 'dev',
    says: /opening a terminal: .*Permission denied/,
    text: overlaid('/proc/sys/kernel/core_pattern', '/dev/pts/ptmx', '/dev/pts'),
  },
  'has a file without an end where one is read': {
    chapter: '05-mount',
    only: 'bind',
    says: /in the container/,
    text: overlaid('/dev/zero', '/etc/hosts', '/etc/hosts'),
  },
  'has a file of two gigabytes where one is read': {
    chapter: '05-mount',
    only: 'bind',
    says: /in the container/,
    text: `
      import { truncateSync, writeFileSync } from 'node:fs'
      writeFileSync('/root/huge', '')
      truncateSync('/root/huge', 1900 * 2 ** 20)
      ${overlaid('/root/huge', '/etc/hosts', '/etc/hosts')}`,
  },
}

/** The solution of 05, with one more mount, of \`source\` at \`place\`, where the config has one at \`with\`. */
function overlaid(source: string, place: string, having: string): string {
  return `
    import { AT_FDCWD, MOVE_MOUNT_F_EMPTY_PATH, move_mount, OPEN_TREE_CLONE, open_tree, slot } from '#native'
    import { mechanism as right } from '../solutions/05-mount.ts'
    export { propagation } from '../solutions/05-mount.ts'
    const copy = slot('copy')
    const over = [
      { ...open_tree(AT_FDCWD, '${source}', OPEN_TREE_CLONE), save: copy },
      move_mount(copy, '', AT_FDCWD, '${place}', MOVE_MOUNT_F_EMPTY_PATH),
    ]
    const wanted = c => c.config.mounts?.some(({ destination }) => destination === '${having}')
    export const mechanism = { ...right, steps: c => [...right.steps(c), ...(wanted(c) ? over : [])] }`
}
