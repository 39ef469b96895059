// Your lab for chapters/01-process: 4 holes to fill.
//   npm run lab 01-process      runs it in the machine and shows what happened
//   npm run check 01-process    has the kernel judge it

// Chapter 01: a process that is started well, watched, and buried.
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
  signalNumber,
  UINT_MAX,
} from '#native'
import type { Mechanism } from '../chapters/container.ts'
import { hole } from '../chapters/hole.ts'

export const mechanism: Mechanism = {
  name: '01-process',
  steps(c) {
    const { args, env, cwd } = c.config.process
    const steps: Step[] = [
      sigdefault('SIGPIPE'), // Node ignores these two, and what is ignored stays so across execve
      sigdefault('SIGXFSZ'),
      rt_sigprocmask(SIG_SETMASK, []), // clone3 was called with all signals blocked
      prctl(PR_SET_PDEATHSIG, signalNumber('SIGKILL')), // no container outlives its parent
      // hole 1: three steps. Every descriptor above 2 is the host's: let execve close them all. Go to the container's
      //   directory. Become the command, with the container's environment and no other.
      hole(1),
    ]
    return c.exec ? [...steps.slice(0, -1), c.exec].flat() : steps // 04 and 13 can put a program of ours in its place
  },
}

/**
 * Waits for the container and tells its end as a shell does: its exit status; 128 + n after signal n; 127 where there
 * was no such command, 126 where it could not be executed. Any other failed step is thrown.
 */
export async function exitCode(child: Pick<Process, 'wait'>): Promise<number> {
  try {
    const status = await child.wait()
    // hole 2: the status as a number. It is { code: 5 } for a command that ended by itself, { signal: 'SIGKILL' } for
    //   one that a signal ended ('code' in status says which); signalNumber() knows the numbers.
    return hole(2)
  } catch (error) {
    if (!(error instanceof StepError) || error.call !== 'execve') throw error
    // hole 3: execve failed, and error.errno says why. Nothing found there: ENOENT, or ENOTDIR. All else: found, but
    //   it cannot be executed.
    return hole(3)
  }
}

const PASSED_ON = ['SIGHUP', 'SIGINT', 'SIGQUIT', 'SIGTERM', 'SIGUSR1', 'SIGUSR2'] as const

/** From now on, signals sent to us go to the container. Gives the function that ends this. */
export function forward(child: Process): () => void {
  const pass = (signal: NodeJS.Signals) => {
    // hole 4: send this signal on to the child (a Process has kill())
    hole(4)
  }
  for (const signal of PASSED_ON) process.on(signal, pass)
  return () => {
    for (const signal of PASSED_ON) process.off(signal, pass)
  }
}
