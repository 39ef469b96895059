// right: a class with a method for each concern, other order of steps, numbers in place of names
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
  type Status,
  type Step,
  StepError,
  sigdefault,
  signalNumber,
} from '#native'
import type { Container, Mechanism } from '../../../chapters/container.ts'

const SIGKILL = 9

class Command implements Mechanism {
  readonly name = '01-process'

  steps(c: Container): Step[] {
    return [...this.#place(c), ...this.#signals(), ...this.#descriptors(), ...this.#end(c)]
  }

  #place({ config }: Container) {
    return [chdir(config.process.cwd)]
  }

  #signals() {
    const ignored = ['SIGXFSZ', 'SIGPIPE'].map(name => sigdefault(name))
    return [prctl(PR_SET_PDEATHSIG, SIGKILL), ...ignored, rt_sigprocmask(SIG_SETMASK, [])]
  }

  #descriptors() {
    return [close_range(3, 999, CLOSE_RANGE_CLOEXEC), close_range(1000, 0xffffffff, CLOSE_RANGE_CLOEXEC)]
  }

  #end({ exec, config: { process } }: Container): readonly Step[] {
    if (Array.isArray(exec)) return exec
    return [(exec as Step | undefined) ?? execvpe(process.args, process.env)]
  }
}

export const mechanism: Mechanism = new Command()

function codeOf(status: Status): number {
  if ('code' in status) return status.code
  return signalNumber(status.signal) + 0x80
}

export async function exitCode(child: Pick<Process, 'wait'>): Promise<number> {
  let status: Status
  try {
    status = await child.wait()
  } catch (error) {
    if (error instanceof StepError && error.call === 'execve') {
      switch (error.errno) {
        case 'ENOENT':
        case 'ENOTDIR':
          return 127
        default:
          return 126
      }
    }
    throw error
  }
  return codeOf(status)
}

export function forward(child: Process): () => void {
  const signals: NodeJS.Signals[] = ['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGQUIT', 'SIGUSR1', 'SIGUSR2']
  const pass = (signal: NodeJS.Signals) => {
    try {
      child.kill(signalNumber(signal))
    } catch {
      // it has ended meanwhile
    }
  }
  for (const each of signals) process.addListener(each, pass)
  return () => signals.forEach(each => void process.removeListener(each, pass))
}
