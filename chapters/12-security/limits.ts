// Limits of the config. https://github.com/opencontainers/runtime-spec/blob/main/config.md#posix-process
import { writeFileSync } from 'node:fs'
import { prlimit64, RLIM_INFINITY, RLIMIT, type Step } from '#native'
import type { Rlimit } from '../config.ts'

const RESOURCES: Readonly<Record<string, number>> = RLIMIT

/** Throws where a limit is no limit of the kernel's, or is named twice. */
export function limitSteps(rlimits: readonly Rlimit[] = []): Step[] {
  return rlimits.map(({ type, soft, hard }, i) => {
    const resource = Object.hasOwn(RESOURCES, type) ? RESOURCES[type] : undefined
    if (resource === undefined) throw new Error(`process.rlimits: ${type}: no such limit; see getrlimit(2)`)
    if (rlimits.findIndex(other => other.type === type) !== i) {
      throw new Error(`process.rlimits: ${type} is there twice; leave one of them`)
    }
    if (soft > hard) throw new Error(`process.rlimits: ${type}: soft ${soft} is above hard ${hard}; lower it`)
    return prlimit64(0, resource, whole(soft), whole(hard))
  })
}

/** JSON.parse reads 18446744073709551615, which is "unlimited" and no number of JavaScript, as 2 ** 64. */
const whole = (limit: number): number | bigint => (limit >= 2 ** 64 ? RLIM_INFINITY : BigInt(limit))

/** How soon the kernel kills a process where memory runs out, from -1000 (never) to 1000: proc_pid_oom_score_adj(5) */
export function setOomScore(pid: number, score: number | undefined): void {
  if (score === undefined) return
  try {
    writeFileSync(`/proc/${pid}/oom_score_adj`, String(score))
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    const why = code === 'EACCES' ? 'only CAP_SYS_RESOURCE of the host may lower it' : 'it goes from -1000 to 1000'
    throw new Error(`process.oomScoreAdj ${score}: ${code}: ${why}`)
  }
}
