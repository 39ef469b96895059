// spawn() to exit beside a C program that makes the same system calls (spawn.c), the two taking turns.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  CLONE_NEWIPC,
  CLONE_NEWNET,
  CLONE_NEWNS,
  CLONE_NEWPID,
  CLONE_NEWUSER,
  CLONE_NEWUTS,
  CLOSE_RANGE_CLOEXEC,
  chdir,
  close_range,
  compiled,
  execve,
  MS_PRIVATE,
  MS_REC,
  mount,
  PR_SET_PDEATHSIG,
  prctl,
  rt_sigprocmask,
  SIG_SETMASK,
  sethostname,
  sigdefault,
  signalNumber,
  spawn,
  UINT_MAX,
} from '#native'
import type { Measure } from '../bench.ts'
import { root } from '../cli/paths.ts'
import { median } from './median.ts'
import { Other } from './other.ts'

const ROUNDS = 300
const WARM = 300
// A user namespace as well where we are not root, in both programs.
const OWN = process.getuid?.() === 0 ? 0 : CLONE_NEWUSER
const FLAGS = OWN | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWPID | CLONE_NEWNS | CLONE_NEWNET

const probe = compiled('probe')
const PROGRAM = [
  sigdefault('SIGPIPE'),
  sigdefault('SIGXFSZ'),
  rt_sigprocmask(SIG_SETMASK, []),
  prctl(PR_SET_PDEATHSIG, signalNumber('SIGKILL')),
  sethostname('bench'),
  mount(null, '/', null, MS_REC | MS_PRIVATE),
  close_range(3, UINT_MAX, CLOSE_RANGE_CLOEXEC),
  chdir('/'),
  execve(probe, ['probe'], []),
]

/** Milliseconds from the call of spawn() to the exit status. */
async function ours(): Promise<number> {
  const begin = performance.now()
  await spawn(PROGRAM, { flags: FLAGS }).wait()
  return performance.now() - begin
}

/** Medians in milliseconds, of rounds in which both take a turn. */
async function alternate(other: Other): Promise<{ node: number; c: number }> {
  const [node, c]: [number[], number[]] = [[], []]
  for (let round = -WARM; round < ROUNDS; round++) {
    const turn = [await ours(), await other.turn()] as const
    if (round < 0) continue
    node.push(turn[0])
    c.push(turn[1])
  }
  return { node: median(node), c: median(c) }
}

/** A gibibyte that is really there: a quarter of it objects, the rest bytes that were written to. */
const fillHeap = (): unknown[] => [
  Array.from({ length: 768 }, () => new Uint8Array(2 ** 20).fill(1)),
  Array.from({ length: 4 * 2 ** 20 }, (_, i) => ({ number: i, next: null, more: [] })), // 64 bytes each
]

/** How many times as long as the C program; and that with a full heap, to that with a small one. */
export async function benchSpawn(): Promise<Measure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'congo-bench-'))
  try {
    const program = join(folder, 'spawn')
    execFileSync('cc', ['-O2', '-Wall', '-o', program, join(root, 'scripts/bench/spawn.c')])
    using other = new Other(program, [String(FLAGS), probe])
    const small = await alternate(other)
    const heap = fillHeap()
    const full = await alternate(other)
    heap.length = 0 // only now: it has to stay until here
    const milliseconds = `${small.node.toFixed(2)} ms, in C ${small.c.toFixed(2)} ms`
    const ratio = small.node / small.c
    return [
      { what: `spawn to exit, five namespaces: ${milliseconds}`, found: ratio, aim: 1.15, unit: 'ratio' },
      { what: 'the same with a heap of 1 GiB', found: full.node / full.c / ratio, aim: 1.1, unit: 'ratio' },
    ]
  } finally {
    rmSync(folder, { recursive: true })
  }
}
