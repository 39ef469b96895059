// right: passes on every signal that can be heard, as runc does; steps in a loop; codes from a table
import { constants } from 'node:os'
import {
  CLOSE_RANGE_CLOEXEC,
  chdir,
  close_range,
  execvpe,
  PR_SET_PDEATHSIG,
  type Process,
  prctl,
  rt_sigprocmask,
  SIG_SETMASK,
  type Step,
  StepError,
  sigdefault,
  UINT_MAX,
} from '#native'
import type { Mechanism } from '../../../chapters/container.ts'

const { signals } = constants

export const mechanism = {
  name: '01-process',
  steps({ exec, config: { process } }) {
    const steps: Step[] = []
    for (const ignored of ['SIGPIPE', 'SIGXFSZ']) steps.push(sigdefault(ignored))
    steps.push(close_range(3, UINT_MAX, CLOSE_RANGE_CLOEXEC))
    steps.push(rt_sigprocmask(SIG_SETMASK, []))
    steps.push(chdir(process.cwd))
    steps.push(prctl(PR_SET_PDEATHSIG, signals.SIGKILL))
    return steps.concat(exec ?? execvpe(process.args, process.env))
  },
} satisfies Mechanism

const CODES: Readonly<Record<string, number>> = { ENOENT: 127, ENOTDIR: 127 }

export async function exitCode(child: Pick<Process, 'wait'>): Promise<number> {
  const end = await child.wait().catch((error: unknown) => error)
  if (end instanceof StepError && end.call === 'execve') return CODES[end.errno ?? ''] ?? 126
  if (end instanceof Error) throw end
  const { code, signal } = end as { code?: number; signal?: NodeJS.Signals }
  return signal === undefined ? (code ?? 0) : 128 + signals[signal]
}

/** Not those that nobody can hear, that the kernel sends for faults of ours, or that Node itself lives by. */
const OURS = ['KILL', 'STOP', 'CHLD', 'CLD', 'PIPE', 'XFSZ', 'SEGV', 'BUS', 'FPE', 'ILL', 'ABRT', 'IOT', 'TRAP']
const unheard = new Set([...OURS, 'SYS', 'PROF', 'VTALRM', 'URG', 'STKFLT'].map(name => `SIG${name}`))
const heard = (Object.keys(signals) as NodeJS.Signals[]).filter(name => !unheard.has(name))

export function forward(child: Process): () => void {
  const pass = (signal: NodeJS.Signals) => child.kill(signal)
  heard.forEach(signal => process.on(signal, pass))
  return () => heard.forEach(signal => process.removeListener(signal, pass))
}
