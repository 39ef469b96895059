// right: looks for the command itself, with execveat; goes to the directory by a descriptor; resets all signals
import { constants } from 'node:os'
import * as native from '#native'
import type { Mechanism } from '../../../chapters/container.ts'

const NEVER = ['SIGKILL', 'SIGSTOP']
const SIGNALS = Object.keys(constants.signals).filter(name => !NEVER.includes(name))
const ORDINARY = SIGNALS.filter(name => constants.signals[name as NodeJS.Signals] < 32)

/** A step for each folder of PATH, each in place of the one before where that finds nothing. */
function become(args: readonly string[], env: readonly string[]): native.Step {
  const [name = ''] = args
  if (name === '') throw new TypeError('process.args: a command is missing')
  const PATH = env.find(each => each.startsWith('PATH='))?.slice('PATH='.length) ?? '/bin:/usr/bin'
  const places = name.includes('/') ? [name] : PATH.split(':').map(folder => `${folder || '.'}/${name}`)
  const attempts = places.map(place => native.execveat(native.AT_FDCWD, place, args, env))
  let chain = attempts.pop() as native.Step
  for (const attempt of attempts.reverse()) chain = { ...attempt, onError: { ENOENT: chain, ENOTDIR: chain } }
  return chain
}

export const mechanism: Mechanism = {
  name: '01-process',
  steps(c) {
    const { args, env, cwd } = c.config.process
    const folder = native.slot('cwd')
    return [
      native.prctl(native.PR_SET_PDEATHSIG, native.signalNumber('SIGKILL')),
      { ...native.openat(native.AT_FDCWD, cwd, native.O_DIRECTORY | native.O_PATH | native.O_CLOEXEC), save: folder },
      native.fchdir(folder),
      native.close_range(3, native.UINT_MAX, native.CLOSE_RANGE_CLOEXEC),
      ...ORDINARY.map(name => native.sigdefault(name)),
      native.rt_sigprocmask(native.SIG_SETMASK, []),
      ...[c.exec ?? become(args, env)].flat(),
    ]
  },
}

export function exitCode(child: Pick<native.Process, 'wait'>): Promise<number> {
  return child.wait().then(
    status => ('signal' in status ? 128 + constants.signals[status.signal as NodeJS.Signals] : status.code),
    (error: unknown) => {
      if (!(error instanceof native.StepError) || !error.call.startsWith('execve')) throw error
      const missing = ['ENOENT', 'ENOTDIR'].includes(error.errno ?? '')
      return missing ? 127 : 126
    },
  )
}

export function forward(child: native.Process): () => void {
  const listeners = (['SIGHUP', 'SIGINT', 'SIGQUIT', 'SIGTERM', 'SIGUSR1', 'SIGUSR2'] as const).map(signal => {
    const listener = () => native.run({ ...native.pidfd_send_signal(child.pidfd, signal), allow: ['ESRCH'] })
    process.on(signal, listener)
    return () => process.off(signal, listener)
  })
  return () => {
    for (const end of listeners) end()
  }
}
