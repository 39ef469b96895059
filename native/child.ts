// A child of this process, known by its pidfd.
import { addon, readable, watch } from './addon.ts'
import { __WALL, P_PIDFD, WEXITED } from './constants.ts'
import { run, StepError } from './run.ts'
import { block, errnoName, signalName } from './step.ts'
import { pidfd_open, pidfd_send_signal, waitid } from './syscalls.ts'

/** How a process ended: exit status 0 to 255, or the signal that killed it. */
export type Status = { readonly code: number } | { readonly signal: string }

/** It stays a zombie until somebody calls wait(). */
export class Child {
  readonly pid: number
  /** Names exactly this process; closed by wait(). */
  readonly pidfd: number
  #end: Promise<Status> | undefined
  #buried = false

  /**
   * Without a pidfd: a child that another one made for us, with CLONE_PARENT, and that nobody has waited for. Throws a
   * StepError (ESRCH) where there is no such process.
   */
  constructor(pid: number, pidfd = run(pidfd_open(pid))) {
    this.pid = pid
    this.pidfd = pidfd
  }

  /** Sends a signal. Throws a StepError with ESRCH once somebody has waited for the process. */
  kill(signal: string | number = 'SIGTERM'): void {
    const sending = pidfd_send_signal(this.pidfd, signal)
    if (this.#buried) throw new StepError({ step: sending, number: 0, errno: 'ESRCH' }) // the number may be another's now
    run(sending)
  }

  /** Waits for the end, and buries the zombie. May be called often. */
  wait(): Promise<Status> {
    this.#end ??= readable(this.pidfd).then(() => this.bury())
    return this.#end
  }

  /** Has it buried when it has ended, for whom nobody waits: neither does this process on its account. */
  forget(): void {
    const watching = watch(this.pidfd, 'readable', () => {
      watching.close()
      this.wait().catch(() => undefined) // how it ended, nobody wants to know
    })
    watching.unref()
  }

  /** Takes the status of a child that has ended. waitid(2) */
  protected bury(): Status {
    const end = addon.reap(this.pidfd)
    if (end < 0) {
      const waiting = waitid(P_PIDFD, this.pidfd, block(128), WEXITED | __WALL)
      throw new StepError({ step: waiting, number: 0, errno: errnoName(-end) })
    }
    this.#buried = true
    return end < 256 ? { code: end } : { signal: signalName(end - 256) }
  }
}
