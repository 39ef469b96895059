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
import type { Container, Mechanism } from '../chapters/container.ts'
import { hole } from '../chapters/hole.ts'

export const mechanism: Mechanism = {
  name: '01-process',
  steps(c) {
    return [
      sigdefault('SIGPIPE'), // Node ignores these two, and what is ignored stays so across execve
      sigdefault('SIGXFSZ'),
      rt_sigprocmask(SIG_SETMASK, []),
      prctl(PR_SET_PDEATHSIG, signalNumber('SIGKILL')), // no container outlives its parent
      // hole 1: every descriptor above 2 is the host's: let execve close them all
      hole(1),
      ...become(c),
    ]
  },
}

/** The container's directory, then the command with the container's environment and no other. */
function become(c: Container): Step[] {
  const { args, env, cwd } = c.config.process
  // hole 2: go to the container's directory (cwd), then become c.exec, or else the command (args) with its own
  //   environment (env). execvpe() looks it up in that environment's PATH.
  return hole(2)
}

/**
 * Waits for the container and tells its end as a shell does: its exit status; 128 + n after signal n; 127 where there
 * was no such command, 126 where it could not be executed. Any other failed step is thrown.
 */
export async function exitCode(child: Process): Promise<number> {
  try {
    const status = await child.wait()
    // hole 3: tell the status as a number. It is { code: 0..255 }, or { signal: 'SIGKILL' } for a process that a
    //   signal ended; signalNumber() knows the numbers.
    return hole(3)
  } catch (error) {
    if (error instanceof StepError && error.call.startsWith('execve')) {
      return error.errno === 'ENOENT' || error.errno === 'ENOTDIR' ? 127 : 126
    }
    throw error
  }
}

const PASSED_ON = ['SIGHUP', 'SIGINT', 'SIGQUIT', 'SIGTERM', 'SIGUSR1', 'SIGUSR2'] as const

/** From now on, signals sent to us go to the container. Gives the function that ends this. */
export function forward(child: Process): () => void {
  const pass = (signal: NodeJS.Signals) => {
    // hole 4: send this signal on to the child (a Process has kill(); it never hits a later process of that number)
    hole(4)
  }
  for (const signal of PASSED_ON) process.on(signal, pass)
  return () => {
    for (const signal of PASSED_ON) process.off(signal, pass)
  }
}
